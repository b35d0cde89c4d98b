/** What happens in a run: who asks what, where and when, what is wrong with it, and what is done to the bot. Pure: a seed says it all. */
import { between, choose, type Dice, diceOf, shuffled } from './dice.ts';
import type { Remark, RemarkKind } from './remarks.ts';

export type Platform = 'discord' | 'slack';
export type StoreKind = 'sqlite' | 'postgres';

export interface CellName {
  readonly platform: Platform;
  readonly store: StoreKind;
  readonly seed: number;
  /** Questions. */
  readonly turns: number;
}

/** How the event of a question is brought to the bot. */
export type Delivery = 'once' | 'twice' | 'late' | 'unacknowledged';

/** How the model behaves when it is asked a question for the first time; the next times it is well. */
export type ModelManner = 'well' | 'pauses' | 'doubles' | 'cuts at once' | 'cuts later' | 'says nothing more';

export type MediaName = 'photo.jpg' | 'voice.ogg' | 'screen.mp4' | 'report.pdf';

export interface Question {
  /** From 1 on; no other question has it. */
  readonly number: number;
  /** Questions with the same one are asked in one place, each before the one before it is answered, as a rule. */
  readonly conversation: number;
  /** Milliseconds after the start. */
  readonly atMs: number;
  readonly media: MediaName | undefined;
  readonly delivery: Delivery;
  readonly manner: ModelManner;
  /** Characters of its answer, about. */
  readonly length: number;
  /** Its answer holds a block of code that is longer than a page of Discord. */
  readonly hasCode: boolean;
  /** A picture comes with its answer. */
  readonly hasPicture: boolean;
  /** Milliseconds from the first word of its answer to the last. */
  readonly speaksMs: number;
}

export type Place = 'channel' | 'thread' | 'direct';

export const DISTURBANCES = [
  'kill',
  'kill twice',
  'disconnect',
  'disconnect for good',
  'lose answers',
  'jump the clock',
  'fill the disk',
  'restart the database',
  'freeze',
] as const;

export type Disturbance = (typeof DISTURBANCES)[number];

export interface Disturbed {
  readonly atMs: number;
  readonly what: Disturbance;
  /** From 0 to 1: which process, how far, how long. */
  readonly chance: number;
}

export interface Plan {
  /**
   * Asked before anything is disturbed, the first of each person who writes directly: nobody can find direct messages of
   * strangers that were never delivered.
   */
  readonly openings: readonly Question[];
  /** In the order in which they are asked. */
  readonly questions: readonly Question[];
  /** What bystanders say meanwhile, in the order in which they say it. */
  readonly remarks: readonly Remark[];
  /** By number of conversation. */
  readonly places: readonly Place[];
  readonly disturbances: readonly Disturbed[];
  /** When the last question is asked, in milliseconds after the start. */
  readonly spanMs: number;
}

/** Milliseconds between two questions, on the average: what the limits of the platform let a bot answer. */
const PACE_MS = { discord: 450, slack: 800 } as const;
/** A short run has time for what a long one does, too. */
const SHORTEST_MS = 18_000;
/** Milliseconds between two disturbances: a process needs two to start and a few to work. */
const DISTURBED_EVERY_MS = 6_000;
const DISTURBED_AT_MS = 3_000;
/** Questions of one place, on the average. */
const PER_PLACE = 3;
/** Questions for each remark that is made beside them; and the fewest remarks, so that each kind is among them. */
const PER_REMARK = 5;
const LEAST_REMARKS = 6;
/** What remarks are, one after the other. */
const REMARKS: readonly RemarkKind[] = [
  'matches',
  'is judged yes',
  'is judged no',
  'matches',
  'is judged yes',
  'matches nothing',
];
/** A model that says nothing more is waited for two minutes: only a long run has time for that, and only at its beginning. */
const SILENT_IN_RUNS_OF = 100;
const SILENT_UNTIL = 0.4;

const WEIGHTS: Readonly<Record<Disturbance, number>> = {
  kill: 6,
  'kill twice': 2,
  disconnect: 2,
  'disconnect for good': 2,
  'lose answers': 2,
  'jump the clock': 2,
  'fill the disk': 1,
  'restart the database': 2,
  freeze: 1,
};

const MEDIA = { none: 72, 'photo.jpg': 10, 'voice.ogg': 7, 'report.pdf': 7, 'screen.mp4': 4 } as const;

/** How somebody asks first who is not known yet. */
const PLAIN = {
  media: undefined,
  delivery: 'once',
  manner: 'well',
  length: 60,
  hasCode: false,
  hasPicture: false,
} as const satisfies Partial<Question>;

function isPossible(what: Disturbance, { store, turns }: CellName): boolean {
  if (what === 'restart the database') return store === 'postgres';
  // Only where others can take over; and it takes longer than a lease.
  if (what === 'freeze') return store === 'postgres' && turns >= SILENT_IN_RUNS_OF / 2;
  return true;
}

