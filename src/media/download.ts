/** Brings an attachment's bytes to disk: under a ceiling, watched for stalls, hashed on the way. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type Attachment, UserError } from '../chat/index.ts';
import { orAborted, timeLimit } from './abort.ts';
import type { MediaLimits } from './limits.ts';
import { megabytes } from './receipt.ts';
import type { OpenAttachment } from './types.ts';

export interface Downloaded {
  /** Absolute, and made of our own words only. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

const STALLED = new UserError('stalled', 'the download stopped half-way: please send it again');
const SLOW = new UserError('slow', 'the download took too long: please send it again');

export interface DownloadOptions {
  /** Where to; nothing may be there yet. */
  readonly path: string;
  readonly limits: Pick<MediaLimits, 'downloadBytes' | 'downloadMs' | 'downloadIdleMs'>;
  /** Told how many bytes have come. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** @throws {UserError} when the bytes are too many or stop coming, and whatever `openAttachment` throws */
export async function download(
  attachment: Attachment,
  openAttachment: OpenAttachment,
  { path, limits, onBytes, signal }: DownloadOptions,
): Promise<Downloaded> {
  if (attachment.bytes !== undefined && attachment.bytes > limits.downloadBytes)
    throw tooLarge(attachment.bytes, limits);
  using whole = timeLimit(limits.downloadMs, SLOW, signal);
  using idle = timeLimit(limits.downloadIdleMs, STALLED, whole.signal);
  const bound = idle.signal;
  const stream = await orAborted(openAttachment(attachment, bound), bound);
  const reader = stream.getReader();
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for (;;) {
      const { done, value } = await orAborted(reader.read(), bound);
      if (done) return { path, bytes, sha256: hash.digest('hex') };
      bytes += value.byteLength;
      if (bytes > limits.downloadBytes) throw tooLarge(undefined, limits);
      hash.update(value);
      await file.writeFile(value);
      onBytes(bytes);
      idle.restart();
    }
  } finally {
    // Closes the connection; a stream that is already done or broken has nothing left to say.
    reader.cancel().catch(() => {});
    await file.close();
  }
}

function tooLarge(
  bytes: number | undefined,
  { downloadBytes }: Pick<MediaLimits, 'downloadBytes'>,
): UserError {
  const size = bytes === undefined ? 'more than' : `${megabytes(bytes)}, the limit is`;
  return new UserError('too-large', `too large: ${size} ${megabytes(downloadBytes)}`);
}
