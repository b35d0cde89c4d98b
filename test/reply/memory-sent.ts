/** What was sent, noted in memory: the journal of an answer for tests of what lies before it. */
import type { Sending } from '../../src/chat/index.ts';
import type { Sent } from '../../src/reply/index.ts';

export interface MemorySent extends Sent {
  /** The pages that are known to have arrived, in order. */
  readonly pages: readonly string[];
  /** Every sending that was begun, in order. */
  readonly begun: readonly (Sending & { readonly part: string })[];
}

/** @param onPage is told of each page as soon as it is noted */
export function memorySent(onPage: (page: string) => void = () => undefined): MemorySent {
  const pages: string[] = [];
  const begun: (Sending & { part: string })[] = [];
  const arrived = new Set<string>();
  return {
    pages,
    begun,
    begin(part) {
      if (arrived.has(part)) return Promise.resolve(undefined);
      const known = begun.find((one) => one.part === part);
      const sending = { part, key: known?.key ?? `key-${part}`, at: 0, isRepeated: known !== undefined };
      begun.push(sending);
      return Promise.resolve(sending);
    },
    end(part, page) {
      arrived.add(part);
      if (page !== undefined) {
        pages.push(page);
        onPage(page);
      }
      return Promise.resolve();
    },
  };
}
