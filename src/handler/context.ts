/** The conversation as a model reads it: every message a turn, with what became of its attachments. */
import { type Message, UserError } from '../chat/index.ts';
import type { Prepared } from '../media/index.ts';
import {
  estimateTokens,
  type ModelEntry,
  type ModelTurn,
  type Part,
  REQUEST_LIMITS,
} from '../model/index.ts';
import { LIMITS } from './limits.ts';

/** A message with its prepared attachments; an attachment that was not opened has none. */
export interface PreparedMessage {
  readonly message: Message;
  readonly prepared: readonly Prepared[];
}

type SpokenTurn = Extract<ModelTurn, { readonly parts: readonly Part[] }>;

/** One message as a turn. Where several people talk, each message says whose it is. */
export function turnOf({ message, prepared }: PreparedMessage): SpokenTurn {
  if (message.fromUs) return { role: 'assistant', parts: [{ type: 'text', text: message.text }] };
  const name = message.conversation.kind === 'dm' ? '' : `${message.author.name}: `;
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
      text: `[${attachment.name} was shared here and is not shown again]`,
    }));
  return { role: 'user', parts: [...seen, ...unopened, ...spoken] };
}

/** Lets files through until a request is full of them; later ones are skipped with a receipt that says so. */
function createFileGate(): (message: PreparedMessage) => PreparedMessage {
  let bytes = 0;
  const pass = (one: Prepared): Prepared => {
    const size = one.parts.reduce((sum, part) => sum + (part.type === 'file' ? part.data.byteLength : 0), 0);
    if (bytes + size <= REQUEST_LIMITS.fileBytes) {
      bytes += size;
      return one;
    }
    const most = `${REQUEST_LIMITS.fileBytes / 2 ** 20} MB`;
    const summary = `not sent: a model takes ${most} of documents at once, please ask about this one separately`;
    return { parts: [], receipt: { ...one.receipt, outcome: 'skipped', summary, pictures: 0, tokens: 0 } };
  };
  return (message) => ({ ...message, prepared: message.prepared.map(pass) });
}

/**
 * Packs a question and its history, oldest first, into what the model can take; the newest history stays.
 *
 * @returns the turns, how many earlier messages did not fit, and the attachments of the question as they are sent
 * @throws {UserError} `too-long` when the question alone does not fit
 */
export function pack(
  history: readonly PreparedMessage[],
  question: PreparedMessage,
  instructions: string,
  model: ModelEntry,
): {
  readonly turns: readonly SpokenTurn[];
  readonly inputTokens: number;
  readonly leftOut: number;
  readonly sent: readonly Prepared[];
} {
  const tokensOf = ({ parts }: SpokenTurn) => estimateTokens(parts, model);
  const room = Math.floor(model.maxInputTokens * (1 - LIMITS.inputReserve));
  const gate = createFileGate();
  const { message, prepared: sent } = gate(question);
  const asked = turnOf({ message, prepared: sent });
  let inputTokens = tokensOf(asked) + estimateTokens([{ type: 'text', text: instructions }], model);
  if (inputTokens > room)
    throw new UserError(
      'too-long',
      `Your question with its attachments is about ${inputTokens.toLocaleString('en')} tokens long; ${model.id} takes ${room.toLocaleString('en')}.`,
      'Send less at once, or choose a model with a larger window.',
    );
  const newestFirst = history.toReversed().map(gate);
  const past = newestFirst
    .toReversed()
    .map(turnOf)
    .filter(({ parts }) => parts.length > 0);
  let first = past.length;
  while (first > 0) {
    const tokens = tokensOf(past[first - 1]!);
    if (inputTokens + tokens > room) break;
    inputTokens += tokens;
    first -= 1;
  }
  return { turns: [...past.slice(first), asked], inputTokens, leftOut: first, sent };
}
