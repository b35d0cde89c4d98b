/** One page of an answer, as the two ways of drawing it share it. */
import type { ReplyView } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import type { SlackClients } from '../workspaces/client.ts';

export interface Page {
  /**
   * What its next write is: an addition to a stream, an edit, or, of one that is still to come, a post. A page that was
   * `left` is written no more: its reader stopped it.
   */
  readonly state: 'streamed' | 'edited' | 'late' | 'left';
  update(view: ReplyView, signal: AbortSignal): Promise<void>;
  close(view: ReplyView, signal: AbortSignal): Promise<void>;
}

/** Where an answer is written. */
export interface Place {
  readonly clients: SlackClients;
  readonly log: Logger;
  readonly channel: string;
  /** The first message of the thread. */
  readonly thread: string;
  /** Who is answered. Slack wants to know outside direct messages. */
  readonly recipient: { readonly user: string; readonly team: string } | undefined;
}
