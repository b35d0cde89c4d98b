/**
 * The conversation as a model reads it: every message a turn, with what became of its attachments. What was sent before is
 * sent again byte for byte, as long as there is room, so that the provider's prompt cache knows it. Pictures of earlier videos
 * that a question has shown `again` are not: they belong to its answer.
 */
import { conversationKey, type Message, UserError } from '../../chat/index.ts';
import type { Prepared } from '../../media/index.ts';
import {
  estimateTokens,
  estimateTurn,
  type ModelEntry,
  type ModelTurn,
  type Part,
  REQUEST_LIMITS,
} from '../../model/index.ts';
import { type Beginnings, createBeginnings, type Item } from './beginnings.ts';
import { oneLine } from '../asking/one-line.ts';
import { LIMITS } from '../limits.ts';

/** A message with its prepared attachments; an attachment that was not opened has none. */
export interface PreparedMessage {
  readonly message: Message;
  readonly prepared: readonly Prepared[];
  /** What of earlier attachments this message asks to be shown once more; only while it is the question. */
  readonly again?: readonly Part[];
}

type SpokenTurn = Extract<ModelTurn, { readonly parts: readonly Part[] }>;

/** One message as a turn. Where several people talk, each message says whose it is. */
export function turnOf({ message, prepared, again = [] }: PreparedMessage): SpokenTurn {
  if (message.fromUs) {
    const parts: readonly Part[] = message.text === '' ? [] : [{ type: 'text', text: message.text }];
    return { role: 'assistant', parts };
  }
  const name = message.conversation.kind === 'dm' ? '' : `${oneLine(message.author.name)}: `;
  const spoken: Part[] = message.text || name ? [{ type: 'text', text: `${name}${message.text}` }] : [];
  const seen = prepared.flatMap(({ parts, receipt }): readonly Part[] =>
    receipt.outcome === 'used'
      ? parts
      : [{ type: 'text', text: `[${receipt.name} was skipped: ${receipt.summary}]` }],
  );
  const opened = new Set(prepared.map(({ receipt }) => receipt.attachmentId));
  const unopened = message.attachments
    .filter(({ id }) => !opened.has(id))
    .map((attachment): Part => ({
      type: 'text',
      text: `[${oneLine(attachment.name)} was shared here and is not shown again]`,
    }));
  return { role: 'user', parts: [...again, ...seen, ...unopened, ...spoken] };
}

const fileBytes = ({ parts }: Prepared): number =>
  parts.reduce((sum, part) => sum + (part.type === 'file' ? part.data.byteLength : 0), 0);
const pictures = ({ parts }: Prepared): number => parts.filter(({ type }) => type === 'image').length;
const sumOf = ({ prepared }: PreparedMessage, measure: (one: Prepared) => number): number =>
  prepared.reduce((sum, one) => sum + measure(one), 0);

/** A file that a request has no more room for: skipped, with a receipt that says so. */
function withoutFile(one: Prepared): Prepared {
  const most = `${REQUEST_LIMITS.fileBytes / 2 ** 20} MB`;
  const summary = `not sent: a model takes ${most} of documents at once, please ask about this one separately`;
  return { parts: [], receipt: { ...one.receipt, outcome: 'skipped', summary, pictures: 0, tokens: 0 } };
}

/** A question with as many of its files as a request takes, in their order. */
function withinRequest(question: PreparedMessage): PreparedMessage {
  let bytes = 0;
  const prepared = question.prepared.map((one) => {
    const size = fileBytes(one);
    if (bytes + size > REQUEST_LIMITS.fileBytes) return withoutFile(one);
    bytes += size;
    return one;
  });
  return { ...question, prepared };
}

