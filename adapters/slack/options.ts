/** What the adapter is told at the start. */
import type { AskChoices } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';

export interface SlackOptions {
  /** `xoxb-…` */
  readonly botToken: string;
  /** `xapp-…`: events come over a socket that the adapter opens. */
  readonly appToken?: string;
  /** Without an app token: events come over HTTP, signed with this. */
  readonly signingSecret?: string;
  /** Where the Web API is, like `https://slack.com/api/`. */
  readonly apiUrl?: string;
  /** Hosts (`host` or `host:port`) that files may come from besides Slack's own. */
  readonly mediaHosts: readonly string[];
  readonly choices: AskChoices;
  readonly log: Logger;
}
