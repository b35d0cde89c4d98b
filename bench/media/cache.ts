/** Media made here once and kept in the temporary folder under what they were made from, so that a second run begins at once. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Ffmpeg, findFfmpeg } from '../../src/media/index.ts';

const run = promisify(execFile);

export interface Workshop {
  readonly ffmpeg: Ffmpeg;
  readonly folder: string;
  /** Makes a file with ffmpeg; `args` is everything but the output's name. */
  encode(name: string, args: readonly string[]): Promise<string>;
  /** One file of `times` copies of another, one after the other, nothing encoded again. */
  repeat(name: string, path: string, times: number): Promise<string>;
  /** Makes a file in any other way; `recipe` is what it depends on. */
  make(name: string, recipe: unknown, make: (path: string) => Promise<unknown>): Promise<string>;
}

/** With the ffmpeg the bot would use here. */
export async function openWorkshop(): Promise<Workshop> {
  const { FFMPEG_PATH, PATH } = process.env;
  const ffmpeg = await findFfmpeg({ FFMPEG_PATH, PATH });
  const folder = join(tmpdir(), 'attache-bench-media');
  mkdirSync(folder, { recursive: true });

  const make: Workshop['make'] = async (name, recipe, work) => {
    const key = createHash('sha256')
      .update(JSON.stringify([name, recipe]))
      .digest('hex')
      .slice(0, 12);
    const path = join(folder, `${key}-${name}`);
    if (existsSync(path)) return path;
    // Under another name until it is whole: a run that was interrupted leaves no half file behind.
    const unfinished = join(folder, `unfinished-${process.pid}-${name}`);
    try {
      await work(unfinished);
      renameSync(unfinished, path);
    } finally {
      rmSync(unfinished, { force: true });
    }
    return path;
  };
  const encode: Workshop['encode'] = (name, args) =>
    make(name, [args, ffmpeg.version], async (path) => {
      process.stderr.write(`Making ${name}…\n`);
      await run(ffmpeg.path, ['-y', '-v', 'error', ...args, path], { maxBuffer: 1e8 });
    });
  const repeat: Workshop['repeat'] = (name, path, times) =>
    make(name, [path, times, ffmpeg.version], async (made) => {
      process.stderr.write(`Making ${name}…\n`);
      const list = `${made}.txt`;
      try {
        writeFileSync(list, `file '${path}'\n`.repeat(times));
        const input = ['-f', 'concat', '-safe', '0', '-i', list];
        await run(ffmpeg.path, ['-y', '-v', 'error', ...input, '-c', 'copy', made], {
          maxBuffer: 1e8,
        });
      } finally {
        rmSync(list, { force: true });
      }
    });
  return { ffmpeg, folder, encode, repeat, make };
}
