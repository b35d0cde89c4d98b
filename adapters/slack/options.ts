/** What the adapter is told at the start. */
import type { AskChoices, Installations } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';

export interface SlackOptions {
  /** `xoxb-…`: the one workspace that the app is installed in. Left out where workspaces install it themselves. */
  readonly botToken?: string;
  /** Instead of a bot token: any workspace and organization installs the app itself, at `/slack/install`. */
  readonly oauth?: SlackOAuth;
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

/** How workspaces install the app themselves, and where their tokens are kept. */
export interface SlackOAuth {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs what a browser carries through an installation: the same in every process, and nobody else's. */
  readonly stateSecret: string;
  readonly installations: Installations;
}
