import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mp3Packets, mp3Seconds } from '../../../src/media/recording/mp3.ts';
import { temporaryFolder } from '../harness.ts';

/** Silence of 1152 samples at 44.1 kHz and 128 kbit/s: 417 bytes. */
const frame = (text = ''): Buffer => {
  const bytes = Buffer.alloc(417);
  bytes.writeUInt32BE(0xfffb9064);
  bytes.write(text, 36, 'latin1');
  return bytes;
};
const FRAME_SECONDS = 1152 / 44_100;
const frames = (number: number): Buffer[] => Array.from({ length: number }, () => frame());

async function walk(...parts: readonly Buffer[]) {
  const path = join(temporaryFolder(), 'sound.mp3');
  writeFileSync(path, Buffer.concat(parts));
  await using file = await open(path);
  const times: number[] = [];
  for await (const { data, timestamp } of mp3Packets(file)) {
    expect(data.byteLength).toBe(417);
    times.push(Math.round(timestamp / FRAME_SECONDS));
  }
  return { seconds: await mp3Seconds(file), times };
}

describe('the frames of an MP3', () => {
  it('are found one after the other, also across the blocks that are read', async () => {
    const { seconds, times } = await walk(...frames(2000));
    expect(seconds).toBeCloseTo(2000 * FRAME_SECONDS, 6);
    expect(times).toEqual(Array.from({ length: 2000 }, (_, index) => index));
  });

  it('come after the titles, and after what the encoder says of itself', async () => {
    const id3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x02\x00', 'latin1'), Buffer.alloc(256, 0xff)]);
    expect((await walk(id3, frame('Xing'), ...frames(3))).times).toEqual([0, 1, 2]);
  });

  it('are found again after damage', async () => {
    const { times } = await walk(
      ...frames(5),
      Buffer.alloc(1000, 0xff),
      frame().subarray(0, 300),
      ...frames(5),
    );
    expect(times.length).toBe(10);
  });

  it('are whole: one that is cut off is left out', async () => {
    expect((await walk(...frames(4), frame().subarray(0, 200))).times).toEqual([0, 1, 2, 3]);
  });

  it('are not seen where there are none', async () => {
    expect(await walk(Buffer.alloc(600_000, 0xff))).toEqual({ seconds: 0, times: [] });
    expect(await walk(Buffer.from('RIFF no sound'))).toEqual({ seconds: 0, times: [] });
    expect(await walk()).toEqual({ seconds: 0, times: [] });
  });
});
