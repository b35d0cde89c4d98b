import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../../src/media/index.ts';
import {
  asking,
  attach,
  children,
  fixture,
  images,
  prepare,
  sayingLines,
  setUp,
  startCanary,
  texts,
} from '../harness.ts';

const { isOld } = await findFfmpeg({ PATH: process.env['PATH'] });

/** A file with one string of four letters replaced wherever it is. */
const relabelled = (file: Buffer, from: string, to: string): Buffer =>
  Buffer.from(file.toString('latin1').replaceAll(from, to), 'latin1');

/** Sound as old Macs stored it: a tone of 440 Hz, for a second. */
function aiff(): Buffer {
  const rate = 16_000;
  const samples = Buffer.alloc(rate * 2);
  for (let index = 0; index < rate; index++)
    samples.writeInt16BE(Math.round(8000 * Math.sin((index * 440 * 2 * Math.PI) / rate)), index * 2);
  const common = Buffer.alloc(18);
  common.writeUInt16BE(1, 0);
  common.writeUInt32BE(rate, 2);
  common.writeUInt16BE(16, 6);
  // 16,000 as a number of 80 bits.
  common.write('400cfa00000000000000', 8, 'hex');
  const chunk = (name: string, data: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    return Buffer.concat([Buffer.from(name), size, data]);
  };
  const inside = [chunk('COMM', common), chunk('SSND', Buffer.concat([Buffer.alloc(8), samples]))];
  return chunk('FORM', Buffer.concat([Buffer.from('AIFF'), ...inside]));
}

/** Two seconds as a telephone records them; a hundred frames of nothing much. */
const amr = (): Buffer =>
  Buffer.concat([
    Buffer.from('#!AMR\n'),
    ...Array.from({ length: 100 }, () => Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)])),
  ]);

/** What becomes of them where ffmpeg is too old to be given an upload. */
const REFUSED =
  'recorded in an old format, and the ffmpeg here is too old to open it safely: send it as MP4 with H.264 and AAC';

describe('recordings in old formats', () => {
  it('shows and tells an AVI in the order things happened', async () => {
    const transcriber = sayingLines(['Choose privacy.']);
    const { media, leftovers } = setUp({ transcriber });
    const { parts, receipt } = await prepare(media, 'old.avi');
    if (isOld) return expect(receipt.summary).toBe(REFUSED);
    expect(receipt).toMatchObject({ kind: 'video', outcome: 'used' });
    expect(receipt.summary).toMatch(/^\d frames of 0:03 · speech 0:0\d–0:04 transcribed/);
    expect(texts(parts)).toContainEqual(
      expect.stringMatching(/^\[old\.avi 0:0\d–0:04 speech\] Choose privacy\.$/),
    );
    const colours = await Promise.all(
      images(parts).map(async ({ data }) =>
        (await sharp(data).stats()).channels.map(({ mean }) => Math.round(mean)),
      ),
    );
    // The green slide, and from the first second on the blue one.
    expect(colours[0]![1]).toBeGreaterThan(colours[0]![2]!);
    expect(colours.at(-1)![2]).toBeGreaterThan(colours.at(-1)![1]!);
    expect(children()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  it('looks at one again', async () => {
    const { media } = setUp();
    const looking = media.look(attach('old.avi'), [2], asking(fixture('old.avi')));
    if (isOld) return expect(looking).rejects.toThrow(REFUSED);
    const parts = await looking;
    expect(images(parts)).toHaveLength(1);
    expect(texts(parts)).toEqual(['[old.avi 0:02 frame]']);
  });

  it.each([
    ['tone.aiff', aiff(), /0:00–0:01/],
    ['memo.amr', amr(), /0:00–0:02/],
  ])('listens to %s', async (name, bytes, length) => {
    const { receipt } = await prepare(setUp().media, name, bytes);
    if (isOld) return expect(receipt.summary).toBe(REFUSED);
    expect(receipt).toMatchObject({ kind: 'audio', outcome: 'used', summary: expect.stringMatching(length) });
  });

  it('sees what is whole of one that breaks off', async () => {
    const { receipt } = await prepare(setUp().media, 'old.avi', fixture('old.avi').subarray(0, 40_000));
    if (isOld) return expect(receipt.summary).toBe(REFUSED);
    expect(receipt.summary).toMatch(/^\d frames? of 0:0[12]/);
  });

  it('still shows a video whose sound nobody can decode', async () => {
    const { receipt } = await prepare(
      setUp().media,
      'screen.mp4',
      relabelled(fixture('screen.mp4'), 'mp4a', 'zzzz'),
    );
    expect(receipt.summary).toMatch(/^\d+ frames of 0:12/);
  });

  it('believes the pictures, not the length it claims', async () => {
    const lying = Buffer.from(fixture('old.avi'));
    lying.writeUInt32LE(0x7fffffff, lying.indexOf('avih') + 8 + 16);
    for (let at = lying.indexOf('strh'); at !== -1; at = lying.indexOf('strh', at + 1))
      lying.writeUInt32LE(0x7fffffff, at + 8 + 32);
    const { receipt } = await prepare(setUp().media, 'old.avi', lying);
    if (isOld) return expect(receipt.summary).toBe(REFUSED);
    expect(receipt.summary).toMatch(/^\d frames? of 0:03/);
  });
});

describe('files that pose as old recordings', () => {
  it.each([
    // A decoder through which machines were taken over (CVE-2026-8461).
    ['coded with a decoder that few have read', relabelled(fixture('old.avi'), 'FMP4', 'M8Y0')],
    ['of zeros', Buffer.concat([Buffer.from('RIFF\0\0\0\0AVI LIST'), Buffer.alloc(50_000)])],
    ['of which only the first bytes are there', fixture('old.avi').subarray(0, 100)],
  ])('skips one %s', async (_, bytes) => {
    const { media, leftovers } = setUp();
    const { parts, receipt } = await prepare(media, 'old.avi', bytes);
    expect(images(parts)).toEqual([]);
    expect(receipt.summary).toMatch(isOld ? /too old/ : /^damaged|^no pictures|of a kind I cannot/);
    expect(children()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  it('follows no playlist that begins like one', async () => {
    const canary = await startCanary();
    const playlist = `\n#EXTM3U\n#EXTINF:5,\n${canary.url}/seg.ts\n#EXTINF:5,\nfile:///etc/passwd\n`;
    for (const begin of ['RIFF\0\0\0\0AVI ', 'FLV\x01', '\0\0\0\x18ftypqt  ', '#!AMR\n']) {
      const { receipt } = await prepare(
        setUp().media,
        'a.avi',
        Buffer.from(begin + playlist.repeat(500), 'latin1'),
      );
      expect(receipt.summary).not.toMatch(/frames/);
    }
    expect(canary.requests()).toBe(0);
  });

  it('asks for another format where only an old ffmpeg is at hand', async () => {
    const { path } = await findFfmpeg({ PATH: '' });
    const { receipt } = await prepare(setUp({ ffmpegPath: path }).media, 'old.avi');
    expect(receipt.summary).toBe(REFUSED);
  });
});

it('says so when only the sound of a video is of a kind that nobody can decode', async () => {
  const { parts, receipt } = await prepare(
    setUp().media,
    'screen.mp4',
    relabelled(relabelled(fixture('screen.mp4'), 'mp4a', 'xx00'), 'esds', 'xx01'),
  );
  expect(images(parts).length).toBeGreaterThan(2);
  expect(receipt.summary).toMatch(/ · sound of a kind I cannot decode$/);
});
