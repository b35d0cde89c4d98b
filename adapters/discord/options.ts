/** What the Discord adapter needs to be told. */
import type { AskChoices } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';

export interface DiscordOptions {
  readonly token: string;
  /** Address of the REST API without its version, like `http://127.0.0.1:9000/api`; Discord's own unless told. */
  readonly apiUrl?: string;
  /** Hosts (`host` or `host:port`) that files may come from besides Discord's, over http too. */
  readonly mediaHosts: readonly string[];
  readonly choices: AskChoices;
  readonly log: Logger;
}
