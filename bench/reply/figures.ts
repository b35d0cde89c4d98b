/** From what readers saw of the answers of a cell to its figures. Pure. */
import type { Written } from './contender.ts';
import type { Calls, Sighting, Stage } from './stage.ts';
import { staleness, type Progress } from './staleness.ts';
import type { RecordedStream } from './streams.ts';
import { account, NUMBERS_EACH, wordsIn } from './words.ts';

/** Times in milliseconds, of all replies of the cell. */
export interface Figures {
  readonly tooMany: number;
  readonly calls: number;
  readonly byMethod: Calls['byMethod'];
  /** Calls refused for another reason than their number. */
  readonly refused: Calls['refused'];
  /** Characters of the answers. */
  readonly characters: number;
  /** Of replies that are over. */
  readonly lost: number;
  /** Not there yet when the bench lost patience with replies that are not over. */
  readonly missing: number;
  readonly doubled: number;
  /** Words out of order. */
  readonly disordered: number;
  /** Characters that only a file holds. */
  readonly inFiles: number;
  /** From the model's first token to the first visible text; undefined where nothing was ever visible. */
  readonly firstTextMs: { readonly mean: number; readonly most: number } | undefined;
  /** See `staleness.ts`. Text that was lost does not count, which flatters whoever loses it. */
  readonly stalenessMs: number | undefined;
  /** From the last token of a stream until all of it was visible. */
  readonly lateMs: number | undefined;
  /** Replies that failed, with the reasons, and replies that were not over when the bench lost patience. */
  readonly failures: Readonly<Record<string, number>>;
  readonly unfinished: number;
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/** A sighting with the numbers of its words. */
interface Seen extends Sighting {
  readonly words: readonly number[];
}

/** The sightings of each reply: a message belongs to the one whose words it holds, once it holds any. */
function byReply(sightings: readonly Sighting[]): ReadonlyMap<number, readonly Seen[]> {
  const seen = sightings.map((sighting): Seen => ({ ...sighting, words: wordsIn(sighting.text) }));
  const owners = new Map(
    seen.flatMap(({ message, words: [first] }) =>
      first === undefined ? [] : [[message, Math.floor(first / NUMBERS_EACH)]],
    ),
  );
  return Map.groupBy(seen, ({ message }) => owners.get(message) ?? -1);
}

/** How many words from the beginning on could be seen, and from when on; words nobody ever sees are left out. */
function progressOf(seen: readonly Seen[], numbers: readonly number[], from: number): Progress[] {
  const shown = new Map<string, ReadonlySet<number>>();
  return seen.map(({ at, message, words }) => {
    shown.set(message, new Set(words));
    const gap = numbers.findIndex((number) => ![...shown.values()].some((all) => all.has(number)));
    return { at: Math.max(0, at - from), seen: gap < 0 ? numbers.length : gap };
  });
}

/** Whether the beginning of the answer can be seen, be it only half of its first word. */
const opens = ({ text }: RecordedStream, seen: string): boolean =>
  seen.includes(/\p{Script=Han}|\p{L}{2}/u.exec(text)![0]);

interface Reading {
  readonly firstTextMs: number;
  readonly stalenessMs: number;
  readonly lateMs: number;
}

function readingOf(stream: RecordedStream, seen: readonly Seen[], from: number): Reading | undefined {
  const { words, durationMs } = stream;
  const ever = new Set(seen.flatMap((one) => one.words));
  const visible = words.filter(({ number }) => ever.has(number));
  if (visible.length === 0) return undefined;
  const progress = progressOf(
    seen,
    visible.map(({ number }) => number),
    from,
  );
  const complete = progress.find((step) => step.seen === visible.length)?.at ?? progress.at(-1)!.at;
  return {
    firstTextMs: Math.max(0, seen.find(({ text }) => opens(stream, text))!.at - from),
    stalenessMs: staleness(
      visible.map(({ atMs }) => atMs),
      progress,
    ),
    lateMs: Math.max(0, complete - durationMs),
  };
}

export function figuresOf(
  streams: readonly RecordedStream[],
  written: readonly Written[],
  stage: Pick<Stage, 'sightings' | 'standing' | 'calls'>,
): Figures {
  const calls = stage.calls();
  const standing = stage.standing();
  const seen = byReply(stage.sightings());
  const lengths = new Map(
    streams.flatMap(({ words }) => words.map(({ number, length }) => [number, length])),
  );
  const charactersOf = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + (lengths.get(number) ?? 0), 0);
  const accounts = streams.map(({ words }, reply) => {
    const own = (numbers: readonly number[]) =>
      numbers.filter((number) => Math.floor(number / NUMBERS_EACH) === reply);
    const numbers = words.map(({ number }) => number);
    return account(numbers, own(standing.messages.flatMap(wordsIn)), own(standing.files.flatMap(wordsIn)));
  });
  const readings = streams.flatMap(
    (stream, reply) => readingOf(stream, seen.get(reply) ?? [], written[reply]?.firstTokenAt ?? 0) ?? [],
  );
  const reasons = written.flatMap(({ failure }) => failure ?? []);
  const isOver = (reply: number) => written[reply]?.endedAt !== undefined;
  const firsts = readings.map(({ firstTextMs }) => firstTextMs);
  return {
    tooMany: calls.tooMany,
    calls: calls.all,
    byMethod: calls.byMethod,
    refused: calls.refused,
    characters: streams.reduce((sum, { text }) => sum + text.length, 0),
    lost: charactersOf(accounts.flatMap(({ lost }, reply) => (isOver(reply) ? lost : []))),
    missing: charactersOf(accounts.flatMap(({ lost }, reply) => (isOver(reply) ? [] : lost))),
    doubled: charactersOf(accounts.flatMap(({ doubled }) => doubled)),
    disordered: accounts.reduce((sum, { disordered }) => sum + disordered, 0),
    inFiles: charactersOf(accounts.flatMap(({ onlyInFiles }) => onlyInFiles)),
    firstTextMs: firsts.length === 0 ? undefined : { mean: mean(firsts)!, most: Math.max(...firsts) },
    stalenessMs: mean(readings.map(({ stalenessMs }) => stalenessMs)),
    lateMs: mean(readings.map(({ lateMs }) => lateMs)),
    failures: Object.fromEntries(
      [...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => [reason, all.length]),
    ),
    unfinished: written.filter(({ endedAt }) => endedAt === undefined).length,
  };
}
