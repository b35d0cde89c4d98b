import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFfmpeg, findFfmpeg } from '../../../src/media/index.ts';
import { temporaryFolder } from '../harness.ts';

/** A folder with a program called ffmpeg that says it is of this version. */
function folderWith(version: string, years = '2000-2023'): string {
  const folder = temporaryFolder();
  const path = join(folder, 'ffmpeg');
  writeFileSync(
    path,
    `#!/bin/sh\necho 'ffmpeg version ${version} Copyright (c) ${years} the FFmpeg developers'\n`,
  );
  chmodSync(path, 0o755);
  return folder;
}

describe('finding ffmpeg', () => {
  it('takes the one that FFMPEG_PATH names before any other', async () => {
    const path = join(folderWith('4.4.2'), 'ffmpeg');
    await expect(findFfmpeg({ FFMPEG_PATH: path, PATH: folderWith('7.1') })).resolves.toEqual({
      path,
      version: '4.4.2',
      source: 'FFMPEG_PATH',
      isOld: true,
    });
  });

  it.each([
    ['5.1.9-0+deb12u1', '2000-2026'],
    ['n7.1', '2000-2024'],
    ['N-118000-gabcdef', '2000-2025'],
  ])('takes %s on the PATH', async (version, years) => {
    await expect(findFfmpeg({ PATH: folderWith(version, years) })).resolves.toMatchObject({
      version,
      source: 'PATH',
      isOld: false,
    });
  });

  it('passes over an old one on the PATH for a newer one further on', async () => {
    const PATH = `${folderWith('4.4')}:/nonexistent:${folderWith('6.0')}`;
    await expect(findFfmpeg({ PATH })).resolves.toMatchObject({ version: '6.0' });
  });

  it('falls back to the one that came with the packages, and says that it is old', async () => {
    const found = await findFfmpeg({ PATH: folderWith('N-1-g0', '2000-2018') });
    expect(found).toMatchObject({ source: '@ffmpeg-installer/ffmpeg', isOld: true });
    await expect(checkFfmpeg(found.path)).resolves.toMatchObject({
      level: 'warning',
      hint: expect.stringContaining('FFMPEG_PATH'),
    });
  });

  it('says what to do when FFMPEG_PATH names something else', async () => {
    await expect(checkFfmpeg('/nonexistent/ffmpeg')).resolves.toEqual({
      level: 'error',
      what: 'FFMPEG_PATH names “/nonexistent/ffmpeg”, which does not run as ffmpeg.',
      hint: expect.stringContaining('Install ffmpeg 5.1 or newer'),
    });
    await expect(findFfmpeg({ FFMPEG_PATH: process.execPath })).rejects.toMatchObject({
      code: 'ffmpeg-missing',
    });
  });
});
