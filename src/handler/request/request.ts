/** A question made ready for a model: its history and media in the request, the tools it may call, and how long it is. */
import type { Effort, HostedTool, Message, Words } from '../../chat/index.ts';
import type { Media, OpenAttachment } from '../../media/index.ts';
import {
  type AnswerFormat,
  type Catalog,
  estimateFrame,
  type Estimates,
  fitEffort,
  type ModelClient,
  type ModelEntry,
  type ModelRequest,
} from '../../model/index.ts';
import type { Logger } from '../../ops/index.ts';
import type { TurnEvent } from '../../reply/index.ts';
import type { Compaction, Compactions, Store } from '../../store/index.ts';
import { type Beginnings, newestWithin } from './beginnings.ts';
import { compact, earlierOf, turnFor } from './compaction.ts';
import { pack, type Packed, type PreparedMessage, withQuestions } from './context.ts';
import type { Tools } from '../answer/converse.ts';
import type { Ledger } from '../answer/ledger.ts';
import { LIMITS } from '../limits.ts';
import { withDistinctNames } from '../asking/names.ts';
import type { OwnerOf } from '../owner.ts';
import { prepareAll } from './prepare.ts';
import { type Amount, NOTHING, type Purse } from '../budget/purse.ts';
import { createVideoTools, type Shown } from './video-tools.ts';

export interface Question {
  readonly message: Message;
  /** What was said before, oldest first. */
  readonly history: readonly Message[];
  readonly model: ModelEntry;
  readonly effort: Effort;
  readonly instructions: string;
  /** The language of whoever asks. */
  readonly words: Words;
  /** Opens the attachments of these messages. */
  readonly open: OpenAttachment;
  /** The shape the answer must have; words where left out. */
  readonly format?: AnswerFormat;
  /** Stands for the person who asks, and for the conversation: see `ModelRequest`. */
  readonly person?: string;
  readonly cacheKey?: string;
  /** Where a server did not take the question at first: how it is asked once more. */
  readonly lighter?: Lighter;
}

/** What a question goes without. */
export type Lighter =
  /** Without the messages before this one, which may be the question itself. */
  | { readonly from: string }
  /** Without what the model's server makes of older messages: they are summed up in words. */
  | { readonly inWords: true };

export interface AnswerParts {
  readonly media: Media;
  readonly model: ModelClient;
  readonly catalog: Catalog;
  readonly estimates: Estimates;
  /** Keeps what stands for messages that no longer fit; without it they are left out. */
  readonly store?: Compactions & Pick<Store, 'readable'>;
  /** Where earlier questions of a conversation began. */
  readonly beginnings?: Beginnings;
  /** Whose the files of a message are; nobody's where left out. */
  readonly ownerOf?: OwnerOf;
  /** What the model's provider may do by itself; nothing where left out. */
  readonly hosted?: readonly HostedTool[];
  readonly log: Logger;
}

export interface Ready {
  readonly request: ModelRequest;
  readonly tools: Tools;
  /** As `estimateTokens` counts. */
  readonly inputTokens: number;
  /** What the preparation of its files has cost, in dollars. */
  readonly mediaUsd: number;
  /** What it takes to sum up what no longer fits: it was done, or waits for the price to be agreed to. */
  readonly summing: Amount;
}

/** Made of a question with what was said before it. */
export interface ReadyQuestion extends Ready {
  /** The earlier messages that are in the request as they were said, oldest first. */
  readonly past: readonly Message[];
}

export interface Spending {
  readonly purse: Purse;
  /** Is told what the preparation itself takes. */
  readonly ledger: Ledger;
}

/**
 * Makes a question ready, telling what is done for it.
 *
 * @throws {UserError} when it cannot be sent
 */
