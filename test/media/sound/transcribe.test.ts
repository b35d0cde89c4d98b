import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/chat/index.ts';
import { LIMITS } from '../../../src/media/limits.ts';
import { languageOf } from '../../../src/media/sound/language.ts';
import { startTranscribing, type TranscribeOptions } from '../../../src/media/sound/transcribe.ts';
import type { TranscribeOptions as Asked } from '../../../src/model/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { bytesOf, chord, noise, samplesOf } from './sounds.ts';

const voice = await samplesOf('voice.ogg');
const DOWN = new UserError('down', 'The server is down.');

type Answer = string | Error;

interface Setup extends Partial<Omit<TranscribeOptions, 'transcriber'>> {
  readonly sounds?: readonly Int16Array[];
}

/** Transcribes stretches of four seconds each, five seconds apart, one after the other, with these answers. */
async function transcribe(answers: readonly Answer[], { sounds = [], ...options }: Setup = {}) {
  const asked: Asked[] = [];
  let gaveUp = 0;
  const transcription = startTranscribing({
    transcriber: {
      costPerMinute: 0.6,
      transcribe: (_clip, request) => {
        asked.push(request);
        const answer = answers[asked.length - 1]!;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
    limits: { ...LIMITS, parallelTranscriptions: 1 },
    log: createLogger('silent'),
    signal: new AbortController().signal,
    onGivingUp: () => gaveUp++,
    ...options,
  });
  answers.forEach((_, index) =>
    transcription.add({
      start: 5 * index,
      end: 5 * index + 4,
      read: () => Promise.resolve(bytesOf(sounds[index] ?? voice)),
    }),
  );
  return { ...(await transcription.finish()), asked, gaveUp };
}

describe('music and noise', () => {
  it('are told where no words come back', async () => {
    const { said, wordless } = await transcribe(['Hello there.', '', '[Music]', ''], {
      sounds: [voice, chord(4), noise(4), noise(4)],
    });
    expect(said).toEqual([{ start: 0, end: 4, words: 'Hello there.' }]);
    expect(wordless).toEqual([
      { start: 5, end: 14, is: 'music' },
      { start: 15, end: 19, is: 'sound without words' },
    ]);
  });

  it('are told where the words are known to be invented', async () => {
    const { said, wordless } = await transcribe(
      ['Thank you for watching!', 'Untertitel der Amara.org-Community', 'ご視聴ありがとうございました'],
      { sounds: [chord(4), noise(4), chord(4)] },
    );
    expect(said).toEqual([]);
    expect(wordless.map(({ is }) => is)).toEqual(['music', 'sound without words', 'music']);
  });

  it('are told where the words only repeat the ones before', async () => {
    const { said } = await transcribe(['Press save.', 'Press save.'], { sounds: [voice, noise(4)] });
    expect(said).toHaveLength(1);
  });

  it('never swallow words: a voice that says thanks is heard, and so are words over music', async () => {
    const { said } = await transcribe(
      ['Thank you for watching!', 'Thank you for watching!', 'Roll the credits.'],
      {
        sounds: [voice, voice, chord(4)],
      },
    );
    expect(said.map(({ words }) => words)).toEqual([
      'Thank you for watching!',
      'Thank you for watching!',
      'Roll the credits.',
    ]);
  });

  it('are not worth a line when they are as short as a cough', async () => {
    const transcription = startTranscribing({
      transcriber: { costPerMinute: undefined, transcribe: () => Promise.resolve('') },
      limits: LIMITS,
      log: createLogger('silent'),
      signal: new AbortController().signal,
      onGivingUp: () => {},
    });
    transcription.add({ start: 1, end: 1.4, read: () => Promise.resolve(bytesOf(noise(0.8))) });
    expect((await transcription.finish()).wordless).toEqual([]);
  });
});

describe('the language', () => {
  it.each([
    ['en', 'So when I press save, nothing happens.'],
    ['de', 'Guten Morgen zusammen, heute geht es um die neue Version.'],
    ['ja', 'こんにちは、今日は新しい機能を紹介します。'],
  ])('is told by the words: %s', async (language, words) => {
    expect((await transcribe([words])).language).toBe(language);
  });

  it('is not guessed from a word or from none', async () => {
    expect((await transcribe(['Ok.'])).language).toBeUndefined();
    expect((await transcribe([''])).language).toBeUndefined();
  });

  it('is a hint for what follows, as soon as it is known', async () => {
    const { signal } = new AbortController();
    const { promise: first, resolve: onProgress } = Promise.withResolvers<number>();
    const asked: Asked[] = [];
    const transcription = startTranscribing({
      transcriber: {
        costPerMinute: undefined,
        transcribe: (_clip, request) => {
          asked.push(request);
          return Promise.resolve('Guten Morgen zusammen, heute geht es um die neue Version.');
        },
      },
      limits: LIMITS,
      log: createLogger('silent'),
      signal,
      onGivingUp: () => {},
      onProgress,
    });
    const stretch = { start: 0, end: 4, read: () => Promise.resolve(bytesOf(voice)) };
    transcription.add(stretch);
    await first;
    // Questions are answered in their order: when this one is, the one before is too.
    await languageOf('Ok.', signal);
    transcription.add({ ...stretch, start: 5, end: 9 });
    await transcription.finish();
    expect(asked[0]).not.toHaveProperty('language');
    expect(asked[1]).toMatchObject({ language: 'de' });
  });
});

describe('a server that fails', () => {
  it('for one stretch, loses only that one, and says which', async () => {
    const { said, missing, problem, gaveUp, costUsd } = await transcribe([
      'one',
      DOWN,
      'three',
      DOWN,
      DOWN,
      'six',
    ]);
    expect(said.map(({ words }) => words)).toEqual(['one', 'three', 'six']);
    expect(missing).toEqual([
      { start: 5, end: 9 },
      { start: 15, end: 24 },
    ]);
    expect(problem).toBe('The server is down.');
    expect(gaveUp).toBe(0);
    expect(costUsd).toBeCloseTo(((3 * voice.length) / 16_000 / 60) * 0.6, 6);
  });

  it('three times in a row, is not asked again', async () => {
    const { said, missing, asked, gaveUp } = await transcribe(['one', DOWN, DOWN, DOWN, 'five', 'six']);
    expect(asked).toHaveLength(4);
    expect(gaveUp).toBe(1);
    expect(said).toHaveLength(1);
    expect(missing).toEqual([{ start: 5, end: 29 }]);
  });
});

describe('what is told meanwhile', () => {
  it('is until when all is transcribed, each time further', async () => {
    const told: number[] = [];
    const answers: (() => void)[] = [];
    const transcription = startTranscribing({
      transcriber: {
        costPerMinute: undefined,
        transcribe: () => new Promise((resolve) => answers.push(() => resolve('words'))),
      },
      limits: LIMITS,
      log: createLogger('silent'),
      signal: new AbortController().signal,
      onGivingUp: () => {},
      onProgress: (heardUntil) => {
        told.push(heardUntil);
        answers.shift()?.();
      },
    });
    for (let index = 0; index < 3; index++)
      transcription.add({
        start: 5 * index,
        end: 5 * index + 4,
        read: async () => {
          // The last one is answered first, then the others in order.
          if (index === 2)
            setImmediate(() => [answers.pop(), answers.shift()].forEach((answer) => answer?.()));
          return bytesOf(voice);
        },
      });
    await transcription.finish();
    expect(told).toEqual([4, 14]);
  });
});
