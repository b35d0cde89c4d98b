/** Decides by a file's bytes how it is taken in. */
import { readFile } from 'node:fs/promises';
import { type Receipt, sentenceFor, UserError } from '../chat/index.ts';
import { understandDocument, understandText } from './document.ts';
import type { Downloaded } from './download.ts';
import { heic, understandImage } from './image.ts';
import { megabytes } from './receipt.ts';
import { type RecordingOptions, understandRecording } from './recording.ts';
import { sniff } from './sniff.ts';
import type { Understood } from './types.ts';

export interface UnderstandOptions extends Omit<RecordingOptions, 'onOpened'> {
  /** Told what is being done: "Watching", "Reading". */
  readonly onDoing: (doing: string) => void;
}

/** Takes in a file. One that cannot be is "skipped": no pieces, and a summary that says why. Rejects only when aborted. */
export async function understand(file: Downloaded, options: UnderstandOptions): Promise<Understood> {
  let kind: Receipt['kind'] = 'unknown';
  try {
    return await read(file, options, (found) => (kind = found));
  } catch (error) {
    options.signal.throwIfAborted();
    return skipped(error, kind, options);
  }
}

export function skipped(
  error: unknown,
  kind: Receipt['kind'],
  { log }: Pick<UnderstandOptions, 'log'>,
): Understood {
  if (!(error instanceof UserError)) log.error({ err: error }, 'An attachment could not be prepared.');
  const summary =
    error instanceof UserError
      ? sentenceFor(error)
      : 'could not be prepared: something went wrong on my side, and the details are in my log';
  return { kind, summary, pieces: [], costUsd: 0, isPartial: true };
}

async function read(
  file: Downloaded,
  options: UnderstandOptions,
  isA: (kind: Receipt['kind']) => void,
): Promise<Understood> {
  const { limits, rule, onDoing, takeTurn, signal } = options;
  const type = await sniff(file.path, limits);
  switch (type.form) {
    case 'empty':
      throw new UserError('empty', 'an empty file');
    case 'image': {
      isA('image');
      onDoing('Looking at');
      if (type.mediaType === 'image/heic' || type.mediaType === 'image/heif') throw heic();
      if (file.bytes > limits.imageBytes)
        throw new UserError(
          'too-large',
          `too large for a picture: ${megabytes(file.bytes)}, the limit is ${megabytes(limits.imageBytes)}`,
        );
      const look = async () => understandImage(await readFile(file.path, { signal }), rule, limits);
      return takeTurn(look, signal);
    }
    case 'recording':
      return understandRecording(file.path, {
        ...options,
        onOpened: (kind) => {
          isA(kind);
          onDoing(kind === 'video' ? 'Watching' : 'Listening to');
        },
      });
    case 'document':
      isA('document');
      onDoing('Reading');
      return understandDocument(file, type, limits);
    case 'unnamed':
      onDoing('Reading');
      return understandText(file, limits);
    case 'other':
      throw new UserError('unknown-type', refusal(type.mediaType));
  }
}

/** Why a file of a known but unwanted kind is not read, and what to send instead. */
function refusal(mediaType: string): string {
  if (/zip|compress|tar|gzip|rar|7z|bzip2|xz|zstd/.test(mediaType))
    return 'an archive: please send the files in it one by one';
  if (mediaType === 'application/x-cfb')
    return 'an old Office file: save it as .docx, .xlsx or .pptx, or as PDF';
  if (/executable|msdownload|elf|mach-binary|wasm|x-deb|x-rpm/.test(mediaType))
    return 'a program: I do not open programs';
  return `not a kind of file I can read (${mediaType})`;
}
