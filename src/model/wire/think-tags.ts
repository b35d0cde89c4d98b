/** Thoughts that a server writes into the text: `<think>…</think>` at the start of an answer is reasoning, not answer. */
import type { ModelEvent } from '../events.ts';
import type { ModelRequest } from '../request.ts';
import type { ReaderOptions } from './dialect.ts';

/** Models open with one of these names and close with another. */
const NAMES = ['think', 'thinking', 'thought'] as const;
const OPENINGS = NAMES.map((name) => `<${name}>`);
const CLOSINGS = NAMES.map((name) => `</${name}>`);
const CLOSING = new RegExp(CLOSINGS.join('|'), 'i');

export interface TagReader {
  /** What a stretch of text is, as far as it can be told yet; nothing while it may still become a tag. */
  take(text: string): readonly ModelEvent[];
  /** Thoughts came in a field of their own: the text does not begin with one. */
  thoughtElsewhere(): void;
  /**
   * What was held back, once there is no more. A thought that was opened and never closed stays a thought; where the text
   * was only expected to begin with one, it has turned out to be the answer.
   *
   * @param isWhole whether that answer is complete as it is
   */
  end(isWhole: boolean): readonly ModelEvent[];
}

/** Blanks before a tag: some servers send a line break first. What begins with more is no thought. */
const BLANKS_MOST = 100;

const stretch = (type: 'reasoning' | 'text', text: string): readonly ModelEvent[] =>
  text === '' ? [] : [{ type, text }];

/** Whether a text may be the beginning of one of these tags. */
function mayBecome(tags: readonly string[], text: string): boolean {
  const lower = text.toLowerCase();
  return tags.some((tag) => tag.startsWith(lower));
}

/** The tag that a text begins with. */
function tagAt(tags: readonly string[], text: string): string | undefined {
  return tags.find((tag) => text.slice(0, tag.length).toLowerCase() === tag);
}

/** Ways of asking that can switch thinking off. */
const SWITCHED: ReadonlySet<string | undefined> = new Set(['enable_thinking', 'chat_template_kwargs']);

/** Where thoughts may stand in the text of an answer; nowhere where they have fields of their own. */
export function tagsOf({ model: { wire }, effort }: ModelRequest): ReaderOptions['tags'] {
  if (wire?.thoughts === 'fields') return undefined;
  const isOff = effort === 'none' && SWITCHED.has(wire?.reasoning);
  return wire?.thoughts === 'begins in thought' && !isOff ? 'begun' : 'whole';
}

/** Reads one answer. A tag behind words of the answer is text like any other. */
export function readTags(expected: NonNullable<ReaderOptions['tags']> = 'whole'): TagReader {
  let state: 'start' | 'opened' | 'thought' | 'answer' = 'start';
  /** The text is taken for a thought although no tag has said so. */
  let isGuess = expected === 'begun';
  /** What the guess has cost the answer. */
  let guessed = '';
  let hasThought = false;
  /** The next words of a thought begin a new one. */
  let isNew = true;
  let isBehindTag = false;
  /** What may be the beginning of a tag, or of one and the blanks around it. */
  let held = '';

  const think = (text: string): readonly ModelEvent[] => {
    if (isGuess) guessed += text;
    if (text === '') return [];
    const between = isNew && hasThought ? '\n\n' : '';
    hasThought = true;
    isNew = false;
    return stretch('reasoning', between + text);
  };

  /** Before the first word, and between thoughts: tags and blanks, in any order, belong to no answer. */
  const takeStart = (): readonly ModelEvent[] => {
    const begun = held.trimStart();
    const opening = tagAt(OPENINGS, begun);
    if (opening !== undefined) {
      isGuess = false;
      state = 'opened';
      held = begun.slice(opening.length);
      return takeOpened();
    }
    // Its opening tag stood in the prompt, and nothing was thought. Behind words it is too late: they are shown by then.
    const closing = tagAt(CLOSINGS, begun);
    if (closing !== undefined) {
      isGuess = false;
      isBehindTag = true;
      held = begun.slice(closing.length);
      return takeStart();
    }
    const isShort = isBehindTag || held.length < BLANKS_MOST;
    if (isShort && mayBecome([...OPENINGS, ...CLOSINGS], begun)) {
      if (isBehindTag) held = begun;
      return [];
    }
    if (isGuess) {
      state = 'opened';
      return takeOpened();
    }
    return takeAnswer(isBehindTag ? begun : held);
  };

  const takeOpened = (): readonly ModelEvent[] => {
    held = held.trimStart();
    if (held === '') return [];
    state = 'thought';
    isNew = true;
    return takeThought();
  };

  const takeThought = (): readonly ModelEvent[] => {
    const found = CLOSING.exec(held);
    if (found) {
      const thought = think(held.slice(0, found.index));
      isGuess = false;
      isBehindTag = true;
      state = 'start';
      held = held.slice(found.index + found[0].length);
      return [...thought, ...takeStart()];
    }
    const tag = held.lastIndexOf('<');
    const end = tag >= 0 && mayBecome(CLOSINGS, held.slice(tag)) ? tag : held.length;
    const thought = held.slice(0, end);
    held = held.slice(end);
    return think(thought);
  };

  const takeAnswer = (text: string): readonly ModelEvent[] => {
    state = 'answer';
    held = '';
    return stretch('text', text);
  };

  const STATES = { start: takeStart, opened: takeOpened, thought: takeThought } as const;

  return {
    take: (text) => {
      if (state === 'answer') return stretch('text', text);
      held += text;
      return STATES[state]();
    },
    thoughtElsewhere: () => {
      if (state === 'start') isGuess = false;
    },
    end: (isWhole) => {
      const left = held;
      held = '';
      if (isGuess && isWhole) return stretch('text', guessed + left);
      return state === 'thought' ? think(left) : stretch('text', left);
    },
  };
}
