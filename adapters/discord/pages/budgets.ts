/** How often Discord may be written to: what its answers said last, and what bots see of it until they have. */
import { type REST, RESTEvents } from 'discord.js';
import { LRUCache } from 'lru-cache';
import type { RateBudget } from '../../../src/chat/index.ts';
import { BUDGETS } from '../limits.ts';
import { PLATFORM } from '../normalize.ts';

/** Writes that Discord counts apart, in each channel or, of an interaction, by its token. */
type Kind = 'post' | 'edit' | 'typing' | 'webhook';

export interface Budgets {
  /**
   * What writes of a kind draw on in one place, the narrowest first.
   *
   * @param place the channel's id, or the interaction's token
   * @param name what to call a place whose id is a secret
   */
  of(kind: Kind, place: string, name?: string): readonly RateBudget[];
}

/** What one of Discord's counters said last. */
interface Counter {
  /** Discord's name for it. */
  readonly hash: string;
  readonly writes: number;
  readonly remaining: number;
  /** On the clock of `performance.now()`. */
  readonly resetsAt: number;
  readonly windowMs: number;
}

/** Every write of the bot but those by an interaction's token. */
const EVERYTHING: RateBudget = { bucket: `${PLATFORM}:everything`, ...BUDGETS.everything };

const WRITES: readonly (readonly [kind: Kind, method: string, path: RegExp])[] = [
  ['post', 'POST', /^\/channels\/(\d+)\/messages$/],
  ['edit', 'PATCH', /^\/channels\/(\d+)\/messages\/\d+$/],
  ['typing', 'POST', /^\/channels\/(\d+)\/typing$/],
  ['webhook', 'POST', /^\/webhooks\/\d+\/([^/?]+)$/],
  ['webhook', 'PATCH', /^\/webhooks\/\d+\/([^/?]+)\/messages\/[^/]+$/],
];

function writeOf(method: string, path: string): readonly [kind: Kind, place: string] | undefined {
  for (const [kind, its, pattern] of WRITES) {
    const place = its === method ? pattern.exec(path)?.[1] : undefined;
    if (place !== undefined) return [kind, place];
  }
  return undefined;
}

/** @param usual milliseconds the counter's windows take, as far as is known */
function readCounter(headers: Pick<Headers, 'get'>, usual: number): Counter | undefined {
  const read = (name: string) => Number.parseFloat(headers.get(`x-ratelimit-${name}`) ?? '');
  const [writes, remaining, resetAfter] = [read('limit'), read('remaining'), read('reset-after')];
  if (!(writes > 0 && remaining >= 0 && resetAfter >= 0)) return undefined;
  const resetsInMs = resetAfter * 1000;
  return {
    hash: headers.get('x-ratelimit-bucket') ?? '',
    writes,
    remaining,
    resetsAt: performance.now() + resetsInMs,
    // The first write of a window is told how long all of it is.
    windowMs: remaining === writes - 1 ? resetsInMs : usual,
  };
}

/** The counter that will be in the way first. */
const tightest = (counters: readonly Counter[]): Counter | undefined =>
  counters.toSorted((a, b) => a.remaining - b.remaining || b.resetsAt - a.resetsAt)[0];

/** Listens from now on to what Discord answers to the writes of `rest`. */
export function createBudgets(rest: REST): Budgets {
  /** Discord may count writes that are of one kind to us by more than one counter. */
  const known = new LRUCache<string, readonly Counter[]>({ max: BUDGETS.remembered });
  const countersOf = (kind: Kind, place: string) => known.get(`${kind}:${place}`) ?? [];

  rest.on(RESTEvents.Response, ({ method, path }, { headers }) => {
    const [kind, place] = writeOf(method, path) ?? [];
    if (kind === undefined || place === undefined) return;
    const counters = countersOf(kind, place);
    const before = counters.find(({ hash }) => hash === headers.get('x-ratelimit-bucket'));
    const counter = readCounter(headers, before?.windowMs ?? BUDGETS[kind].windowMs);
    if (!counter) return;
    const others = counters.filter((other) => other !== before);
    known.set(`${kind}:${place}`, [...others, counter].slice(-BUDGETS.counters));
  });

  const standing = (kind: Kind, place: string) => () => {
    const now = performance.now();
    const running = tightest(countersOf(kind, place).filter(({ resetsAt }) => resetsAt > now));
    return (
      running && {
        writes: running.writes,
        remaining: running.remaining,
        resetsInMs: running.resetsAt - now,
      }
    );
  };

  return {
    of: (kind, place, name = place) => {
      const { writes, windowMs } = tightest(countersOf(kind, place)) ?? BUDGETS[kind];
      const bucket = `${PLATFORM}:${kind}:${name}`;
      const own: RateBudget = { bucket, writes, windowMs, standing: standing(kind, place) };
      return kind === 'webhook' ? [own] : [own, EVERYTHING];
    },
  };
}
