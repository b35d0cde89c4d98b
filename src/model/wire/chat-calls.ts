/** Puts together the calls that a Chat Completions stream sends in pieces. */
import { z } from 'zod';

const words = z.string().nullish().catch(undefined);

/** A piece of a call; what else it holds (Gemini's thought signatures) is kept for the way back. */
export const CallPiece = z.looseObject({
  index: z.number().nullish().catch(undefined),
  id: words,
  function: z.looseObject({ name: words, arguments: words }).catch({}),
});
type CallPiece = z.infer<typeof CallPiece>;

/** A whole call, in the dialect's own shape. */
export interface ChatCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

interface Draft {
  index: number | undefined;
  id: string;
  name: string;
  arguments: string;
  /** Fields nobody here knows. */
  more: Record<string, unknown>;
}

export interface CallCollector {
  take(piece: CallPiece): void;
  /** The calls so far, in the order they were begun. */
  calls(): readonly ChatCall[];
}

export function collectCalls(): CallCollector {
  const drafts: Draft[] = [];

  /**
   * The call a piece belongs to. Its index tells, as a rule; but some servers give every call the index 0 and tell them
   * apart by id, and some send no index at all.
   */
  const draftOf = (index: number | undefined, id: string): Draft => {
    const last = index === undefined ? drafts.at(-1) : drafts.findLast((draft) => draft.index === index);
    if (last && (id === '' || last.id === '' || last.id === id)) return last;
    const draft: Draft = { index, id, name: '', arguments: '', more: {} };
    drafts.push(draft);
    return draft;
  };

  return {
    take: ({ index, id, function: { name, arguments: text }, ...more }) => {
      const draft = draftOf(index ?? undefined, id ?? '');
      draft.id ||= id ?? '';
      draft.name ||= name ?? '';
      draft.arguments += text ?? '';
      Object.assign(draft.more, more);
    },
    calls: () =>
      drafts
        .filter(({ name }) => name !== '')
        .map(({ id, name, arguments: text, more }, index) => ({
          ...more,
          id: id || `call_${index}`,
          type: 'function',
          function: { name, arguments: text },
        })),
  };
}
