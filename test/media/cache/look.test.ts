import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/chat/index.ts';
import type { PrepareOptions } from '../../../src/media/index.ts';
import {
  asking,
  attach,
  children,
  fixture,
  images,
  serving,
  setUp,
  temporaryFolder,
  texts,
} from '../harness.ts';

const gone: PrepareOptions['open'] = () =>
  Promise.reject(new UserError('gone', 'It was deleted.', 'Please send it again.'));

describe('looking again', () => {
  it('shows the video at the seconds that are asked for, without fetching it again', async () => {
    const { media, leftovers } = setUp();
    await media.prepare(attach('screen.mp4'), asking(fixture('screen.mp4')));
    const parts = await media.look(attach('screen.mp4'), [9, 5], asking(new Uint8Array(), { open: gone }));
    expect(texts(parts)).toEqual(['[screen.mp4 0:05 frame]', '[screen.mp4 0:09 frame]']);
    expect(parts.map(({ type }) => type)).toEqual(['text', 'image', 'text', 'image']);
    expect(leftovers()).toEqual([]);
  });

  it('works after a restart too', async () => {
    const folder = temporaryFolder();
    await setUp({ folder }).media.prepare(attach('screen.mp4'), asking(fixture('screen.mp4')));
    const { media } = setUp({ folder });
    const parts = await media.look(attach('screen.mp4'), [5], asking(new Uint8Array(), { open: gone }));
    expect(images(parts)).toHaveLength(1);
  });

  it('fetches the video once more where it is no longer kept, and then keeps it', async () => {
    const { media, folder } = setUp();
    await media.prepare(attach('screen.mp4'), asking(fixture('screen.mp4')));
    const originals = join(folder, 'cache', 'originals');
    for (const name of readdirSync(originals)) rmSync(join(originals, name));
    let fetched = 0;
    const open: PrepareOptions['open'] = (...args) => {
      fetched++;
      return serving(fixture('screen.mp4'))(...args);
    };
    const options = asking(new Uint8Array(), { open });
    await media.look(attach('screen.mp4'), [5], options);
    await media.look(attach('screen.mp4'), [6], options);
    expect(fetched).toBe(1);
  });

  it('gives the same pictures at once when they are asked for again', async () => {
    const { media, folder } = setUp();
    const options = asking(fixture('screen.mp4'));
    const first = await media.look(attach('screen.mp4'), [5], options);
    rmSync(join(folder, 'cache'), { recursive: true });
    const again = await media.look(attach('screen.mp4'), [5], asking(new Uint8Array(), { open: gone }));
    expect(again).toEqual(first);
  });

  it('gives no more pictures than it says', async () => {
    const { media } = setUp({ limits: { lookFrames: 3 } });
    expect(media.lookFrames).toBe(3);
    const parts = await media.look(attach('screen.mp4'), [1, 3, 5, 7, 9], asking(fixture('screen.mp4')));
    expect(images(parts)).toHaveLength(3);
  });

  it.each([
    ['is a photo', 'photo.jpg', { code: 'unreadable' }],
    ['is only sound', 'voice.ogg', { code: 'no-video' }],
  ])('refuses what %s', async (_, name, fault) => {
    const { media, leftovers } = setUp();
    await expect(media.look(attach(name), [1], asking(fixture(name)))).rejects.toMatchObject(fault);
    expect(leftovers()).toEqual([]);
  });

  it('says what the platform says when the file is gone', async () => {
    const { media } = setUp();
    const options = asking(new Uint8Array(), { open: gone });
    await expect(media.look(attach('clip.mp4'), [1], options)).rejects.toMatchObject({ code: 'gone' });
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { media, leftovers } = setUp();
    const stopping = new AbortController();
    const options = asking(fixture('screen.mp4'), { signal: stopping.signal });
    const looking = media.look(attach('screen.mp4'), [5], {
      ...options,
      onProgress: () => setImmediate(() => stopping.abort(new Error('stopped'))),
    });
    await expect(looking).rejects.toThrow('stopped');
    expect(leftovers()).toEqual([]);
    expect(children()).toEqual([]);
  });
});
