/**
 * The best schedule that the limits permit, computed for the same streams: a writer that answers in no time, knows every
 * limit, and always writes the oldest text that nobody can see.
 *
 * It opens a page at once, writes the end of an answer as soon as a window has room, and everything in between evenly
 * spaced: no more often than the budget could go on doing for ever (`lasting`), or as often as it likes (`once`), which on
 * Slack spends a minute's calls in seconds and leaves nothing for the next answer. Several spacings are tried, on Slack
 * also several shares of streams and edited messages, and the freshest result is taken. Pages are as large as the platform
 * allows, and Markdown takes no room beside its source.
 */
import { GLOBAL_PER_SECOND, MESSAGE, ROUTE_LIMITS } from '../../test/loopback/discord/limits.ts';
import { RULES } from '../../test/loopback/slack/rules.ts';
import { staleness, type Progress } from './staleness.ts';
import type { RecordedStream, Word } from './streams.ts';

export interface BestReply {
  readonly stream: RecordedStream;
  /** Replies of the same channel share what is counted by channel. */
  readonly channel: number;
}

export interface Best {
  /** Milliseconds, of all replies on average. */
  readonly stalenessMs: number;
  readonly firstTextMs: number;
  readonly writes: number;
  /** From the first token until everything can be seen. */
  readonly lastsMs: number;
}

/**
 * Spacings that are tried, as multiples of what a budget can keep up. `lasting`: a wider one keeps a reserve for ends.
 * `once`: from full budgets, with nothing left for whoever asks next.
 */
const SPACINGS = {
  lasting: [1, 1.1, 1.25, 1.5, 2],
  once: [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.25, 1.5, 2],
} as const;
export type Pace = keyof typeof SPACINGS;

/** So many shares of streams on Slack are tried. */
const SHARES = 10;

interface Budget {
  /** When a write fits that may not be before `from`. */
  readonly earliest: (from: number) => number;
  readonly take: (at: number) => void;
  /** The least time between two writes that are not urgent. */
  readonly spacingMs: number;
  last: number;
}

/** Discord counts from the first write of a window to its end. */
function fixedWindow(writes: number, windowMs: number, spacing: number): Budget {
  let endsAt = -Infinity;
  let used = 0;
  return {
    spacingMs: (windowMs / writes) * spacing,
    last: -Infinity,
    earliest: (from) => (from >= endsAt || used < writes ? from : endsAt),
    take: (at) => {
      if (at >= endsAt) {
        endsAt = at + windowMs;
        used = 0;
      }
      used++;
    },
  };
}

/** Slack counts the calls of the last minute. */
function slidingWindow(writes: number, windowMs: number, spacing: number): Budget {
  const times: number[] = [];
  return {
    spacingMs: (windowMs / writes) * spacing,
    last: -Infinity,
    earliest: (from) => Math.max(from, (times.at(-writes) ?? -Infinity) + windowMs),
    take: (at) => void times.push(at),
  };
}

/** How one reply is written: the budgets of a write, or several ways of which the first free one is taken. */
interface Way {
  readonly pageOf: (word: Word) => number;
  readonly open: readonly (readonly Budget[])[];
  readonly update: readonly (readonly Budget[])[];
  readonly finish: readonly (readonly Budget[])[];
}

interface Running {
  readonly way: Way;
  readonly words: readonly Word[];
  readonly pages: readonly number[];
  readonly endsAt: number;
  readonly progress: Progress[];
  seen: number;
  opened: number;
}

/** The next write of a reply: when it could be, and what it would draw on. */
interface Turn {
  readonly at: number;
  readonly since: number;
  readonly budgets: readonly Budget[];
}

function nextTurn({ way, words, pages, endsAt, seen, opened }: Running, now: number): Turn {
  const since = words[seen]!.atMs;
  const isOpening = pages[seen]! >= opened;
  const turnOf = (budgets: readonly Budget[], from: number): Turn => {
    // Two windows may close one after the other.
    let at = Math.max(now, from);
    for (let moved = true; moved;) {
      const next = budgets.reduce((time, budget) => Math.max(time, budget.earliest(time)), at);
      moved = next > at;
      at = next;
    }
    return { at, since, budgets };
  };
  const spaced = (budgets: readonly Budget[]) =>
    Math.max(since, ...budgets.map(({ last, spacingMs }) => last + spacingMs));
  const turns = isOpening
    ? way.open.map((budgets) => turnOf(budgets, since))
    : [
        ...way.update.map((budgets) => turnOf(budgets, spaced(budgets))),
        ...way.finish.map((budgets) => turnOf(budgets, Math.max(since, endsAt))),
      ];
  return turns.reduce((best, turn) => (turn.at < best.at ? turn : best));
}

