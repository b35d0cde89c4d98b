/** The conversation as a model reads it: every message a turn, with what became of its attachments. */
import { type Message, UserError } from '../chat/index.ts';
import type { Prepared } from '../media/index.ts';
import { estimateTokens, type ModelEntry, type ModelTurn, type Part } from '../model/index.ts';
import { LIMITS } from './limits.ts';

/** A message with its prepared attachments; an attachment that was not opened has none. */
export interface PreparedMessage {
  readonly message: Message;
  readonly prepared: readonly Prepared[];
}

/** One message as a turn. Where several people talk, each message says whose it is. */
export function turnOf({ message, prepared }: PreparedMessage): ModelTurn {
  if (message.fromUs) return { role: 'assistant', parts: [{ type: 'text', text: message.text }] };
  const name = message.conversation.kind === 'dm' ? '' : `${message.author.name}: `;
  const spoken: Part[] = message.text || name ? [{ type: 'text', text: `${name}${message.text}` }] : [];
  const seen = prepared.flatMap(({ parts, receipt }): readonly Part[] =>
    receipt.outcome === 'used'
      ? parts
      : [{ type: 'text', text: `[${receipt.name} was skipped: ${receipt.summary}]` }],
  );
  return { role: 'user', parts: [...seen, ...spoken] };
}

/**
 * Packs a question and its history, oldest first, into what the model can take; the newest history stays.
 *
 * @returns the turns, and how many earlier messages did not fit
 * @throws {UserError} `too-long` when the question alone does not fit
 */
export function pack(
  history: readonly PreparedMessage[],
  question: PreparedMessage,
  instructions: string,
  model: ModelEntry,
): { readonly turns: readonly ModelTurn[]; readonly inputTokens: number; readonly leftOut: number } {
  const tokensOf = ({ parts }: ModelTurn) => estimateTokens(parts, model);
  const room = Math.floor(model.maxInputTokens * (1 - LIMITS.inputReserve));
  const asked = turnOf(question);
  let inputTokens = tokensOf(asked) + estimateTokens([{ type: 'text', text: instructions }], model);
  if (inputTokens > room)
    throw new UserError(
      'too-long',
      `Your question with its attachments is about ${inputTokens.toLocaleString('en')} tokens long; ${model.id} takes ${room.toLocaleString('en')}.`,
      'Send less at once, or choose a model with a larger window.',
    );
  const past = history.map(turnOf).filter(({ parts }) => parts.length > 0);
  let first = past.length;
  while (first > 0) {
    const tokens = tokensOf(past[first - 1]!);
    if (inputTokens + tokens > room) break;
    inputTokens += tokens;
    first -= 1;
  }
  return { turns: [...past.slice(first), asked], inputTokens, leftOut: first };
}
