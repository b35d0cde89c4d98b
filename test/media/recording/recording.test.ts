import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/chat/index.ts';
import type { Part, SoundClip } from '../../../src/model/index.ts';
import { fixture, images, prepare, sayingLines, setUp, texts } from '../harness.ts';

/** So that the lines are said in the order of the stretches. */
const ONE_BY_ONE = { parallelTranscriptions: 1 };

const SPOKEN = ['Open the settings.', 'Choose privacy.', 'Now press save.'];

/** Mean colour of a region, by its strongest channel. */
async function colourOf(data: Uint8Array, top = 0, height = 40): Promise<string> {
  const region = await sharp(data).extract({ left: 0, top, width: 40, height }).png().toBuffer();
  const { channels } = await sharp(region).stats();
  const means = channels.map(({ mean }) => mean);
  return ['red', 'green', 'blue'][means.indexOf(Math.max(...means))]!;
}

/** Each picture with the second it is from. */
function framesOf(
  parts: readonly Part[],
): readonly { readonly seconds: number; readonly data: Uint8Array }[] {
  return parts.flatMap((part, index) => {
    const label = parts[index - 1];
    const time = label?.type === 'text' ? / 0:([\d.]+) frame\]$/.exec(label.text)?.[1] : undefined;
    return part.type === 'image' && time !== undefined ? [{ seconds: Number(time), data: part.data }] : [];
  });
}

describe('a screen recording with a voice', () => {
  const slideAt = (seconds: number): string => (seconds < 4 ? 'green' : seconds < 8 ? 'blue' : 'red');

  it('shows every slide within half a second of its change, under its true time, legible', async () => {
    const { parts, receipt } = await prepare(setUp().media, 'screen.mp4');
    const frames = framesOf(parts);
    for (const { seconds, data } of frames) expect(await colourOf(data)).toBe(slideAt(seconds));
    for (const change of [0, 4, 8])
      expect(frames.some(({ seconds }) => seconds >= change && seconds < change + 0.5)).toBe(true);
    expect(images(parts)[0]).toMatchObject({ width: 1280, height: 720 });
    expect(receipt).toMatchObject({ kind: 'video', outcome: 'used' });
  });

  it('tells what was on the screen when something was said', async () => {
    const transcriber = sayingLines(SPOKEN);
    const { parts, receipt } = await prepare(setUp({ transcriber, limits: ONE_BY_ONE }).media, 'screen.mp4');
    const shownWhen = async (words: string): Promise<string> => {
      const at = parts.findIndex((part) => part.type === 'text' && part.text.endsWith(words));
      return colourOf(parts.slice(0, at).findLast((part) => part.type === 'image')!.data);
    };
    expect(await shownWhen('Open the settings.')).toBe('green');
    expect(await shownWhen('Choose privacy.')).toBe('blue');
    expect(await shownWhen('Now press save.')).toBe('red');
    expect(texts(parts)).toEqual(
      expect.arrayContaining([
        '[screen.mp4 0:01–0:03 speech] Open the settings.',
        '[screen.mp4 0:05–0:07 speech] Choose privacy.',
        '[screen.mp4 0:09–0:11 speech] Now press save.',
      ]),
    );
    expect(receipt.summary).toMatch(/^\d frames of 0:12 · speech 0:01–0:11 transcribed, English$/);
    const seconds = transcriber.heard.reduce((sum, clip) => sum + clip.seconds, 0);
    expect(receipt.costUsd).toBeCloseTo((seconds / 60) * 0.006, 10);
  });

  it('still shows the pictures when the transcription server fails', async () => {
    const transcriber = {
      costPerMinute: undefined,
      transcribe: () => Promise.reject(new UserError('down', 'The server is down.', 'Try again later.')),
    };
    const { parts, receipt } = await prepare(setUp({ transcriber }).media, 'screen.mp4');
    expect(images(parts).length).toBeGreaterThan(2);
    expect(receipt.summary).toMatch(/ · speech not transcribed: The server is down\. Try again later\.$/);
    expect(receipt.costUsd).toBe(0);
  });
});

