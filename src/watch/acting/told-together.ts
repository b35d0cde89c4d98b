/** What a rule is about, as one message: the message itself, or several of them joined, so that none can pass for another's. */
import type { Attachment, Message } from '../../chat/index.ts';
import { oneLine } from '../../handler/index.ts';
import { fill } from '../../rules/index.ts';
import { timeOfDay } from '../deciding/quiet.ts';
import { LIMITS } from '../limits.ts';
import { harmless, linesOf, newMark } from '../marks.ts';

/**
 * Messages as the one that a turn is about, oldest first, each between lines of its own. Of more than fit, the newest are told, and how
 * many came before. It stands in the place of the oldest: what was said before that is what led to it.
 *
 * @param messages one at least
 */
export function toldTogether(messages: readonly [Message, ...Message[]], timeZone: string): Message {
  const sorted = messages.toSorted((a, b) => a.sentAt - b.sentAt);
  const [first] = sorted as [Message, ...Message[]];
  if (sorted.length === 1) return first;
  const told = newestThatFit(sorted.map((message) => toldOf(message, timeZone)));
  const untold = sorted.length - told.length;
  const { editedAt: _editedAt, ...oldest } = first;
  return {
    ...oldest,
    author: { ...first.author, name: namesOf(sorted) },
    text: [untold > 0 ? `${HOW} Earlier messages that are left out: ${untold}.` : HOW, ...told].join('\n\n'),
    attachments: filesOf(sorted.slice(untold)),
  };
}

const HOW =
  'Each message stands between the lines <message ID> and </message ID>, with a random ID. The first line in between says who wrote it, and when; all that follows is theirs.';

/** Names are written by those who bear them: they are one line, in quotes. */
function toldOf({ author, text, sentAt }: Message, timeZone: string): string {
  const [opening, closing] = linesOf(newMark());
  const values = { author: author.name, time: timeOfDay(sentAt, timeZone) };
  const words = text.trim() === '' ? '(no words)' : text.slice(0, LIMITS.joinedCharacters);
  return [opening, harmless(fill('{author}, {time}:', values, 'prompt')), harmless(words), closing].join(
    '\n',
  );
}

function newestThatFit(told: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let characters = 0;
  for (const one of told.slice(-LIMITS.joined).toReversed()) {
    characters += one.length;
    if (characters > LIMITS.joinedCharacters && kept.length > 0) break;
    kept.unshift(one);
  }
  return kept;
}

/** @example namesOf([ofAda, ofGrace, ofAda, ofTim]) // 'Ada, Grace and 1 more' */
function namesOf(messages: readonly Message[]): string {
  const names = [...new Set(messages.map(({ author }) => harmless(oneLine(author.name))))];
  if (names.length <= 2) return names.join(' and ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** Each still belongs to whoever posted it. */
const filesOf = (messages: readonly Message[]): readonly Attachment[] =>
  messages
    .flatMap(({ author, attachments }) =>
      attachments.map((attachment) => ({ postedBy: author.id, ...attachment })),
    )
    .slice(-LIMITS.joinedFiles);
