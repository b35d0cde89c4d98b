/** The queue: calls for work lane by lane, in this process or in any of several. */
import type { Lane } from '../turns/work.ts';

export interface QueueOptions {
  /** Lanes of these platforms alone are called for. */
  readonly platforms: readonly string[];
  /** So many lanes at once, of all that this process works on: the first call says how many. */
  readonly slots: number;
  /**
   * Does one piece of work of a lane (`take`), or finds that there is none. Never rejects. No two calls for a lane run at the same
   * time, in whichever process.
   */
  readonly run: (lane: Lane) => Promise<void>;
}

export interface Working {
  /** Takes no new lanes up from now on. Resolves when nothing runs here any more. */
  stop(): Promise<void>;
  /** Resolves when nothing runs or waits here. */
  idle(): Promise<void>;
}

export interface Queue {
  /**
   * Begins to work, with what was left over first. Lanes are served by the rank of what waits in them, then by its age. Called again
   * for platforms that are ready later.
   */
  work(options: QueueOptions): Promise<Working>;
}
