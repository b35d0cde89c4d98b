/** Files from the page: streamed to disk under random names, held under a ceiling, and swept when they are old. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LIMITS, type UploadLimits } from './limits.ts';
import { Refusal } from './refusal.ts';

export interface Upload {
  readonly id: string;
  /** As its owner named it, without any path. */
  readonly name: string;
  /** The media type the browser claims. */
  readonly type: string | undefined;
  readonly bytes: number;
}

/** A file on its way in. */
export interface Incoming {
  readonly name: string;
  readonly type: string | undefined;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class Uploads {
  readonly #folder: string;
  readonly #limits: UploadLimits;
  readonly #known = new Map<string, Upload>();

  constructor(folder: string, limits: UploadLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  get(id: string): Upload | undefined {
    return this.#known.get(id);
  }

  /** Where the bytes of an upload are; undefined for anything that is not one of our ids. */
  pathOf(id: string): string | undefined {
    return ID.test(id) ? join(this.#folder, id) : undefined;
  }

  /** Writes one file to disk. Throws `Refusal` (413) beyond the ceiling; nothing of a failed upload stays behind. */
  async save(incoming: Incoming): Promise<Upload> {
    const id = randomUUID();
    const name = cleanName(incoming.name);
    const path = join(this.#folder, id);
    const unfinished = `${path}.part`;
    const counter = countUpTo(this.#limits.maxBytesPerFile, name);
    await this.sweep();
    try {
      await pipeline(
        incoming.body ? Readable.fromWeb(incoming.body) : Readable.from([]),
        counter.stream,
        createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }),
        { signal: incoming.signal },
      );
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    const upload = { id, name, type: incoming.type, bytes: counter.bytes() };
    this.#known.set(id, upload);
    return upload;
  }

  /** Removes what is too old, then the oldest until the rest fits; makes the folder where there is none yet. */
  async sweep(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const files = await Promise.all(
      (await readdir(this.#folder)).map(async (id) => {
        // Another sweep may have been faster.
        const found = await stat(join(this.#folder, id)).catch(() => undefined);
        return { id, bytes: found?.size ?? 0, writtenAt: found?.mtimeMs ?? 0 };
      }),
    );
    const oldest = Date.now() - LIMITS.uploadLifetimeMs;
    let total = 0;
    for (const { id, bytes, writtenAt } of files.toSorted((a, b) => b.writtenAt - a.writtenAt)) {
      total += bytes;
      if (writtenAt >= oldest && total <= LIMITS.uploadTotalBytes) continue;
      await rm(join(this.#folder, id), { force: true, recursive: true });
      this.#known.delete(id);
    }
  }
}

function countUpTo(
  limit: number,
  name: string,
): { readonly stream: Transform; readonly bytes: () => number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(tooLarge(name, limit));
      else done(null, chunk);
    },
  });
  return { stream, bytes: () => bytes };
}

export function tooLarge(name: string, limit: number): Refusal {
  return new Refusal(413, `${name} is larger than ${readableBytes(limit)}, the most one file may have here.`);
}

/** `1.5 MB`: the unit people know, rounded to one digit. */
function readableBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Math.round((bytes / 1024 ** power) * 10) / 10} ${units[power]}`;
}

/**
 * The last part of a path, without control characters and direction marks that make a name look like another.
 *
 * @example cleanName('../../x.png') // 'x.png'
 */
function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const visible = last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return [...visible].slice(0, LIMITS.nameLength).join('') || 'file';
}
