/** What happens during a turn, in order: the composer folds these into the view a reader sees. */
import type { Effort, OutgoingFile, Receipt, ReplyStep, Settlement, Why } from '../chat/index.ts';
import type { ModelCall, ModelEvent, Usage } from '../model/index.ts';

export type TurnEvent =
  | Exclude<ModelEvent, { readonly type: 'call' | 'image' | 'sound' }>
  /** All of the reasoning behind the answer, in place of what was told of it before: that of an attempt which is not kept. */
  | { readonly type: 'thought'; readonly text: string }
  /** What is being done before the model speaks. */
  | { readonly type: 'status'; readonly text: string }
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  /** Something begins, goes on or ends: a file is taken in, a tool is used. */
  | { readonly type: 'step'; readonly step: ReplyStep }
  /** What the steps from now on belong to. */
  | { readonly type: 'plan'; readonly title: string }
  /** A file of the answer: a picture the model has drawn, sound it has spoken. */
  | { readonly type: 'file'; readonly file: OutgoingFile }
  /** What would ask for just this again. A later one takes the place of an earlier one. */
  | { readonly type: 'settled'; readonly options: Settlement }
  /** Who answers and how, once that is settled. */
  | {
      readonly type: 'chosen';
      readonly model: string;
      readonly effort: Effort;
      /** The router has chosen, for this reason. */
      readonly why?: Why;
      /** The effort that “think harder” would take; undefined where there is none above. */
      readonly harder?: Effort | undefined;
    }
  /** The price, in dollars, is to be agreed to before anything is done. */
  | { readonly type: 'asks'; readonly usd: number }
  /** What the answer took, once that is known. */
  | {
      readonly type: 'spent';
      readonly model: string;
      readonly effort: Effort;
      /** Who answered as well, in a comparison. */
      readonly beside?: { readonly model: string; readonly effort: Effort };
      /** Every request to a model, in its order. */
      readonly calls: readonly ModelCall[];
      /** All of them together. */
      readonly usage: Usage;
      /** The server reported no usage, so these are our own counts. */
      readonly estimated: boolean;
      /** Dollars, the preparation of attachments included; undefined where no price is known. */
      readonly usd: number | undefined;
    }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly sentence: string };
