/** Which words of one text are not in another, and the other way round. */
import { diffArrays } from 'diff';
import { stretchesOf } from './stretches.ts';
import { type Token, tokensOf } from './tokens.ts';
import { LIMITS } from '../limits.ts';

/** A stretch of tokens: in both texts (as the second has them), or in one of them only. */
export interface Change {
  readonly kind: 'kept' | 'removed' | 'added';
  readonly tokens: readonly Token[];
  /** Of code that both have, what the first one has. */
  readonly before?: readonly Token[];
}

/**
 * What becomes of the first text on the way to the second, word by word, or line by line where words take too long. Undefined
 * where lines do as well.
 *
 * @param until when it has to be found, as `performance.now()` counts
 */
export function changesOf(first: string, second: string, until: number): readonly Change[] | undefined {
  // Where one is taken as it stands, so is the other.
  const isRead = Math.max(first.length, second.length) <= LIMITS.compareRead;
  const stretches = isRead
    ? ([stretchesOf(first), stretchesOf(second)] as const)
    : ([[first], [second]] as const);
  return changesBy('word', stretches, until) ?? changesBy('line', stretches, until);
}

type Stretches = ReturnType<typeof stretchesOf>;

function changesBy(
  by: 'word' | 'line',
  [first, second]: readonly [Stretches, Stretches],
  until: number,
): readonly Change[] | undefined {
  const [from, to] = [tokensOf(first, by), tokensOf(second, by)];
  const numbers = new Map<string, number>();
  const numbered = (tokens: readonly Token[]) =>
    tokens.map(({ key }) => {
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
  // Half of what is left: the other half is for what comes after.
  const timeout = (until - performance.now()) / 2;
  const found = diffArrays(numbered(from), numbered(to), { timeout });
  if (!found) return undefined;
  let [fromAt, toAt] = [0, 0];
  const changes = found.map(({ added, removed, count }): Change => {
    const before = from.slice(fromAt, fromAt + count);
    const tokens = to.slice(toAt, toAt + count);
    if (!added) fromAt += count;
    if (!removed) toAt += count;
    if (removed) return { kind: 'removed', tokens: before };
    if (added) return { kind: 'added', tokens };
    return { kind: 'kept', tokens: tokens.map((token, index) => spacedLike(token, before[index]!)), before };
  });
  return readable(changes);
}

/** The last word of a text has nothing behind it: where it is not the last one of the other text, what is there. */
const spacedLike = (token: Token, other: Token): Token =>
  token.text === token.key ? { ...token, text: other.text } : token;

/** Words that stand in both texts by chance, between others that do not, are read as changed like these: whole phrases. */
function readable(changes: readonly Change[]): readonly Change[] {
  const result: Change[] = [];
  const put = (kind: Change['kind'], tokens: readonly Token[], before?: readonly Token[]) => {
    if (tokens.length === 0) return;
    result.push({ kind, tokens, ...(before && { before }) });
  };
  let removed: Token[] = [];
  let added: Token[] = [];
  const flush = () => {
    put('removed', removed);
    put('added', added);
    [removed, added] = [[], []];
  };
  for (const [index, { kind, tokens, before = tokens }] of changes.entries()) {
    if (kind === 'removed') append(removed, tokens);
    else if (kind === 'added') append(added, tokens);
    else {
      const isBetween = removed.length + added.length > 0 && index < changes.length - 1;
      const isByChance =
        tokens.length <= LIMITS.compareByChance && tokens.every(({ code }) => code === undefined);
      const next = changes[index + 1]?.tokens.length ?? 0;
      const isLost = Math.min(removed.length + added.length, next) > tokens.length;
      if (isBetween && isByChance && isLost) {
        append(removed, before);
        append(added, tokens);
      } else {
        flush();
        put('kept', tokens, before);
      }
    }
  }
  flush();
  return result;
}

/** One by one: there may be more of them than a call takes arguments. */
function append(tokens: Token[], more: readonly Token[]): void {
  for (const token of more) tokens.push(token);
}
