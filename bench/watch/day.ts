/**
 * A day of a lively workspace, made up by a seed: always the same. 200 people write in 20 channels, most of them in the morning and
 * the afternoon; the mix of what they post is guessed from team chats, and stands in `KINDS`.
 */
import type { Attachment, Conversation, Message } from '../../src/chat/index.ts';

/** Monday, midnight. */
export const DAY = Date.UTC(2026, 0, 5);
const CHANNELS = 20;
const PEOPLE = 200;

/** Shares of what is posted; the rest is small talk. */
const KINDS = {
  question: 0.1,
  image: 0.06,
  link: 0.05,
  code: 0.04,
  document: 0.02,
  audio: 0.015,
  video: 0.01,
  long: 0.03,
} as const;
type Kind = keyof typeof KINDS | 'talk';

const FILES = {
  image: ['shot.png', 'image/png'],
  document: ['plan.pdf', 'application/pdf'],
  audio: ['note.ogg', 'audio/ogg'],
  video: ['clip.mp4', 'video/mp4'],
} as const;

const WORDS =
  'the deploy of today went through but our tests on staging fail again because somebody changed how we read settings and nobody told me about it so please look when you have time thanks I will be back after lunch with more of it also the customer asked again for the invoice'.split(
    ' ',
  );
const TALK = [
  'ok',
  'thanks!',
  'lol',
  'good morning all',
  'on it',
  '+1',
  'see you tomorrow',
  'nice work',
  'brb',
  'done ✅',
];

/** Mulberry32: small, fast, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function dayOf(count: number): readonly Message[] {
  const random = seeded(7);
  const pick = <One>(all: readonly One[]): One => all[Math.floor(random() * all.length)]!;
  const some = (length: number) => Array.from({ length }, () => pick(WORDS)).join(' ');
  const times = Array.from({ length: count }, () => timeOf(random)).toSorted((a, b) => a - b);
  const said: Message[] = [];

  const textOf = (kind: Kind): string => {
    switch (kind) {
      case 'talk':
        return random() < 0.5 ? pick(TALK) : some(3 + Math.floor(random() * 25));
      case 'question':
        return `Does anybody know why ${some(6 + Math.floor(random() * 15))}?`;
      case 'link':
        return `${some(5)} https://example.com/${Math.floor(random() * 1e6)}`;
      case 'code':
        return `${some(6)}\n\`\`\`\nTypeError: cannot read ${some(12)}\n\`\`\``;
      case 'long':
        return some(150 + Math.floor(random() * 250));
      default:
        return random() < 0.5 ? '' : some(6);
    }
  };

  for (const [index, sentAt] of times.entries()) {
    const kind = kindOf(random());
    const channel = `C${Math.floor(random() ** 2 * CHANNELS)}`;
    const person = Math.floor(random() ** 2 * PEOPLE);
    const conversation: Conversation = { platform: 'discord', workspace: 'G1', channel, kind: 'channel' };
    const before = said.findLast((one) => one.conversation.channel === channel);
    said.push({
      id: `M${index}`,
      conversation,
      author: { id: `U${person}`, name: `Person ${person}`, roles: [] },
      text: textOf(kind),
      attachments: attachmentsOf(kind, index),
      ...(before && random() < 0.25 && { replyTo: before.id }),
      sentAt,
      fromBot: false,
      fromUs: false,
      mentionsUs: false,
      mentionsOthers: false,
    });
  }
  return said;
}

function kindOf(chance: number): Kind {
  let sum = 0;
  for (const [kind, share] of Object.entries(KINDS)) if (chance < (sum += share)) return kind as Kind;
  return 'talk';
}

/** Most of it between eight and six, with a pause for lunch. */
function timeOf(random: () => number): number {
  const hour = random() < 0.1 ? random() * 24 : random() < 0.5 ? 8 + random() * 4 : 13 + random() * 5;
  return DAY + Math.floor(hour * 3_600_000);
}

function attachmentsOf(kind: Kind, index: number): readonly Attachment[] {
  const file = FILES[kind as keyof typeof FILES];
  if (!file) return [];
  const [name, declaredType] = file;
  return [{ id: `A${index}`, name, declaredType, source: name }];
}
