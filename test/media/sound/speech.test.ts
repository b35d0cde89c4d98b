import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/chat/index.ts';
import { findFfmpeg } from '../../../src/media/index.ts';
import { LIMITS } from '../../../src/media/limits.ts';
import { withRecording } from '../../../src/media/recording/container.ts';
import { givenSpeech, type Speech, type SpeechOptions, takeSpeech } from '../../../src/media/sound/speech.ts';
import { speechSummary } from '../../../src/media/sound/summary.ts';
import type { Transcriber } from '../../../src/model/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { attach, asking, fixture, prepare, setUp, temporaryFolder, texts } from '../harness.ts';

const ffmpeg = await findFfmpeg(process.env);

const saying = (transcribe: Transcriber['transcribe']): Transcriber => ({
  costPerMinute: undefined,
  transcribe,
});

async function hear(name: string, options: Partial<SpeechOptions>): Promise<Speech> {
  const { signal } = new AbortController();
  return withRecording(
    join(import.meta.dirname, '../../fixtures', name),
    ({ sound, seconds }) =>
      takeSpeech(sound!, {
        until: seconds,
        folder: temporaryFolder(),
        transcriber: saying(() => Promise.resolve('words')),
        ffmpeg,
        limits: LIMITS,
        takeTurn: (work) => work(),
        log: createLogger('silent'),
        signal,
        ...options,
      }),
    signal,
  );
}

describe('listening', () => {
  it('asks for the first words while the rest is still being decoded', async () => {
    let isDecoded = false;
    const asked: boolean[] = [];
    await hear('voice.ogg', {
      takeTurn: async (work) => {
        const result = await work();
        isDecoded = true;
        return result;
      },
      transcriber: saying(() => {
        asked.push(isDecoded);
        return Promise.resolve('words');
      }),
    });
    expect(asked[0]).toBe(false);
  });

  it('tells when somebody speaks before it is known what they say', async () => {
    const { promise: stretches, resolve: onStretches } =
      Promise.withResolvers<readonly { readonly start: number; readonly end: number }[]>();
    const { said } = await hear('screen.mp4', {
      onStretches,
      // No word is given before the times were told.
      transcriber: saying(async () => `${(await stretches).length} stretches`),
    });
    expect(said.map(({ words }) => words)).toEqual(Array(3).fill('3 stretches'));
    expect(await stretches).toEqual(said.map(({ start, end }) => ({ start, end })));
  });

  it('leaves nothing behind in its folder', async () => {
    const folder = temporaryFolder();
    await hear('voice.ogg', { folder });
    await hear('voice.ogg', { folder, transcriber: saying(() => Promise.reject(new Error('odd'))) });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stops decoding for a server that is down', async () => {
    const reasons: unknown[] = [];
    const speech = await hear('voice.ogg', {
      takeTurn: async (work, signal) => {
        const result = await work();
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return result;
      },
      transcriber: saying(() => Promise.reject(new UserError('down', 'The server is down.'))),
    });
    expect(reasons).toHaveLength(1);
    expect(speech).toMatchObject({ said: [], problem: 'The server is down.' });
  });

  it('rejects when it is aborted while the server thinks', async () => {
    const stop = new AbortController();
    const folder = temporaryFolder();
    const heard = hear('voice.ogg', {
      folder,
      signal: stop.signal,
      transcriber: saying(() => {
        stop.abort(new Error('enough'));
        return new Promise(() => {});
      }),
    });
    await expect(heard).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the receipt of a recording', () => {
  const said = [
    { start: 1, end: 60, words: 'a' },
    { start: 90, end: 190, words: 'b' },
  ];
  const speech: Speech = { ...givenSpeech(said, 200), isGiven: false };

  it.each<readonly [string, Partial<Speech>]>([
    ['speech 0:01–3:10 transcribed', {}],
    ['speech 0:01–3:10 transcribed, German', { language: 'de' }],
    [
      'speech 0:01–3:10 transcribed, English; 1:00–1:30 could not be: The server is down.',
      { language: 'en', missing: [{ start: 60, end: 90 }], problem: 'The server is down.' },
    ],
    ['speech 0:01–3:10 with its own transcript', { isGiven: true }],
    ['speech not transcribed: The server is down.', { said: [], problem: 'The server is down.' }],
    ['0:00–3:20 heard, no speech', { said: [] }],
    ['0:00–3:20 heard, music, no speech', { said: [], wordless: [{ start: 0, end: 200, is: 'music' }] }],
  ])('says: %s', (summary, more) => expect(speechSummary({ ...speech, ...more })).toBe(summary));

  it('names a few of many gaps', () => {
    const missing = [1, 2, 3, 4, 5].map((start) => ({ start, end: start + 0.5 }));
    expect(speechSummary({ ...speech, missing, problem: 'Odd.' })).toContain(
      '0:01–0:02, 0:02–0:03, 0:03–0:04 and 2 more could not',
    );
  });

  it('says how far a recording is heard', async () => {
    const told: string[] = [];
    const { media } = setUp();
    await media.prepare(
      attach('voice.ogg'),
      asking(fixture('voice.ogg'), { onProgress: (status) => told.push(status) }),
    );
    expect(told.filter((status) => status.endsWith(' of 0:11')).length).toBeGreaterThan(0);
  });

  it('tells where there was music', async () => {
    const { media } = setUp({ transcriber: saying(() => Promise.resolve('♪')) });
    const { parts, receipt } = await prepare(media, 'voice.ogg');
    expect(receipt.summary).toBe('0:00–0:11 heard, music, no speech');
    expect(texts(parts)).toContainEqual('[voice.ogg 0:00–0:11 music]');
  });
});
