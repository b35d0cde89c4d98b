/** A place that takes pages, each one message: a channel, the token of an interaction, a direct message. */
import { z } from 'zod';
import type { OutgoingFile, Sending, SurfaceLimits } from '../../../src/chat/index.ts';
import type { MessageBody } from './page.ts';

/**
 * Draws a page anew for each try.
 *
 * @param note a sentence to the reader that the place itself has to say
 */
export type Draw = (note?: string) => MessageBody;

export interface Opening {
  readonly files?: readonly OutgoingFile[];
  /** A message beside the pages: nothing is ever written on it again. */
  readonly aside?: boolean;
  /** What is opened with the same one, also by another process, is the same message, drawn anew. */
  readonly sending?: Sending;
}

export interface Pages {
  readonly budgets: SurfaceLimits['budgets'];
  /** Gives the new page's id. */
  open(draw: Draw, signal: AbortSignal, opening?: Opening): Promise<string>;
  edit(pageId: string, draw: Draw, signal: AbortSignal): Promise<void>;
}

export const PostedMessage = z.object({ id: z.string() });
