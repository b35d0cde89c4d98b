/** PDF, Office, OpenDocument and RTF files: handed on whole to a model that reads them itself, to others as their words. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../../chat/index.ts';
import type { Takes } from '../../model/index.ts';
import type { Downloaded } from '../download.ts';
import type { MediaLimits } from '../limits.ts';
import { count, megabytes } from '../receipt.ts';
import type { TakeTurn } from '../turns.ts';
import type { Understood } from '../types.ts';
import { isProtected, readWords, type Words } from './words.ts';

export interface DocumentOptions {
  readonly takes: Pick<Takes, 'files'>;
  readonly limits: MediaLimits;
  readonly takeTurn: TakeTurn;
  readonly signal: AbortSignal;
}

/** Office files that servers do not list among those they take. */
const UNUSUAL = /macroenabled|slideshow/;

/** @throws {UserError} when the model can be given neither the file nor words of it */
export async function understandDocument(
  { path, bytes }: Downloaded,
  { mediaType, what }: { readonly mediaType: string; readonly what: string },
  { limits, takes, takeTurn, signal }: DocumentOptions,
): Promise<Understood> {
  if (bytes >= limits.documentBytes)
    throw new UserError(
      'too-large',
      `too large: ${megabytes(bytes)}, the limit is ${megabytes(limits.documentBytes)}`,
    );
  const isPdf = mediaType === 'application/pdf';
  const isTaken = isPdf ? takes.files !== 'none' : takes.files === 'all' && !UNUSUAL.test(mediaType);
  const data = await readFile(path, { signal });
  let words: Words | undefined;
  let isPartial = false;
  try {
    words = await takeTurn(() => readWords(data, mediaType, limits, signal), signal);
  } catch (error) {
    signal.throwIfAborted();
    // Without its password the model cannot read it either; whatever else is wrong, it may know better.
    if (!isTaken || !(error instanceof UserError) || error.code === 'password') throw error;
    isPartial = error.code === 'slow';
  }
  const text = words?.text ?? '';
  const summary = words?.units ? `${what}, ${count(words.units.total, words.units.one)}` : what;
  const understood = { kind: 'document', costUsd: 0, isPartial } as const;
  if (isTaken) return { ...understood, summary, pieces: [{ type: 'file', mediaType, data, text }] };
  if (!words || text === '')
    throw new UserError(
      'no-words',
      `${summary} without any text in ${words?.isCut ? 'the part I could read' : 'it'}: please send ${isPdf ? 'the pages' : 'what is in it'} as pictures`,
    );
  return { ...understood, summary: `${summary}, ${extent(words)}`, pieces: [{ type: 'text', text }] };
}

/** How much of it was read. */
function extent({ units, isCut }: Words): string {
  if (units && units.read < units.total)
    return `the first ${units.read === 1 ? units.one : count(units.read, units.one)} read as text`;
  return isCut ? 'read as text in part' : 'read as text';
}

/** What is said of files in the format of Office before 2007. Those with a password hide a newer one in it. */
export async function refuseOldOffice(
  { path, bytes }: Downloaded,
  { documentBytes }: MediaLimits,
): Promise<UserError> {
  const isEncrypted =
    bytes < documentBytes && (await readFile(path)).includes(Buffer.from('EncryptedPackage', 'utf16le'));
  return isEncrypted
    ? isProtected()
    : new UserError('unknown-type', 'an old Office file: save it as .docx, .xlsx or .pptx, or as PDF');
}
