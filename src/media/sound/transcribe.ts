/** Stretches of sound become words: several at once, in order, while more are still being cut. */
import pLimit from 'p-limit';
import { sentenceFor } from '../../chat/index.ts';
import type { Transcriber } from '../../model/index.ts';
import type { Logger } from '../../ops/index.ts';
import { orAborted } from '../abort.ts';
import type { MediaLimits } from '../limits.ts';
import { isKnownInvention, withoutSigns } from './invented.ts';
import { expectLanguage, languageOf } from './language.ts';
import { SAMPLE_RATE } from './stretches.ts';
import { textureOf } from './texture.ts';
import type { Said, Span, Wordless } from './speech.ts';
import { wav } from './wav.ts';

/** A stretch that waits for its turn. */
export interface Waiting extends Span {
  /** Its samples: 16 bits each, lowest byte first. */
  readonly read: () => Promise<Uint8Array>;
}

export interface TranscribeOptions {
  readonly transcriber: Transcriber;
  readonly limits: MediaLimits;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Called with the second until which all is transcribed. */
  readonly onProgress?: ((heardUntil: number) => void) | undefined;
  /** Called when the server fails again and again: what is still waiting is not tried. */
  readonly onGivingUp: () => void;
}

export interface Transcribed {
  readonly said: readonly Said[];
  readonly wordless: readonly Wordless[];
  /** Stretches that were not transcribed, neighbours in one. */
  readonly missing: readonly Span[];
  /** The language as ISO 639-1 code. */
  readonly language: string | undefined;
  readonly costUsd: number;
  /** Why some are missing, as a sentence. */
  readonly problem: string | undefined;
}

/** Characters enough to tell a language for the requests that follow. */
const HINT_CHARS = 20;
/** Sound without words that is shorter is a cough or a knock: not worth a line. */
const TOLD_SECONDS = 1;
/** Pauses in music that do not end it. */
const PAUSE_SECONDS = 5;

type Outcome = { readonly words: string } | { readonly is: Wordless['is'] };

/** Give it stretches in order of time, then ask it to finish. Nothing in it rejects but `finish`, when aborted. */
export function startTranscribing(options: TranscribeOptions) {
  const { transcriber, limits, log, signal, onProgress, onGivingUp } = options;
  const stretches: Waiting[] = [];
  /** By stretch; none while it is under way, and when it failed. */
  const outcomes: (Outcome | undefined)[] = [];
  const tasks: Promise<void>[] = [];
  const takeTurn = pLimit(limits.parallelTranscriptions);
  let seconds = 0;
  let failures = 0;
  let problem: string | undefined;
  let hasGivenUp = false;
  let isAsking = false;
  let hint: string | undefined;
  let reached = 0;

  const wordsOf = (outcome: Outcome | undefined): string =>
    outcome && 'words' in outcome ? outcome.words : '';

  /** The words before a stretch, as far as they are known: waiting for them would make one stretch follow the other. */
  const wordsBefore = (index: number): string | undefined => {
    for (let before = index - 1; before >= 0; before--) {
      const words = wordsOf(outcomes[before]);
      if (words !== '') return words;
    }
    return undefined;
  };

  /** What follows is told the language as soon as it is known; nothing waits for that. */
  const lookForLanguage = async (): Promise<void> => {
    const words = outcomes.map(wordsOf).join(' ').trim();
    if (hint !== undefined || isAsking || words.length < HINT_CHARS) return;
    isAsking = true;
    hint = await languageOf(words, signal).catch(() => undefined);
    isAsking = false;
  };

  const tellProgress = (): void => {
    let index = reached;
    while (outcomes[index]) index++;
    if (index > reached) onProgress?.(stretches[index - 1]!.end);
    reached = index;
  };

  const transcribe = async (stretch: Waiting, index: number): Promise<void> => {
    if (hasGivenUp || signal.aborted) return;
    try {
      const bytes = await stretch.read();
      const clip = { data: wav(bytes), format: 'wav', seconds: bytes.byteLength / 2 / SAMPLE_RATE } as const;
      const prompt = wordsBefore(index);
      const asked = { signal, ...(prompt && { prompt }), ...(hint && { language: hint }) };
      const transcript = await orAborted(transcriber.transcribe(clip, asked), signal);
      seconds += clip.seconds;
      failures = 0;
      outcomes[index] = judge(transcript, prompt, bytes);
      void lookForLanguage();
      tellProgress();
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, 'A stretch of speech was not transcribed.');
      problem ??= sentenceFor(error);
      if (++failures < limits.failuresInARow || hasGivenUp) return;
      hasGivenUp = true;
      onGivingUp();
    }
  };

  return {
    add(stretch: Waiting): void {
      if (stretches.length === 0) expectLanguage();
      const index = stretches.push(stretch) - 1;
      tasks.push(takeTurn(() => transcribe(stretch, index)));
    },

    async finish(): Promise<Transcribed> {
      await Promise.all(tasks);
      signal.throwIfAborted();
      const said = stretches.flatMap(({ start, end }, index): readonly Said[] => {
        const words = wordsOf(outcomes[index]);
        return words === '' ? [] : [{ start, end, words }];
      });
      const wordless = stretches.flatMap(({ start, end }, index): readonly Wordless[] => {
        const outcome = outcomes[index];
        return outcome && 'is' in outcome ? [{ start, end, is: outcome.is }] : [];
      });
      const failed = stretches.map(({ start, end }, index) => ({ start, end, isMissing: !outcomes[index] }));
      return {
        said,
        wordless: joined(wordless, said).filter(({ start, end }) => end - start >= TOLD_SECONDS),
        missing: runs(failed),
        language:
          said.length > 0 ? await languageOf(said.map(({ words }) => words).join(' '), signal) : undefined,
        costUsd: (seconds / 60) * (transcriber.costPerMinute ?? 0),
        problem,
      };
    },
  };
}

/** What a transcript says: words, or only that there is sound. Words go nowhere unless they are known to come from nowhere. */
function judge(transcript: string, prompt: string | undefined, bytes: Uint8Array): Outcome {
  const words = transcript.replace(/\s+/g, ' ').trim();
  const isNothing = withoutSigns(words) === '';
  if (!isNothing && words !== prompt && !isKnownInvention(words)) return { words };
  const texture = textureOf(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1));
  if (!isNothing && texture === 'speech') return { words };
  return {
    is: texture === 'music' || /[♪♫♬♩🎵🎶]|\bmusic\b/iu.test(words) ? 'music' : 'sound without words',
  };
}

/** Neighbours of one kind with little between them, and no words, are one. */
function joined(wordless: readonly Wordless[], said: readonly Said[]): readonly Wordless[] {
  const whole: Wordless[] = [];
  for (const sound of wordless) {
    const last = whole.at(-1);
    const isOne =
      last?.is === sound.is &&
      sound.start - last.end < PAUSE_SECONDS &&
      !said.some(({ start }) => start >= last.end && start < sound.start);
    if (last && isOne) whole[whole.length - 1] = { ...last, end: sound.end };
    else whole.push(sound);
  }
  return whole;
}

function runs(stretches: readonly (Span & { readonly isMissing: boolean })[]): readonly Span[] {
  const spans: Span[] = [];
  stretches.forEach(({ start, end, isMissing }, index) => {
    if (!isMissing) return;
    const last = spans.at(-1);
    if (last && stretches[index - 1]?.isMissing) spans[spans.length - 1] = { start: last.start, end };
    else spans.push({ start, end });
  });
  return spans;
}