/** What was said before with as many files and pictures as a request takes beside its question; the newest stay. */
function besideQuestion(
  history: readonly PreparedMessage[],
  question: PreparedMessage,
  first: (row: string, sizeOf: (one: PreparedMessage) => number, room: number) => number,
): readonly PreparedMessage[] {
  const withFiles = first(
    'files',
    (one) => sumOf(one, fileBytes),
    REQUEST_LIMITS.fileBytes - sumOf(question, fileBytes),
  );
  const withPictures = first(
    'pictures',
    (one) => sumOf(one, pictures),
    REQUEST_LIMITS.images - sumOf(question, pictures),
  );
  return history.map((one, index) => ({
    ...one,
    prepared: one.prepared
      .filter((each) => index >= withPictures || pictures(each) === 0)
      .map((each) => (index >= withFiles || fileBytes(each) === 0 ? each : withoutFile(each))),
  }));
}

export interface Packed {
  /** Without what stands before the history. */
  readonly turns: readonly SpokenTurn[];
  readonly inputTokens: number;
  /** The first earlier message that fits, by its place among them. */
  readonly first: number;
  /** So many earlier messages did not fit. */
  readonly leftOut: number;
  /** The attachments of the question as they are sent. */
  readonly sent: readonly Prepared[];
  /** What each earlier message takes, in tokens, and how many of them all have room for. */
  readonly sizes: readonly Item[];
  readonly room: number;
}

export interface Packing {
  /** Where earlier questions began. */
  readonly beginnings?: Beginnings | undefined;
  /** Stands for what was said before the history. */
  readonly before?: ModelTurn | undefined;
}

/** The tokens that a question may take in all. */
export const roomOf = ({ maxInputTokens }: ModelEntry): number =>
  Math.floor(maxInputTokens * (1 - LIMITS.inputReserve));

/**
 * Packs a question and its history, oldest first, into what the model can take; the newest history stays.
 *
 * @throws {UserError} `too-long` when the question alone does not fit
 */
export function pack(
  history: readonly PreparedMessage[],
  question: PreparedMessage,
  instructions: string,
  model: ModelEntry,
  { beginnings = createBeginnings(), before }: Packing = {},
): Packed {
  const row = `${conversationKey(question.message.conversation)} ${model.id}`;
  const all = roomOf(model);
  const asked = withinRequest(question);
  const askedTurn = turnOf(asked);
  const needed =
    estimateTurn(askedTurn, model) + estimateTokens([{ type: 'text', text: instructions }], model);
  if (needed > all)
    throw new UserError(
      'too-long',
      `Your question with its attachments is about ${needed.toLocaleString('en')} tokens long; ${model.id} takes ${all.toLocaleString('en')}.`,
      'Send less at once, or choose a model with a larger window.',
    );
  const past = besideQuestion(history, asked, (what, sizeOf, room) => {
    const items = history.map((one) => ({ id: one.message.id, size: sizeOf(one) }));
    return beginnings.first(`${row} ${what}`, items, room);
  }).map(turnOf);
  const taken = needed + (before ? estimateTurn(before, model) : 0);
  const room = Math.max(0, all - taken);
  const sizes = past.map((turn, index) => ({
    id: history[index]!.message.id,
    size: estimateTurn(turn, model),
  }));
  const first = withQuestions(
    history,
    beginnings.first(`${row} tokens`, sizes, room, (all - (taken - needed)) * LIMITS.filledAnew),
  );
  const saysSomething = ({ parts }: SpokenTurn): boolean => parts.length > 0;
  return {
    turns: [...past.slice(first).filter(saysSomething), askedTurn],
    first,
    inputTokens: taken + sizes.slice(first).reduce((sum, { size }) => sum + size, 0),
    leftOut: past.slice(0, first).filter(saysSomething).length,
    sent: asked.prepared,
    sizes,
    room,
  };
}

/** The first message from there on that is not an answer of ours: an answer without its question says little. */
export function withQuestions(history: readonly PreparedMessage[], from: number): number {
  const next = history.findIndex(({ message }, index) => index >= from && !message.fromUs);
  return next < 0 ? history.length : from === 0 ? 0 : next;
}
