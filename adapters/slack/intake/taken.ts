/** What is made of something that Slack delivers, and what that takes. */
import type { LRUCache } from 'lru-cache';
import type { AskChoices, ChatEvent, Message } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import type { SlackClients } from '../workspaces/client.ts';
import type { Groups } from '../workspaces/groups.ts';
import type { Identity } from '../workspaces/identity.ts';
import { escapeMrkdwn } from '../markdown.ts';
import type { Names } from '../workspaces/names.ts';

export interface EventContext {
  readonly us: Identity;
  readonly names: Names;
  readonly groups: Groups;
  readonly choices: AskChoices;
  readonly clients: SlackClients;
  readonly log: Logger;
  /** Messages that somebody is writing a question about, by channel and timestamp. */
  readonly asked: LRUCache<string, Message>;
  /** Who was offered prompts a while ago. */
  readonly prompted: LRUCache<string, true>;
}

/** What Slack is told with "got it": words for the one who ran a command, or what is wrong with a form. */
export type Answer = Readonly<Record<string, unknown>>;

export interface Taken {
  /** To be taken in, in this order, before Slack is told "got it". */
  readonly events: readonly ChatEvent[];
  readonly answer?: Answer;
  /** What to tell when they could not be taken in. Without it Slack is not answered, and delivers again or says that it failed. */
  readonly sorry?: (error: unknown) => Answer;
  /** What is done once Slack was told. It sees to its own failures. */
  readonly after?: () => Promise<void>;
}

export const NOTHING: Taken = { events: [] };

/** Words that only the one who ran a command sees. */
export function privately(text: string): Answer {
  return { response_type: 'ephemeral', text: escapeMrkdwn(text) };
}
