/** What happens during a turn, in order: the composer folds these into the view a reader sees. */
import type { Receipt } from '../chat/index.ts';
import type { ModelEvent } from '../model/index.ts';

export type TurnEvent =
  | ModelEvent
  /** What is being done before the model speaks. */
  | { readonly type: 'status'; readonly text: string }
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  /** A sentence for the reader beside the answer. */
  | { readonly type: 'notice'; readonly text: string }
  /** Model, effort, tokens and price, once they are known. */
  | { readonly type: 'footer'; readonly text: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly sentence: string };
