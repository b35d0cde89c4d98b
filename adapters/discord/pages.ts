/** A place that takes pages, each one message: a channel, the token of an interaction, a direct message. */
import { z } from 'zod';
import type { OutgoingFile, SurfaceLimits } from '../../src/chat/index.ts';
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
  readonly aside?: true;
  /** Of two pages opened with the same key within minutes, also by another process, the second is the first, drawn anew. */
  readonly key?: string;
}

export interface Pages {
  readonly budgets: SurfaceLimits['budgets'];
  /** Gives the new page's id. */
  open(draw: Draw, signal: AbortSignal, opening?: Opening): Promise<string>;
  edit(pageId: string, draw: Draw, signal: AbortSignal): Promise<void>;
}

export const PostedMessage = z.object({ id: z.string() });
