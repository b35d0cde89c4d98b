/** What adapters and the pacer share with the other processes of a bot, where there are several. */
import type { RateBudget } from './reply.ts';

/** What workspaces have agreed to, in words only the adapter that wrote them reads. It is kept encrypted. */
export interface Installations {
  find(id: string): Promise<string | undefined>;
  /** The ids that are kept, in no order. */
  ids(): Promise<readonly string[]>;
  /**
   * Changes what is kept under an id, one change after the other, whichever process makes it: what `change` gives takes the place
   * of what was there, and undefined removes it. Gives what is kept then.
   */
  change(
    id: string,
    change: (content: string | undefined) => Promise<string | undefined>,
  ): Promise<string | undefined>;
}

/** Rate budgets that several processes draw on. */
export interface RateLedger {
  /**
   * Resolves when this process may write: at once, but for one that was away for so long that others may have taken its turns
   * over. It waits until it knows which are still its own. Never rejects.
   */
  ready(): Promise<void>;
  /**
   * Takes one write from each budget, where all of them have room for it.
   *
   * @returns 0 when it was taken, else milliseconds to wait before asking again
   */
  take(budgets: readonly RateBudget[]): Promise<number>;
  /** The platform asked for a pause of a bucket: nobody takes from it for so many milliseconds. */
  pause(bucket: string, ms: number): Promise<void>;
}
