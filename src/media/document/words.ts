/** The words of a document, read by a child so that a hostile file holds up nobody: for servers that take no such files. */
import { z } from 'zod';
import { UserError } from '../../chat/index.ts';
import { runInChild } from '../child/run.ts';
import type { MediaLimits } from '../limits.ts';

/** What a reader in a child is asked. */
export const WordsOrder = z.object({
  data: z.instanceof(Uint8Array),
  mediaType: z.string(),
  mostChars: z.number(),
  mostMs: z.number(),
  mostInflatedBytes: z.number(),
  mostRows: z.number(),
});

/** What it answers. */
const Words = z.object({
  /** Empty where there is no word in it. */
  text: z.string(),
  /** There was more to read, but not more room or time. */
  isCut: z.boolean(),
  /** Pages, slides or sheets: how many there are, and how many of them were read. */
  units: z
    .object({ one: z.enum(['page', 'slide', 'sheet']), total: z.number(), read: z.number() })
    .optional(),
});

export type WordsOrder = z.infer<typeof WordsOrder>;
export type Words = z.infer<typeof Words>;

const PDF = new URL('../child/read-pdf.ts', import.meta.url);
const OFFICE = new URL('../child/read-office.ts', import.meta.url);

/**
 * Reads a PDF, Office, OpenDocument or RTF document.
 *
 * @throws {UserError} `password` where it is protected by one; another where it cannot be read
 */
export async function readWords(
  data: WordsOrder['data'],
  mediaType: string,
  limits: MediaLimits,
  signal: AbortSignal,
): Promise<Words> {
  const order: WordsOrder = {
    data,
    mediaType,
    mostChars: limits.textChars,
    mostMs: limits.documentMs,
    mostInflatedBytes: limits.documentInflatedBytes,
    mostRows: limits.sheetRows,
  };
  // Most stop by themselves when their time is up; one that is stuck has as long again.
  const patience = { ...limits, childMs: 2 * limits.documentMs };
  const script = mediaType === 'application/pdf' ? PDF : OFFICE;
  return Words.parse(await runInChild(script, order, { limits: patience, signal }));
}

/** For readers, when a document wants a password. */
export const isProtected = (): UserError =>
  new UserError('password', 'protected by a password: please send it without one');
