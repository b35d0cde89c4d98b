/** A platform's own transcript (WebVTT) as what was said when. Pure. */
import type { Said } from './speech.ts';

/** Far more than four hours of speech: what is longer is no transcript. */
const CUES_MOST = 20_000;
const CHARS_MOST = 2_000_000;
const CUE_CHARS_MOST = 2000;
/** Cues that follow each other this closely are one thought, up to the length of a stretch. */
const PAUSE_SECONDS = 1;

const TIMES = /^((?:\d{1,4}:)?\d{2}:\d{2}[.,]\d{3})\s+-->\s+((?:\d{1,4}:)?\d{2}:\d{2}[.,]\d{3})(?:\s|$)/;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

/**
 * The words of the cues, in order of time; cues that follow each other are joined to stretches of at most `longest`
 * seconds. What is not WebVTT gives nothing.
 *
 * @example parseVtt('WEBVTT\n\n00:02.000 --> 00:05.000\n<v Ada>Press save.', 30) // [{ start: 2, end: 5, words: 'Press save.' }]
 */
export function parseVtt(text: string, longest: number): readonly Said[] {
  const lines = text.slice(0, CHARS_MOST).split(/\r\n|\n|\r/);
  if (!/^\uFEFF?WEBVTT(\s|$)/.test(lines[0] ?? '')) return [];
  const cues: Said[] = [];
  for (let at = 1; at < lines.length && cues.length < CUES_MOST; at++) {
    const times = TIMES.exec(lines[at]!);
    if (!times) continue;
    const said: string[] = [];
    while (at + 1 < lines.length && lines[at + 1]!.trim() !== '') said.push(lines[++at]!);
    const [start, end] = [seconds(times[1]!), seconds(times[2]!)];
    const words = plain(said.join(' ').slice(0, CUE_CHARS_MOST));
    if (words !== '' && end > start) cues.push({ start, end, words });
  }
  return join(
    cues.sort((a, b) => a.start - b.start),
    longest,
  );
}

const seconds = (time: string): number =>
  time
    .replace(',', '.')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);

/** Without tags; entities are letters again. */
const plain = (text: string): string =>
  text
    .replace(/<[^<>]{0,200}>/g, '')
    .replace(/&(\w{1,6});/g, (entity, name: string) => ENTITIES[name] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();

function join(cues: readonly Said[], longest: number): readonly Said[] {
  const said: Said[] = [];
  for (const cue of cues) {
    const last = said.at(-1);
    // Captions that roll repeat the line before.
    if (last?.words.endsWith(cue.words))
      said[said.length - 1] = { ...last, end: Math.max(last.end, cue.end) };
    else if (last && cue.start - last.end < PAUSE_SECONDS && cue.end - last.start <= longest)
      said[said.length - 1] = {
        ...last,
        end: Math.max(last.end, cue.end),
        words: `${last.words} ${cue.words}`,
      };
    else said.push(cue);
  }
  return said;
}
