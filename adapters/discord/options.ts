/** What the Discord adapter needs to be told. */
import type { AskChoices, RateLedger } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';

/**
 * The shards a process connects: Discord sends what happens on a server to shard `(id >> 22) % total`, and direct messages to
 * shard 0. `auto`: all of them, as many as Discord advises.
 */
export type Shards = 'auto' | { readonly ids: readonly number[]; readonly total: number };

export interface DiscordOptions {
  readonly token: string;
  /** Address of the REST API without its version, like `http://127.0.0.1:9000/api`; Discord's own unless told. */
  readonly apiUrl?: string;
  /** `auto` unless told. */
  readonly shards?: Shards;
  /** Budgets shared with other processes of the same bot: how often it may begin a session. Its own unless told. */
  readonly ledger?: RateLedger;
  /** Hosts (`host` or `host:port`) that files may come from besides Discord's, over http too. */
  readonly mediaHosts: readonly string[];
  readonly choices: AskChoices;
  readonly log: Logger;
}