function perform(reply: Running, { at, budgets }: Turn): void {
  for (const budget of budgets) {
    budget.take(at);
    budget.last = at;
  }
  const page = reply.pages[reply.seen]!;
  reply.opened = Math.max(reply.opened, page + 1);
  while (reply.seen < reply.words.length && reply.pages[reply.seen] === page) {
    if (reply.words[reply.seen]!.atMs > at) break;
    reply.seen++;
  }
  reply.progress.push({ at, seen: reply.seen });
}

function simulate(replies: readonly BestReply[], ways: readonly Way[]): Best {
  const running = replies.map(({ stream }, index): Running => {
    const way = ways[index]!;
    const { words } = stream;
    return {
      way,
      words,
      pages: words.map(way.pageOf),
      endsAt: words.at(-1)!.atMs,
      progress: [],
      seen: 0,
      opened: 0,
    };
  });
  let writes = 0;
  let now = 0;
  while (true) {
    let next: { readonly reply: Running; readonly turn: Turn } | undefined;
    for (const reply of running) {
      if (reply.seen === reply.words.length) continue;
      const turn = nextTurn(reply, now);
      const isSooner =
        !next || turn.at < next.turn.at || (turn.at === next.turn.at && turn.since < next.turn.since);
      if (isSooner) next = { reply, turn };
    }
    if (!next) break;
    now = next.turn.at;
    perform(next.reply, next.turn);
    writes++;
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    stalenessMs: mean(
      running.map(({ words, progress }) =>
        staleness(
          words.map(({ atMs }) => atMs),
          progress,
        ),
      ),
    ),
    firstTextMs: mean(running.map(({ progress }) => progress[0]!.at)),
    writes,
    lastsMs: now,
  };
}

/** A budget for each key, made when it is first asked for. */
function perKey(make: () => Budget): (key: number) => Budget {
  const known = new Map<number, Budget>();
  return (key) => {
    const budget = known.get(key) ?? make();
    known.set(key, budget);
    return budget;
  };
}

const freshest = (results: readonly Best[]): Best =>
  results.reduce((best, result) => (result.stalenessMs < best.stalenessMs ? result : best));

export function bestAtDiscord(replies: readonly BestReply[], pace: Pace): Best {
  const { createMessage, editMessage } = ROUTE_LIMITS;
  const results = SPACINGS[pace].map((spacing) => {
    const everything = fixedWindow(GLOBAL_PER_SECOND, 1000, spacing);
    const posts = perKey(() => fixedWindow(createMessage.requests, createMessage.windowMs, spacing));
    const edits = perKey(() => fixedWindow(editMessage.requests, editMessage.windowMs, spacing));
    const ways = replies.map(({ channel }): Way => {
      const edit = [[edits(channel), everything]];
      return {
        pageOf: ({ end }) => Math.floor((end - 1) / MESSAGE.content),
        open: [[posts(channel), everything]],
        update: edit,
        finish: edit,
      };
    });
    return simulate(replies, ways);
  });
  return freshest(results);
}

export function bestAtSlack(replies: readonly BestReply[], pace: Pace): Best {
  const minute = 60_000;
  const { tiers } = RULES;
  const shares = new Set(
    Array.from({ length: SHARES + 1 }, (_, tenths) => Math.round((replies.length * tenths) / SHARES)),
  );
  const results = [...shares].flatMap((streams) =>
    SPACINGS[pace].map((spacing) => {
      const start = slidingWindow(tiers[2], minute, spacing);
      const append = slidingWindow(tiers[4], minute, spacing);
      const stop = slidingWindow(tiers[2], minute, spacing);
      const update = slidingWindow(tiers[3], minute, spacing);
      const posts = perKey(() => slidingWindow(1, RULES.postIntervalMs, spacing));
      const ways = replies.map(({ channel }, index): Way => {
        // Spread over the channels, for each channel takes one post a second.
        const isStream =
          Math.floor(((index + 1) * streams) / replies.length) >
          Math.floor((index * streams) / replies.length);
        return isStream
          ? {
              pageOf: ({ endBytes }) => Math.floor((endBytes - 1) / RULES.streamBytes),
              open: [[start]],
              update: [[append]],
              finish: [[append], [stop]],
            }
          : {
              pageOf: ({ end }) => Math.floor((end - 1) / RULES.markdownText),
              open: [[posts(channel)]],
              update: [[update]],
              finish: [[update]],
            };
      });
      return simulate(replies, ways);
    }),
  );
  return freshest(results);
}
