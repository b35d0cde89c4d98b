/** Thoughts that a server writes into the text: `<think>…</think>` at the start of an answer is reasoning, not answer. */
import type { ModelEvent } from './events.ts';

const OPENING = ['<think>', '<thinking>'] as const;
type Opening = (typeof OPENING)[number];
const closingOf = (opening: Opening): string => opening.replace('<', '</');

export interface TagReader {
  /** What a stretch of text is, as far as it can be told yet; nothing while it may still become a tag. */
  take(text: string): readonly ModelEvent[];
  /** What was held back, once there is no more. A thought that was never closed stays a thought. */
  end(): readonly ModelEvent[];
}

/** Blanks before a tag: some servers send a line break first. What begins with more is no thought. */
const BLANKS_MOST = 100;

const stretch = (type: 'reasoning' | 'text', text: string): readonly ModelEvent[] =>
  text === '' ? [] : [{ type, text }];

/** The length of the longest end of `text` that `tag` begins with: more of the tag may be to come. */
function openEnd(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length -= 1)
    if (text.endsWith(tag.slice(0, length))) return length;
  return 0;
}

/** Reads one answer. A tag anywhere but at the start of it is text like any other. */
export function readTags(): TagReader {
  let state: 'start' | 'opened' | 'thought' | 'after' | 'answer' = 'start';
  let closing = '';
  /** What may be the beginning of a tag, or of one and the blanks around it. */
  let held = '';

  const takeStart = (): readonly ModelEvent[] => {
    const begun = held.trimStart();
    const opening = OPENING.find((tag) => begun.startsWith(tag));
    if (opening) {
      state = 'opened';
      closing = closingOf(opening);
      held = begun.slice(opening.length);
      return takeOpened();
    }
    const isOpen = held.length < BLANKS_MOST && OPENING.some((tag) => tag.startsWith(begun));
    return isOpen ? [] : takeAnswer();
  };

  const takeOpened = (): readonly ModelEvent[] => {
    held = held.trimStart();
    if (held === '') return [];
    state = 'thought';
    return takeThought();
  };

  const takeThought = (): readonly ModelEvent[] => {
    const at = held.indexOf(closing);
    if (at >= 0) {
      const thought = held.slice(0, at);
      state = 'after';
      held = held.slice(at + closing.length);
      return [...stretch('reasoning', thought), ...takeAfter()];
    }
    const kept = openEnd(held, closing);
    const thought = held.slice(0, held.length - kept);
    held = held.slice(held.length - kept);
    return stretch('reasoning', thought);
  };

  /** Blanks between a thought and the answer belong to neither. */
  const takeAfter = (): readonly ModelEvent[] => {
    held = held.trimStart();
    return held === '' ? [] : takeAnswer();
  };

  const takeAnswer = (): readonly ModelEvent[] => {
    const text = held;
    state = 'answer';
    held = '';
    return stretch('text', text);
  };

  const STATES = { start: takeStart, opened: takeOpened, thought: takeThought, after: takeAfter } as const;

  return {
    take: (text) => {
      if (state === 'answer') return stretch('text', text);
      held += text;
      return STATES[state]();
    },
    end: () => {
      const left = held;
      held = '';
      return stretch(state === 'thought' ? 'reasoning' : 'text', left);
    },
  };
}
