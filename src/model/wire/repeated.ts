/** Events of a stream that arrive twice: Responses numbers its events, so the second one is known and left out. */

/** So many events in a row must have been numbered one after the other before a server's numbers are believed. */
const BELIEVED = 2;

/** Tells of each event of a stream whether it was there before. Other servers' numbers may mean nothing: those are not gone by. */
export function repeatedIn(): (event: { readonly sequence_number?: unknown }) => boolean {
  let last: number | undefined;
  /** How many steps of one there were so far; undefined once a number was skipped or missing. */
  let steps: number | undefined = 0;
  return ({ sequence_number: number }) => {
    if (steps === undefined) return false;
    if (typeof number === 'number' && last !== undefined && number <= last && steps >= BELIEVED) return true;
    steps = typeof number === 'number' && (last === undefined || number === last + 1) ? steps + 1 : undefined;
    last = typeof number === 'number' ? number : last;
    return false;
  };
}
