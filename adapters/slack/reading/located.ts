/** Which message a link shows: the address that Slack gives as “Copy link”, or a bare timestamp. */
import type { Conversation } from '../../../src/chat/index.ts';
import { threadOf } from '../answer/target.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';
import { TIMESTAMP } from './timestamps.ts';

const PATH = /^\/archives\/([A-Z][A-Z0-9]+)\/p(\d{10,})(\d{6})\/?$/;

interface Located {
  readonly conversation: Conversation;
  readonly id: string;
}

/**
 * Undefined where it shows no message of Slack's, or of nobody knows which workspace: in its addresses Slack names them by words, so
 * that one is taken to be from where it is asked, or from the only one there is.
 *
 * @example await locatedIn('https://studio.slack.com/archives/C1/p1712345678901234', near, workspaces)
 * // { conversation: { channel: 'C1', … }, id: '1712345678.901234' }
 */
export async function locatedIn(
  link: string,
  near: Conversation,
  workspaces: Pick<Workspaces, 'teams'>,
): Promise<Located | undefined> {
  const text = link.trim();
  const isNear = near.platform === 'slack';
  if (TIMESTAMP.test(text)) return isNear ? at(near.workspace, near.channel, text) : undefined;
  const url = URL.parse(text);
  const [, channel, seconds, micros] = PATH.exec(url?.pathname ?? '') ?? [];
  if (!url || channel === undefined) return undefined;
  const [team, ...others] = isNear ? [near.workspace] : await workspaces.teams();
  if (team === undefined || others.length > 0) return undefined;
  const thread = url.searchParams.get('thread_ts') ?? '';
  return at(team, channel, `${seconds}.${micros}`, TIMESTAMP.test(thread) ? thread : undefined);
}

function at(team: string, channel: string, ts: string, thread_ts?: string): Located {
  return { conversation: threadOf(team, channel, { ts, thread_ts }), id: ts };
}