export async function* prepareRequest(
  question: Question,
  parts: AnswerParts,
  spending: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, ReadyQuestion, undefined> {
  const { model, effort: wanted, instructions, open, words, format, person, cacheKey } = question;
  const { media, hosted = [], log } = parts;
  const effort = yield* fittedEffort(model, wanted);
  const fitted = yield* fitHistory({ ...question, effort }, parts, spending, signal);
  const { asked, past, packed, compaction, summing } = fitted;
  for (const { receipt } of packed.sent.filter((one) => !asked.prepared.includes(one)))
    yield { type: 'receipt', receipt };
  if (compaction) yield { type: 'notice', text: words.said.summedUp(compaction.messages) };
  // Where the price is to be agreed to first, nothing is left out yet.
  if (packed.leftOut > 0 && !fitted.isAsked)
    yield { type: 'notice', text: words.said.leftOut(packed.leftOut) };
  const tools = createVideoTools(model.takes.tools ? videosOf([...past, asked]) : [], {
    look: (video, seconds) => {
      const shownIn = [...past, asked].find(({ message }) => message.attachments.includes(video));
      const owner = shownIn && parts.ownerOf?.(shownIn.message, video);
      const options = { model, open, onProgress: () => {}, ...(owner !== undefined && { owner }), signal };
      return media.look(video, seconds, options);
    },
    most: media.lookFrames,
    log,
    signal,
  });
  return {
    request: {
      model,
      effort,
      instructions,
      turns: [...(compaction ? [turnFor(compaction)] : []), ...packed.turns],
      hosted,
      ...(format && { format }),
      ...(person !== undefined && { person }),
      ...(cacheKey !== undefined && { cacheKey }),
    },
    tools,
    // The words of the instructions are in the pack.
    inputTokens:
      packed.inputTokens +
      estimateFrame({ instructions: '', tools: tools.offered, ...(format && { format }) }),
    mediaUsd: fitted.mediaUsd,
    summing,
    past: past.slice(packed.first).map(({ message }) => message),
  };
}

/** The effort that a model has, with a word to the reader where it is not the one that was wanted. */
export function* fittedEffort(model: ModelEntry, wanted: Effort): Generator<TurnEvent, Effort, undefined> {
  const effort = fitEffort(model, wanted);
  if (effort !== wanted)
    yield { type: 'notice', text: `${model.id} has no effort “${wanted}”; I used “${effort}”.` };
  return effort;
}

interface Fitted {
  readonly asked: PreparedMessage;
  readonly past: readonly PreparedMessage[];
  readonly packed: Packed;
  readonly compaction: Compaction | undefined;
  readonly summing: Amount;
  /** Summing up waits for its price to be agreed to. */
  readonly isAsked: boolean;
  readonly mediaUsd: number;
}

/** The question and what was said before it, summed up and left out as far as it does not fit the model. */
async function* fitHistory(
  question: Question,
  parts: AnswerParts,
  spending: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Fitted, undefined> {
  const { message, model, effort, instructions, open, words, person, cacheKey, lighter = {} } = question;
  const { media, store, beginnings, ownerOf } = parts;
  // Since the history was read, another model may have been asked: what was forgotten meanwhile is not sent, and not summed up.
  const readAt = Date.now();
  const readable = (await store?.readable(message.conversation, question.history)) ?? question.history;
  // A file keeps its name when the messages before it are summed up.
  const named = withDistinctNames([...readable, message]);
  const history = named.slice(0, -1);
  const { compaction, rest } = store
    ? await earlierOf(history, message, model, store)
    : { compaction: undefined, rest: history };
  const all = [...rest, named.at(-1)!];
  const from = 'from' in lighter ? all.findIndex(({ id }) => id === lighter.from) : 0;
  const messages = all.slice(Math.max(0, from));
  const { asked, past } = yield* prepareAll(messages.at(-1)!, messages.slice(0, -1), {
    media,
    model,
    open,
    ownerOf,
    beginnings,
    signal,
  });
  const mediaUsd = [asked, ...past]
    .flatMap(({ prepared }) => prepared)
    .reduce((sum, { receipt }) => sum + receipt.costUsd, 0);
  const before = compaction && turnFor(compaction);
  const packed = pack(past, asked, instructions, model, { beginnings, before });
  const fitted = { asked, past, packed, compaction, summing: NOTHING, isAsked: false, mediaUsd };
  // A summary would have a gap where messages are left out.
  if (packed.leftOut === 0 || !store || 'from' in lighter) return fitted;
  const kept = withQuestions(past, newestWithin(packed.sizes, packed.room * LIMITS.keptOfRoom));
  const made = yield* compact(
    {
      history,
      readAt,
      before: compaction,
      older: past.slice(0, kept),
      question: message,
      request: {
        model,
        effort,
        instructions,
        ...(person !== undefined && { person }),
        ...(cacheKey !== undefined && { cacheKey }),
      },
      words,
      inWords: 'inWords' in lighter,
    },
    { ...parts, store },
    spending,
    signal,
  );
  if (!made.compaction) return { ...fitted, summing: made.amount, isAsked: made.isAsked };
  const left = past.slice(kept);
  return {
    ...fitted,
    past: left,
    packed: pack(left, asked, instructions, model, { beginnings, before: turnFor(made.compaction) }),
    compaction: made.compaction,
    summing: made.amount,
  };
}

/** The videos that were shown, to be looked at again. */
const videosOf = (messages: readonly PreparedMessage[]): readonly Shown[] =>
  messages.flatMap(({ message, prepared }) =>
    prepared.flatMap(({ receipt }) => {
      const attachment = message.attachments.find(({ id }) => id === receipt.attachmentId);
      return attachment && receipt.kind === 'video' && receipt.outcome === 'used'
        ? [{ attachment, receipt }]
        : [];
    }),
  );