describe('a voice message', () => {
  it('becomes words with their times, in order', async () => {
    const transcriber = sayingLines([
      'And so my fellow Americans,',
      'ask not',
      'what your country can do for you.',
    ]);
    const { parts, receipt } = await prepare(setUp({ transcriber, limits: ONE_BY_ONE }).media, 'voice.ogg');
    expect(texts(parts)).toEqual([
      '[voice.ogg: speech 0:00–0:11 transcribed, English]',
      '[voice.ogg 0:00–0:03 speech] And so my fellow Americans,',
      '[voice.ogg 0:03–0:05 speech] ask not',
      '[voice.ogg 0:05–0:11 speech] what your country can do for you.',
    ]);
    expect(receipt).toMatchObject({
      kind: 'audio',
      outcome: 'used',
      summary: 'speech 0:00–0:11 transcribed, English',
    });
  });

  it('keeps the order of what was said when the words come back out of order', async () => {
    const answers: (() => void)[] = [];
    const transcriber = {
      costPerMinute: undefined,
      transcribe: ({ seconds }: SoundClip) =>
        new Promise<string>((resolve) => {
          answers.push(() => resolve(`${seconds.toFixed(1)} seconds`));
          if (answers.length === 3) for (const answer of answers.toReversed()) answer();
        }),
    };
    const { parts } = await prepare(setUp({ transcriber }).media, 'voice.ogg');
    expect(texts(parts).slice(1)).toEqual([
      '[voice.ogg 0:00–0:03 speech] 2.2 seconds',
      '[voice.ogg 0:03–0:05 speech] 1.4 seconds',
      '[voice.ogg 0:05–0:11 speech] 5.8 seconds',
    ]);
  });

  it('is heard as sound of one channel at 16 kHz, a file for each stretch', async () => {
    const transcriber = sayingLines([]);
    await prepare(setUp({ transcriber }).media, 'voice.ogg');
    for (const { data, format, seconds } of transcriber.heard) {
      const file = Buffer.from(data);
      expect(format).toBe('wav');
      expect([file.toString('latin1', 0, 4), file.readUInt16LE(22), file.readUInt32LE(24)]).toEqual([
        'RIFF',
        1,
        16000,
      ]);
      expect(seconds).toBeCloseTo((file.length - 44) / 32000, 5);
    }
  });

  it('gives each stretch the words before it', async () => {
    const transcriber = sayingLines(['one', 'two', 'three']);
    await prepare(setUp({ transcriber, limits: ONE_BY_ONE }).media, 'voice.ogg');
    expect(transcriber.heard.map(({ prompt }) => prompt)).toEqual([undefined, 'one', 'two']);
  });

  it('says that nothing was said', async () => {
    const silence = Buffer.concat([fixtureWavHeader(16_000), Buffer.alloc(32_000)]);
    const transcriber = sayingLines(['invented words']);
    const { parts, receipt } = await prepare(setUp({ transcriber }).media, 'silence.wav', silence);
    expect(transcriber.heard).toEqual([]);
    expect(receipt).toMatchObject({ outcome: 'used', summary: '0:00–0:01 heard, no speech', costUsd: 0 });
    expect(texts(parts).at(-1)).toBe('[silence.wav 0:00–0:01 sound, no speech in it]');
  });

  it('is skipped with the reason when it cannot be transcribed at all', async () => {
    const transcriber = {
      costPerMinute: undefined,
      transcribe: () => Promise.reject(new UserError('no', 'The server cannot hear.')),
    };
    const { receipt } = await prepare(setUp({ transcriber }).media, 'voice.ogg');
    expect(receipt).toMatchObject({ kind: 'audio', outcome: 'skipped', summary: 'The server cannot hear.' });
  });
});

describe('other recordings', () => {
  it('takes an MP4 that is only sound for sound', async () => {
    const { receipt } = await prepare(setUp().media, 'sound-only.mp4');
    expect(receipt).toMatchObject({ kind: 'audio', outcome: 'used' });
  });

  it('turns a video that was held upright', async () => {
    const { parts } = await prepare(setUp().media, 'rotated.mov');
    const [frame] = images(parts);
    expect(frame).toMatchObject({ width: 360, height: 640 });
    expect(await colourOf(frame!.data)).toBe('red');
    expect(await colourOf(frame!.data, 600)).toBe('blue');
  });

  it('shows a video without sound', async () => {
    const { parts, receipt } = await prepare(setUp().media, 'silent.mp4');
    expect(receipt.summary).toBe('4 frames of 0:03 · no sound');
    expect(framesOf(parts).map(({ seconds }) => seconds)[0]).toBe(0);
  });

  it('shows and hears a WebM', async () => {
    const { parts, receipt } = await prepare(setUp().media, 'clip.webm');
    expect(receipt.summary).toMatch(/^\d frames of 0:05 · speech 0:00–0:0\d transcribed, English$/);
    const times = framesOf(parts).map(({ seconds }) => seconds);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(4);
  });

  it('shows what is left of a video that breaks off', async () => {
    const whole = fixture('clip.webm');
    const { parts, receipt } = await prepare(setUp().media, 'clip.webm', whole.subarray(0, whole.length / 2));
    expect(receipt.outcome).toBe('used');
    expect(images(parts).length).toBeGreaterThan(0);
  });

  it('says how to get an ffmpeg when there is none, and reads everything else', async () => {
    const { media } = setUp({ ffmpegPath: '/nonexistent/ffmpeg' });
    const { receipt } = await prepare(media, 'screen.mp4');
    expect(receipt).toMatchObject({
      kind: 'video',
      outcome: 'skipped',
      summary: expect.stringContaining('Install ffmpeg'),
    });
    expect((await prepare(media, 'photo.jpg')).receipt.outcome).toBe('used');
  });
});

/** The head of a WAV file with so many samples of one channel at 16 kHz. */
function fixtureWavHeader(samples: number): Buffer {
  const header = Buffer.from('RIFF....WAVEfmt ................data....', 'latin1');
  header.writeUInt32LE(36 + samples * 2, 4);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  return Buffer.concat([header.subarray(0, 40), u32(samples * 2)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
