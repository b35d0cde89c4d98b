/**
 * Makes the files of this folder again: what the bench cannot make for itself everywhere.
 *
 * Needs on the PATH: ffmpeg 5.1 or newer with SVT-AV1, and espeak-ng. Run with `node_modules/.bin/node bench/seeds/make.ts`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { footage, type SizeName } from '../media/clips.ts';
import { NUMBERS } from '../media/numbers.ts';

const here = import.meta.dirname;
const ffmpeg = (...args: string[]): void =>
  void execFileSync('ffmpeg', ['-y', '-v', 'error', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

/** Ten seconds of the same footage as the other codecs get. */
function av1(size: SizeName, quality: number): void {
  const encoder = `-c:v libsvtav1 -preset 6 -crf ${quality} -g 160`.split(' ');
  ffmpeg(...footage(size), ...encoder, join(here, `av1-${size}.mp4`));
}

/** The numbers from one to twelve, each at the beginning of its two seconds. */
function numbers(): void {
  const work = mkdtempSync(join(tmpdir(), 'attache-seeds-'));
  const said = NUMBERS.map(([word], index) => {
    const path = join(work, `${index}.wav`);
    execFileSync('espeak-ng', ['-v', 'en-us', '-s', '130', '-w', path, `number ${word}`]);
    return path;
  });
  const trimmed = said.map(
    (_, index) =>
      `[${index}:a]silenceremove=start_periods=1:start_threshold=-42dB,apad=whole_dur=2,atrim=duration=2[a${index}]`,
  );
  const joined = `${said.map((_, index) => `[a${index}]`).join('')}concat=n=${said.length}:v=0:a=1[a]`;
  const inputs = said.flatMap((path) => ['-i', path]);
  const graph = ['-filter_complex', `${trimmed.join(';')};${joined}`, '-map', '[a]'];
  const encoder = '-ac 1 -ar 48000 -c:a libopus -b:a 24k'.split(' ');
  ffmpeg(...inputs, ...graph, ...encoder, join(here, 'numbers.ogg'));
  rmSync(work, { recursive: true });
}

av1('720p', 55);
av1('1080p', 59);
numbers();
