import { readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenAttachment, PrepareOptions } from '../../../src/media/index.ts';
import { asking, attach, fixture, sayingLines, serving, setUp, temporaryFolder, texts } from '../harness.ts';

const ADA = 'test:U1';
const BO = 'test:U2';

/** A start of the program on this folder. What it hears is always the same. */
const start = (folder: string) =>
  setUp({ folder, transcriber: sayingLines(Array(20).fill('My SECRET words.')) });

const mine = (bytes: Uint8Array, more: Partial<PrepareOptions> = {}) =>
  asking(bytes, { owner: ADA, ...more });

/** Every file below a folder, with what is in it. */
function everything(folder: string): readonly (readonly [path: string, bytes: Buffer])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, readFileSync(path)] as const);
}

describe('forgetting somebody', () => {
  it.each(['voice.ogg', 'silent.mp4', 'photo.jpg', 'notes.txt', 'report.pdf'])(
    'removes all that is kept of their %s',
    async (name) => {
      const folder = temporaryFolder();
      const { media } = start(folder);
      await media.prepare(attach(name), mine(fixture(name)));
      expect(everything(folder).length).toBeGreaterThan(1);
      await media.forget(ADA);
      expect(everything(folder)).toEqual([]);
    },
  );

  it('leaves what others have posted', async () => {
    const folder = temporaryFolder();
    const { media } = start(folder);
    await media.prepare(attach('notes.txt'), mine(fixture('notes.txt')));
    await media.prepare(attach('data.csv'), asking(fixture('data.csv'), { owner: BO }));
    const kept = everything(folder).length;
    await media.forget(ADA);
    expect(everything(folder)).toHaveLength(kept / 2);
    const again = start(folder).media;
    await again.prepare(attach('data.csv'), asking(new Uint8Array(), { owner: BO, open: neverOpened }));
  });

  it('takes what another start of the program has kept, and what is in memory as well', async () => {
    const folder = temporaryFolder();
    await start(folder).media.prepare(attach('clip.mp4'), mine(fixture('silent.mp4')));
    const { media } = start(folder);
    let fetched = 0;
    const open: OpenAttachment = (...args) => {
      fetched++;
      return serving(fixture('silent.mp4'))(...args);
    };
    await media.prepare(attach('clip.mp4'), mine(new Uint8Array(), { open }));
    await media.look(attach('clip.mp4'), [0.5], mine(new Uint8Array(), { open }));
    expect(fetched).toBe(0);
    await media.forget(ADA);
    await media.look(attach('clip.mp4'), [0.5], mine(new Uint8Array(), { open }));
    await media.prepare(attach('clip.mp4'), mine(new Uint8Array(), { open }));
    expect(fetched).toBeGreaterThan(0);
    await media.forget(ADA);
    expect(everything(folder)).toEqual([]);
  });

  it('takes what each of several processes has in memory, whichever of them removes the files', async () => {
    const folder = temporaryFolder();
    const processes = [start(folder).media, start(folder).media];
    let fetched = 0;
    const open: OpenAttachment = (...args) => {
      fetched++;
      return serving(fixture('silent.mp4'))(...args);
    };
    const use = async () => {
      for (const media of processes) {
        await media.prepare(attach('clip.mp4'), mine(new Uint8Array(), { open }));
        await media.look(attach('clip.mp4'), [0.5], mine(new Uint8Array(), { open }));
      }
    };
    await use();
    expect(fetched).toBe(1);
    for (const media of processes) await media.forget(ADA);
    expect(everything(folder)).toEqual([]);
    await use();
    expect(fetched).toBe(2);
  });

  it('takes what is being taken in at that moment, as soon as it is known', async () => {
    const folder = temporaryFolder();
    const { media } = start(folder);
    const asked = Promise.withResolvers<void>();
    const mayCome = Promise.withResolvers<void>();
    const open: OpenAttachment = async (...args) => {
      asked.resolve();
      await mayCome.promise;
      return serving(fixture('voice.ogg'))(...args);
    };
    const preparing = media.prepare(attach('voice.ogg'), mine(new Uint8Array(), { open }));
    await asked.promise;
    await media.forget(ADA);
    mayCome.resolve();
    expect(texts((await preparing).parts).join()).toContain('SECRET');
    expect(everything(folder)).toEqual([]);
  });

  it('is possible again and again, and for people of whom nothing is known', async () => {
    const folder = temporaryFolder();
    const { media } = start(folder);
    await media.forget(ADA);
    await media.prepare(attach('notes.txt'), mine(fixture('notes.txt')));
    await media.forget(ADA);
    await media.prepare(attach('notes.txt'), mine(fixture('notes.txt')));
    expect(everything(folder).length).toBeGreaterThan(1);
    await media.forget(ADA);
    expect(everything(folder)).toEqual([]);
  });
});

describe('the notes of whose a file is', () => {
  it('name nobody', async () => {
    const folder = temporaryFolder();
    await start(folder).media.prepare(attach('notes.txt'), mine(fixture('notes.txt')));
    const all = everything(folder);
    expect(all.some(([path, bytes]) => path.includes('U1') || bytes.includes('U1'))).toBe(false);
  });

  it('go when the files have gone', async () => {
    const folder = temporaryFolder();
    await start(folder).media.prepare(attach('notes.txt'), mine(fixture('notes.txt')));
    const notes = join(folder, 'cache', 'owners');
    const [own] = readdirSync(notes);
    const yesterday = Date.now() / 1000 - 24 * 3600;
    for (const name of readdirSync(join(notes, own!)))
      utimesSync(join(notes, own!, name), yesterday, yesterday);
    for (const shelf of ['results', 'originals']) rmSync(join(folder, 'cache', shelf), { recursive: true });
    start(folder);
    await expect.poll(() => readdirSync(notes)).toEqual([]);
  });
});

const neverOpened: OpenAttachment = () => Promise.reject(new Error('It was to be known already.'));
