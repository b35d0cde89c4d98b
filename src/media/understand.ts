/** Decides by a file's bytes how it is taken in. */
import { readFile } from 'node:fs/promises';
import { type Receipt, sentenceFor, UserError } from '../chat/index.ts';
import { understandArchive } from './document/archive.ts';
import { refuseOldOffice, understandDocument } from './document/document.ts';
import { understandText } from './document/text.ts';
import type { Downloaded } from './download.ts';
import { understandImage } from './image/image.ts';
import { rasterise } from './image/drawing.ts';
import { inTenths } from './progress.ts';
import { clock, megabytes } from './receipt.ts';
import { type RecordingOptions, understandRecording } from './recording/recording.ts';
import { sniff } from './sniff.ts';
import type { Understood } from './types.ts';

export interface UnderstandOptions extends Omit<RecordingOptions, 'onOpened' | 'onShare' | 'onHeard'> {
  /** Told what is being done ("Watching", "Reading") and, where that takes long, how far it is (" 40 %"). */
  readonly onDoing: (doing: string, progress?: string) => void;
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
  const { limits, onDoing, takeTurn, signal } = options;
  const type = await sniff(file.path, limits);
  switch (type.form) {
    case 'empty':
      throw new UserError('empty', 'an empty file');
    case 'image': {
      isA('image');
      if (!options.takes.images) throw takesNoPictures();
      onDoing('Looking at');
      if (file.bytes > limits.imageBytes)
        throw new UserError(
          'too-large',
          `too large for a picture: ${megabytes(file.bytes)}, the limit is ${megabytes(limits.imageBytes)}`,
        );
      return takeTurn(
        async () => understandImage(await readFile(file.path, { signal }), type.mediaType, options),
        signal,
      );
    }
    case 'drawing':
      return understandDrawing(file, options, isA);
    case 'recording':
      return understandRecording(file.path, {
        ...options,
        onOpened: (kind) => {
          isA(kind);
          onDoing(kind === 'video' ? 'Watching' : 'Listening to');
        },
        onShare: inTenths((share) => onDoing('Watching', ` ${Math.round(share * 100)} %`)),
        onHeard: (heardUntil, seconds) =>
          onDoing('Listening to', ` ${clock(heardUntil)} of ${clock(seconds)}`),
      });
    case 'document':
      isA('document');
      onDoing('Reading');
      return understandDocument(file, type, options);
    case 'unnamed':
      onDoing('Reading');
      return understandText(file, limits);
    case 'other':
      if (ZIPS.includes(type.mediaType)) {
        isA('document');
        onDoing('Reading');
        return understandArchive(file, limits);
      }
      if (type.mediaType === 'application/x-cfb') throw await refuseOldOffice(file, limits);
      throw new UserError('unknown-type', refusal(type.mediaType));
  }
}

const takesNoPictures = (): UserError =>
  new UserError('no-pictures', 'this model takes no pictures: choose one that does, such as gpt-5.5');

/** An SVG as a picture; where that does not work, its source tells more than nothing. */
async function understandDrawing(
  file: Downloaded,
  options: UnderstandOptions,
  isA: (kind: Receipt['kind']) => void,
): Promise<Understood> {
  const { takes, limits, takeTurn, onDoing, signal } = options;
  try {
    if (!takes.images) throw takesNoPictures();
    onDoing('Looking at');
    const draw = async () => rasterise(await readFile(file.path, { signal }), options);
    const drawn = await takeTurn(draw, signal);
    isA('image');
    return drawn;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    isA('text');
    const source = await understandText(file, limits);
    return { ...source, summary: `${source.summary}, the source of a drawing: ${error.message}` };
  }
}

/** Archives with a list of what is in them at their end. */
const ZIPS: readonly string[] = [
  'application/zip',
  'application/java-archive',
  'application/vnd.android.package-archive',
  'application/x-xpinstall',
  'application/epub+zip',
];

/** Why a file of a known but unwanted kind is not read, and what to send instead. */
function refusal(mediaType: string): string {
  if (/zip|compress|tar|gzip|rar|7z|bzip2|xz|zstd/.test(mediaType))
    return 'an archive: please send the files in it one by one';
  if (/executable|msdownload|elf|mach-binary|wasm|x-deb|x-rpm/.test(mediaType))
    return 'a program: I do not open programs';
  return `not a kind of file I can read (${mediaType})`;
}
