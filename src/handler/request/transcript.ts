/** A chat as a transcript that a model can cite: each message with its number, its time and who wrote it, days as headings. */
import type { Message } from '../../chat/index.ts';
import type { Part } from '../../model/index.ts';
import { withoutHidden } from '../asking/hidden.ts';
import { oneLine } from '../asking/one-line.ts';

const DAY = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const TIME = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A name without brackets, so that it cannot pass for the number of a message. */
const plain = (name: string): string => oneLine(name.replace(/[[\]]+/g, ' '));

/** A message without its number. What it says on further lines is indented, so that none of them looks like a message. */
export function entryOf({ author, text, fromUs, sentAt, attachments }: Message): string {
  const who = `${plain(author.name)}${fromUs ? ' (you)' : ''}`;
  const files = attachments.map(({ name }) => plain(name)).join(', ');
  const said = [withoutHidden(text).trim(), ...(files === '' ? [] : [`(files: ${files})`])].filter(
    (part) => part !== '',
  );
  return `${TIME.format(sentAt)} ${who}: ${said.join(' ').replace(/\r\n?|[\n\u2028\u2029]/g, '\n    ')}`;
}

/**
 * The whole transcript. The first message is number 1.
 *
 * @param messages oldest first
 * @param seenOf what is shown of the files of a message
 */
export function transcriptOf(
  messages: readonly Message[],
  seenOf: (message: Message) => readonly Part[],
): readonly Part[] {
  const numbers = new Map(messages.map(({ id }, index) => [id, index + 1]));
  const parts: Part[] = [];
  let lines: string[] = [];
  let day = '';
  const close = () => {
    if (lines.length > 0) parts.push({ type: 'text', text: lines.join('\n') });
    lines = [];
  };
  for (const [index, message] of messages.entries()) {
    const today = DAY.format(message.sentAt);
    if (today !== day) lines.push('', `## ${today}`);
    day = today;
    const answered = message.replyTo === undefined ? undefined : numbers.get(message.replyTo);
    const to = answered === undefined ? '' : `(to ${answered}) `;
    lines.push(`[${index + 1}] ${to}${entryOf(message)}`);
    const seen = seenOf(message);
    if (seen.length === 0) continue;
    close();
    parts.push(...seen);
  }
  close();
  return parts;
}
