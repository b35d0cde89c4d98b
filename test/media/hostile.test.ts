import { chmodSync, mkdirSync, writeFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/chat/index.ts';
import { withRecording } from '../../src/media/recording/container.ts';
import {
  asking,
  attach,
  children,
  fixture,
  prepare,
  serving,
  setUp,
  startCanary,
  temporaryFolder,
  texts,
} from './harness.ts';

const never = new AbortController().signal;

/** A PNG that claims a size and holds next to nothing. */
function pngClaiming(width: number, height: number): Buffer {
  const header = Buffer.from('........\x08\x06\0\0\0', 'latin1');
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const rows = deflateSync(Buffer.alloc(100_000));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  return Buffer.concat([u32(data.length), named, u32(crc32(named))]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Overwrites a number of 32 bits at an offset after each occurrence of a box name. */
function patch(file: Buffer, box: string, offsets: readonly number[], value: number): Buffer {
  const bytes = Buffer.from(file);
  for (let at = bytes.indexOf(box); at !== -1; at = bytes.indexOf(box, at + 1))
    for (const offset of offsets) bytes.writeUInt32BE(value, at + offset);
  return bytes;
}

describe('files that are not what they seem', () => {
  it.each([
    [
      'a bomb in PNG',
      'bomb.png',
      async () => pngClaiming(30_000, 30_000),
      /^too many pixels: the limit is 50 megapixels$/,
    ],
    [
      'a bomb in AVIF',
      'bomb.avif',
      async () => patch(await sharp(pixel()).avif().toBuffer(), 'ispe', [8, 12], 12_000),
      /^too many pixels/,
    ],
    [
      'half a photo',
      'photo.jpg',
      async () => fixture('photo.jpg').subarray(0, 20_000),
      /^damaged or cut off/,
    ],
    [
      'a video without its index',
      'screen.mp4',
      async () => fixture('screen.mp4').subarray(0, 60_000),
      /^damaged, cut off/,
    ],
    [
      'the first bytes of a video',
      'clip.webm',
      async () => fixture('clip.webm').subarray(0, 60),
      /^damaged, cut off/,
    ],
  ])('skips %s', async (_, name, bytes, summary) => {
    const { media, leftovers } = setUp();
    const { parts, receipt } = await prepare(media, name, await bytes());
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({ outcome: 'skipped', summary: expect.stringMatching(summary) });
    expect(leftovers()).toEqual([]);
  });

  it('reads text that poses as a video as text', async () => {
    const { receipt } = await prepare(setUp().media, 'video.mp4', Buffer.from('hello'));
    expect(receipt).toMatchObject({ kind: 'text', outcome: 'used' });
  });

  it('follows no playlist, neither to a file nor to a server', async () => {
    const canary = await startCanary();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'secret.webm'), fixture('clip.webm'));
    const playlist = [
      '#EXTM3U',
      '#EXTINF:5,',
      `file://${folder}/secret.webm`,
      '#EXTINF:5,',
      `${canary.url}/seg.ts`,
      '#EXT-X-ENDLIST',
    ].join('\n');

    const { parts, receipt } = await prepare(setUp().media, 'clip.mp4', Buffer.from(playlist));
    expect(receipt.kind).toBe('text');
    expect(texts(parts)).toEqual([`[clip.mp4]\n${playlist}`]);
    const path = join(folder, 'clip.mp4');
    writeFileSync(path, playlist);
    await expect(withRecording(path, () => Promise.resolve('opened'), never)).rejects.toMatchObject({
      code: 'unreadable',
    });
    expect(canary.requests()).toBe(0);
  });

  it('trusts the pictures, not the length a video claims', async () => {
    let lying = fixture('silent.mp4');
    lying = patch(lying, 'mvhd', [20], 0x7fffffff);
    lying = patch(lying, 'mdhd', [20], 0x7fffffff);
    const { receipt } = await prepare(setUp().media, 'silent.mp4', lying);
    expect(receipt.summary).toMatch(/frames of 0:03 · no sound$/);
  });
});

const pixel = () => ({ create: { width: 64, height: 64, channels: 3 as const, background: 'red' } });

describe('downloads', () => {
  it('stops a file that is larger than it said', async () => {
    let sent = 0;
    let wasCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
      cancel: () => void (wasCancelled = true),
    });
    const { media, leftovers } = setUp({ limits: { downloadBytes: 1e6 } });
    const { receipt } = await media.prepare(
      attach('endless.bin', { bytes: 10 }),
      asking(new Uint8Array(), { open: () => Promise.resolve(endless) }),
    );
    expect(receipt).toMatchObject({ outcome: 'skipped', summary: 'too large: more than 1 MB' });
    expect(wasCancelled).toBe(true);
    expect(sent).toBeLessThan(1.1e6);
    expect(leftovers()).toEqual([]);
  });

  it('does not begin with a file that says it is too large', async () => {
    const { receipt } = await setUp().media.prepare(
      attach('huge.mov', { bytes: 812e6 }),
      asking(new Uint8Array(), { open: () => Promise.reject(new Error('opened')) }),
    );
    expect(receipt.summary).toBe('too large: 812 MB, the limit is 500 MB');
  });

  it.each([
    ['opens but sends nothing', () => Promise.resolve(new ReadableStream<Uint8Array>())],
    ['never opens', () => Promise.withResolvers<ReadableStream<Uint8Array>>().promise],
  ])('gives up on a source that %s', async (_, open) => {
    const { media, leftovers } = setUp({ limits: { downloadIdleMs: 20 } });
    const { receipt } = await media.prepare(attach('slow.jpg'), asking(new Uint8Array(), { open }));
    expect(receipt).toMatchObject({
      outcome: 'skipped',
      summary: expect.stringContaining('stopped half-way'),
    });
    expect(leftovers()).toEqual([]);
  });

  it('gives up on a source that drips for ever', async () => {
    const drip = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        await new Promise((resolve) => setImmediate(resolve));
        controller.enqueue(new Uint8Array(1));
      },
    });
    const { media } = setUp({ limits: { downloadMs: 50 } });
    const { receipt } = await media.prepare(
      attach('drip.jpg'),
      asking(new Uint8Array(), { open: () => Promise.resolve(drip) }),
    );
    expect(receipt.summary).toContain('took too long');
  });

  it('passes on what the platform says when it cannot be opened', async () => {
    const { receipt } = await setUp().media.prepare(
      attach('gone.png'),
      asking(new Uint8Array(), {
        open: () => Promise.reject(new UserError('gone', 'It was deleted.', 'Please send it again.')),
      }),
    );
    expect(receipt).toMatchObject({ outcome: 'skipped', summary: 'It was deleted. Please send it again.' });
  });
});