function questionOf(
  number: number,
  conversation: number,
  atMs: number,
  cell: CellName,
  dice: Dice,
): Question {
  const named = (what: string) => `${what} of question ${number}`;
  const media = choose(dice, named('media'), MEDIA);
  const isEarly = number <= cell.turns * SILENT_UNTIL;
  const manner = choose<ModelManner>(dice, named('manner'), {
    well: 76,
    pauses: 8,
    doubles: 8,
    'cuts at once': 4,
    'cuts later': 3,
    'says nothing more': cell.turns >= SILENT_IN_RUNS_OF && isEarly ? 2 : 0,
  });
  const isLong = dice(named('length')) < 0.3;
  return {
    number,
    conversation,
    atMs,
    media: media === 'none' ? undefined : media,
    delivery: choose<Delivery>(dice, named('delivery'), {
      once: 70,
      twice: 12,
      late: 10,
      unacknowledged: cell.platform === 'slack' ? 8 : 0,
    }),
    manner,
    length: isLong ? between(dice, named('long'), 3_000, 9_000) : between(dice, named('short'), 60, 900),
    hasCode: dice(named('code')) < 0.1,
    hasPicture: dice(named('picture')) < 0.06,
    speaksMs: between(dice, named('speech'), 100, 4_000),
  };
}

/** What sets a rule off is answered by a model that may be slow and repeat itself: what it does not end is not posted. */
function remarksOf(cell: CellName, conversations: number, spanMs: number, dice: Dice): readonly Remark[] {
  const count = Math.max(LEAST_REMARKS, Math.floor(cell.turns / PER_REMARK));
  return Array.from({ length: count }, (_, index) => {
    const number = cell.turns + 1 + index;
    const conversation = between(dice, `place of remark ${number}`, 0, conversations - 1);
    const atMs = Math.round(((index + dice(`time of remark ${number}`)) / count) * spanMs);
    const { delivery, manner, speaksMs } = questionOf(number, conversation, atMs, cell, dice);
    const isSound = manner === 'pauses' || manner === 'doubles';
    return {
      ...PLAIN,
      number,
      conversation,
      atMs,
      delivery,
      manner: isSound ? manner : 'well',
      speaksMs,
      kind: REMARKS[index % REMARKS.length]!,
    };
  });
}

/** Every kind that is possible once, then more of them by their weights. */
function disturbancesOf(cell: CellName, spanMs: number, dice: Dice): readonly Disturbed[] {
  const kinds = DISTURBANCES.filter((what) => isPossible(what, cell));
  const count = Math.max(2, Math.floor((spanMs - DISTURBED_AT_MS) / DISTURBED_EVERY_MS));
  const weights = Object.fromEntries(kinds.map((what) => [what, WEIGHTS[what]]));
  const first = shuffled(dice, 'the order of disturbances', kinds);
  const step = (spanMs - DISTURBED_AT_MS) / count;
  return Array.from({ length: count }, (_, index) => ({
    atMs: Math.round(DISTURBED_AT_MS + (index + dice(`when ${index}`) * 0.8) * step),
    // A run without a kill would not be one.
    what:
      index === 0
        ? 'kill'
        : (first.filter((what) => what !== 'kill')[index - 1] ??
          choose<Disturbance>(dice, `what ${index}`, weights)),
    // The last processes work; the first one takes events in.
    chance: index === 0 ? 0.5 + dice('how first') / 2 : dice(`how ${index}`),
  }));
}

export function planOf(cell: CellName): Plan {
  const dice = diceOf(cell.seed);
  const { turns, platform } = cell;
  const spanMs = Math.max(SHORTEST_MS, turns * PACE_MS[platform]);
  const conversations = Math.ceil(turns / PER_PLACE);
  const all = Array.from({ length: turns }, (_, index) => {
    const number = index + 1;
    // The places of now, not all of the run: questions of one place come close together.
    const newest = Math.ceil((number / turns) * conversations);
    const conversation = Math.max(0, newest - 1 - between(dice, `place of question ${number}`, 0, 3));
    const atMs = Math.round(((index + dice(`time of question ${number}`)) / turns) * spanMs);
    return questionOf(number, conversation, atMs, cell, dice);
  });
  const places = Array.from({ length: conversations }, (_, index) =>
    choose<Place>(dice, `place ${index}`, { channel: 5, thread: 2, direct: 2 }),
  );
  const openings = places.flatMap((place, conversation) => {
    const first =
      place === 'direct' ? all.find((question) => question.conversation === conversation) : undefined;
    return first ? [{ ...first, ...PLAIN }] : [];
  });
  return {
    openings,
    questions: all.filter(({ number }) => !openings.some((opening) => opening.number === number)),
    remarks: remarksOf(cell, conversations, spanMs, dice),
    places,
    disturbances: disturbancesOf(cell, spanMs, dice),
    spanMs,
  };
}
