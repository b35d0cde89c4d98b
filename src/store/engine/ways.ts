/** What work goes through that each engine does in its own way: the queue, the news, and what processes share. */
import type { RateLedger } from '../../chat/index.ts';
import type { Logger } from '../../ops/index.ts';
import type { Engine } from './engine.ts';
import type { Holding } from '../turns/holding.ts';
import type { Queue } from '../queue/queue.ts';
import type { Serving } from '../queue/serve.ts';
import type { Signals } from '../signals/signals.ts';
import type { Listeners } from '../signals/signals-memory.ts';
import type { Outlet, Step } from './step.ts';

export interface WayParts {
  readonly engine: Engine;
  readonly step: Step;
  /** Those of the steps: each way adds its own. */
  readonly outlets: Outlet[];
  readonly holding: Holding;
  readonly listeners: Listeners;
  readonly serving: Serving;
  /** Platforms that only this process can answer. */
  readonly local: readonly string[];
  /** The store's clock. */
  readonly now: () => number;
  readonly log: Logger | undefined;
}

export interface Ways {
  readonly queue: Queue;
  readonly tell: Signals['tell'];
  /** Undefined where there is one process. */
  readonly ledger: RateLedger | undefined;
  /** Before the engine is closed. */
  close(): Promise<void>;
}
