/** What is delivered to the app, and what became of it. */
import type { Json } from './json.ts';

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';

export interface Delivery {
  readonly type: EnvelopeType;
  readonly payload: { readonly [key: string]: Json };
}

export interface Outcome {
  /** Whether the app said "got it" in time, at the last try at least. */
  readonly acknowledged: boolean;
  readonly attempts: number;
  /** What the app answered with its acknowledgement. */
  readonly response?: Json;
}

export interface Transport {
  deliver(delivery: Delivery): Promise<Outcome>;
  stop(): Promise<void>;
}