describe('stopping', () => {
  it.each(['Fetching', 'Watching'])('leaves no child and no file when stopped while %s', async (moment) => {
    const { media, leftovers } = setUp();
    const controller = new AbortController();
    const onProgress = (status: string): void => {
      if (status.startsWith(moment)) controller.abort(new Error('stopped'));
    };
    await expect(
      media.prepare(
        attach('screen.mp4'),
        asking(fixture('screen.mp4'), { onProgress, signal: controller.signal }),
      ),
    ).rejects.toThrow('stopped');
    expect(leftovers()).toEqual([]);
    expect(children()).toEqual([]);
  });

  it('leaves no child and no file when stopped while words are awaited', async () => {
    const controller = new AbortController();
    const transcriber = {
      costPerMinute: undefined,
      transcribe: (_: unknown, { signal }: { signal: AbortSignal }) => {
        controller.abort(new Error('stopped'));
        return Promise.reject(signal.reason as Error);
      },
    };
    const { media, leftovers } = setUp({ transcriber });
    await expect(
      media.prepare(attach('voice.ogg'), asking(fixture('voice.ogg'), { signal: controller.signal })),
    ).rejects.toThrow('stopped');
    expect(leftovers()).toEqual([]);
    expect(children()).toEqual([]);
  });

  it('kills a decoder that hangs, however deaf it is', async () => {
    const { media, leftovers } = setUp({ ffmpegPath: deafFfmpeg(), limits: { ffmpegMs: 200 } });
    const { receipt } = await prepare(media, 'voice.ogg');
    expect(receipt).toMatchObject({ outcome: 'skipped', summary: 'takes too long to decode' });
    expect(children()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  it('removes at its start what a crashed process left behind, and nothing else', async () => {
    const folder = temporaryFolder();
    const dead = 2 ** 22 + 1;
    mkdirSync(join(folder, 'tmp', `attache-media-${dead}-abc`), { recursive: true });
    mkdirSync(join(folder, 'tmp', 'somebody-else'));
    const { media, leftovers } = setUp({ folder });
    await prepare(media, 'notes.txt');
    expect(children()).toEqual([]);
    expect(leftovers()).toEqual(['somebody-else']);
  });

  it('leaves alone what other processes of the same folder work on, on this machine and on others', async () => {
    const folder = temporaryFolder();
    const make = (name: string, hoursAgo = 0): string => {
      const path = join(folder, 'tmp', name);
      mkdirSync(path, { recursive: true });
      const then = new Date(Date.now() - hoursAgo * 3600_000);
      utimesSync(path, then, then);
      return name;
    };
    const working = [
      make(`attache-media-${process.ppid}-abc`),
      // A container has processes of its own: one with our number is not us.
      make(`attache-media-0123abcd-${process.pid}-abc`, 1),
    ];
    make('attache-media-0123abcd-1-abc', 3);
    const { media, leftovers } = setUp({ folder });
    await prepare(media, 'notes.txt');
    expect(leftovers().toSorted()).toEqual(working.toSorted());
  });
});

/** A program that says it is ffmpeg and then ignores its input and every polite request to end. */
function deafFfmpeg(): string {
  const path = join(temporaryFolder(), 'ffmpeg');
  const script = `#!${process.execPath}
if (process.argv[2] === '-version') console.log('ffmpeg version 7.1 Copyright (c) 2000-2025 the FFmpeg developers');
if (process.argv.includes('pipe:0')) {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1000);
}`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

describe('the same bytes', () => {
  it('are taken in once, whatever they are called, and paid for once', async () => {
    let transcribed = 0;
    const transcriber = { costPerMinute: 0.6, transcribe: () => Promise.resolve(`words ${++transcribed}`) };
    const { media } = setUp({ transcriber });
    const first = await prepare(media, 'voice.ogg');
    const calls = transcribed;
    const second = await media.prepare(attach('again.ogg'), asking(fixture('voice.ogg')));
    expect(transcribed).toBe(calls);
    expect(first.receipt.costUsd).toBeGreaterThan(0);
    expect(second.receipt).toMatchObject({ name: 'again.ogg', attachmentId: 'again.ogg', costUsd: 0 });
    expect(texts(second.parts)).toEqual(
      texts(first.parts).map((text) => text.replace('voice.ogg', 'again.ogg')),
    );
  });

  it('are not even fetched again for the same attachment', async () => {
    let opened = 0;
    const open = (...args: Parameters<ReturnType<typeof serving>>) => {
      opened++;
      return serving(fixture('photo.jpg'))(...args);
    };
    const { media } = setUp();
    const options = asking(new Uint8Array(), { open });
    const first = await media.prepare(attach('photo.jpg'), options);
    await expect(media.prepare(attach('photo.jpg'), options)).resolves.toEqual(first);
    expect(opened).toBe(1);
  });

  it('are worked on once for two who ask at the same time, also when the first one leaves', async () => {
    const released = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const fetchedBySecond = Promise.withResolvers<void>();
    let transcribed = 0;
    const transcriber = {
      costPerMinute: undefined,
      transcribe: async () => {
        transcribed++;
        begun.resolve();
        await released.promise;
        return 'words';
      },
    };
    const { media, leftovers } = setUp({ transcriber, limits: { parallelTranscriptions: 1 } });
    const leaving = new AbortController();
    const first = media.prepare(attach('1.ogg'), asking(fixture('voice.ogg'), { signal: leaving.signal }));
    await begun.promise;
    const bytes = fixture('voice.ogg');
    const second = media.prepare(
      attach('2.ogg'),
      asking(bytes, {
        open: (...args) => {
          fetchedBySecond.resolve();
          return serving(bytes)(...args);
        },
      }),
    );
    await fetchedBySecond.promise;
    // The second one joins as soon as its bytes are on disk; its folder is gone then.
    await expect.poll(() => leftovers().length).toBe(1);
    leaving.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    released.resolve();
    expect((await second).receipt).toMatchObject({ name: '2.ogg', outcome: 'used' });
    expect(transcribed).toBe(3);
    expect(leftovers()).toEqual([]);
  });
});
