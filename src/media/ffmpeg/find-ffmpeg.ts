/** Which ffmpeg runs: the configured one, a recent one on the PATH, or the one that came with the npm packages. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type Finding, UserError } from '../../chat/index.ts';

const run = promisify(execFile);

/** Older releases no longer get security fixes (Debian's long-term support begins with 5.1). */
const OLDEST = { major: 5, minor: 1, year: 2022 };
const VERSION_MS = 5000;

export interface Ffmpeg {
  readonly path: string;
  /** As the program says it. */
  readonly version: string;
  readonly source: 'FFMPEG_PATH' | 'PATH' | '@ffmpeg-installer/ffmpeg';
  /** It is so old that it gets no security fixes, and knows fewer options. */
  readonly isOld: boolean;
}

const INSTALL = 'Install ffmpeg 5.1 or newer (apt, brew or winget install ffmpeg), or set FFMPEG_PATH.';

/** @throws {UserError} `ffmpeg-missing` when there is none, or the one that FFMPEG_PATH names does not run */
export async function findFfmpeg(environment: {
  readonly FFMPEG_PATH?: string | undefined;
  readonly PATH?: string | undefined;
}): Promise<Ffmpeg> {
  const { FFMPEG_PATH, PATH } = environment;
  if (FFMPEG_PATH) {
    const version = await versionOf(FFMPEG_PATH);
    if (version) return { path: FFMPEG_PATH, source: 'FFMPEG_PATH', ...version };
    throw new UserError(
      'ffmpeg-missing',
      `FFMPEG_PATH names “${FFMPEG_PATH}”, which does not run as ffmpeg.`,
      INSTALL,
    );
  }
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of (PATH ?? '').split(delimiter).filter(Boolean)) {
    const version = await versionOf(join(folder, name));
    if (version && !version.isOld) return { path: join(folder, name), source: 'PATH', ...version };
  }
  const packaged = packagedPath();
  const version = packaged === undefined ? undefined : await versionOf(packaged);
  if (packaged !== undefined && version)
    return { path: packaged, source: '@ffmpeg-installer/ffmpeg', ...version };
  throw new UserError(
    'ffmpeg-missing',
    'There is no ffmpeg here, so I can neither listen nor watch.',
    INSTALL,
  );
}

/** The line that `doctor` prints about ffmpeg. */
export async function checkFfmpeg(ffmpegPath: string | undefined): Promise<Finding> {
  try {
    const { path, version, source, isOld } = await findFfmpeg({
      FFMPEG_PATH: ffmpegPath,
      PATH: process.env['PATH'],
    });
    const what = `ffmpeg ${version} (${source}: ${path})`;
    return isOld
      ? { level: 'warning', what: `${what} is old and gets no security fixes.`, hint: INSTALL }
      : { level: 'ok', what };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { level: 'error', what: error.message, ...(error.hint ? { hint: error.hint } : {}) };
  }
}

/** Undefined when the file is not there or does not run as ffmpeg. */
async function versionOf(path: string): Promise<Pick<Ffmpeg, 'version' | 'isOld'> | undefined> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['-version'], { timeout: VERSION_MS });
    return readVersion(stdout);
  } catch {
    return undefined;
  }
}

/** Releases carry a number ("5.1.9"); builds from the repository only a year. */
function readVersion(stdout: string): Pick<Ffmpeg, 'version' | 'isOld'> | undefined {
  const said = /^ffmpeg version (\S+) .*?Copyright \(c\) [\d-]*?(\d{4}) the FFmpeg/.exec(stdout);
  if (!said) return undefined;
  const [, version = '', year] = said;
  const number = /^n?(\d+)\.(\d+)/.exec(version);
  const [major, minor] = [Number(number?.[1]), Number(number?.[2])];
  const isOld = number
    ? major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)
    : Number(year) < OLDEST.year;
  return { version, isOld };
}

const Installer = z.object({ path: z.string() });

/** The optional dependency; it throws where it has no build for this machine. */
function packagedPath(): string | undefined {
  try {
    return Installer.parse(createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg')).path;
  } catch {
    return undefined;
  }
}
