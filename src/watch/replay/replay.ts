/** Runs a rule over what was said, in the time in which it was said, through the very engine that watches; nothing is posted or kept. */
import type { AskEvent, ChatEvent, Message } from '../../chat/index.ts';
import { occurrencesOf, type Rule } from '../../rules/index.ts';
import { expectedPrice, type ExpectedPrice } from '../command/price.ts';
import { createWatch, type WatchParts } from '../watch.ts';
import type { History } from './history.ts';
import { REPLAY } from './limits.ts';
import { type CountedCalls, counting, unopened, YES_TO_ALL } from './model.ts';
import { createHistoryPlatform } from './platform.ts';
import { createReplayStore, type NotedAct, type NotedRun } from './store.ts';

export interface ReplayOptions {
  /** False: its question is not asked; every message gets a yes, and its price is the expected one. */
  readonly asks: boolean;
}

export interface Replayed {
  /** The rule watches other places than those of the history, and was replayed as if it watched them. */
  readonly isElsewhere: boolean;
  readonly runs: readonly NotedRun[];
  readonly acts: readonly NotedAct[];
  /** What was asked of the model, to answer its question. */
  readonly asked: Readonly<CountedCalls>;
  /** Why the rule was paused on the way: something went wrong. */
  readonly broken: string | undefined;
  readonly messageOf: (run: NotedRun) => Message | undefined;
}

/** @param parts of the process; its store is a temporary one, for it is written to */
export async function replay(
  { name, rule: written }: { readonly name: string; readonly rule: Rule },
  history: History,
  parts: Omit<WatchParts, 'rules' | 'now'>,
  { asks }: ReplayOptions,
  signal: AbortSignal,
): Promise<Replayed> {
  const { messages } = history;
  const isElsewhere = !messages.some((message) => isPlaceOf(written, message));
  const rule = isElsewhere ? anywhere(written) : written;
  let at = messages[0]!.sentAt;
  const now = () => at;
  const asked: CountedCalls = { calls: 0, inputTokens: 0, outputTokens: 0 };
  const { store, runs, acts } = noting(rule, parts, now);
  const watch = createWatch({
    ...parts,
    ...(asks ? {} : { media: unopened(parts.media) }),
    model: counting(asks ? parts.model : YES_TO_ALL, asked),
    store,
    rules: { [name]: rule },
    budgets: { timeZone: parts.budgets.timeZone, limits: [] },
    now,
  });
  // A rule may post on the other platform.
  const names = new Set(['discord', 'slack', ...messages.map(({ conversation }) => conversation.platform)]);
  const platforms = new Map(
    Array.from(names, (platform) => [platform, createHistoryPlatform(platform, history, now)] as const),
  );

  /** When something is due next, in the time of the history. */
  async function nextDue(): Promise<number | undefined> {
    const { when } = rule;
    const times =
      when.on === 'schedule'
        ? occurrencesOf({ cron: when.cron, timeZone: when.timeZone ?? parts.budgets.timeZone }, at, 1)
        : [];
    const due = [await store.nextDue(), ...times].filter((time) => time !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Does what is due until a time. */
  async function passTo(time: number, steps = Infinity): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const next = await nextDue();
      if (next === undefined || next > time) break;
      signal.throwIfAborted();
      at = Math.max(at, next);
      await watch.runDue(at, [...platforms.values()]);
    }
    if (Number.isFinite(time)) at = Math.max(at, time);
  }

  try {
    await watch.open();
    await watch.runDue(at, [...platforms.values()]);
    for (const { time, event, platform, isAsked } of happeningsIn(history)) {
      await passTo(time);
      await watch.see(event, platforms.get(platform)!, { isMissed: false, isAsked });
    }
    // What waits is waited for; a schedule ends with the history.
    await passTo(rule.when.on === 'schedule' ? at : Infinity, REPLAY.endSteps);
  } finally {
    await watch.stop();
  }
  const byId = new Map(messages.map((message) => [message.id, message]));
  const [pause] = await store.pauses();
  return {
    isElsewhere,
    runs: runs(),
    acts,
    asked,
    broken: pause?.sentence,
    messageOf: ({ run }) => byId.get(run.message ?? ''),
  };
}

/** The store, with a price for each answer. */
function noting(rule: Rule, parts: Omit<WatchParts, 'rules' | 'now'>, now: () => number) {
  const priceOf = (event: AskEvent): ExpectedPrice | undefined =>
    expectedPrice(rule, event.type === 'command' && event.about ? [event.about] : [], parts);
  const { timeZone } = parts.budgets;
  const noted = createReplayStore(parts.store, { now, timeZone, usdPerDay: rule.limits.usdPerDay, priceOf });
  return { store: noted.store, acts: noted.acts, runs: () => noted.runs };
}

function isPlaceOf({ where, when }: Rule, { conversation }: Message): boolean {
  if (when.on === 'schedule') return true;
  const { platform, workspace, channel, thread } = conversation;
  const has = (ids: readonly string[] | undefined, ...own: readonly (string | undefined)[]) =>
    ids === undefined || own.some((id) => id !== undefined && ids.includes(id));
  return (
    has(where.platforms, platform) && has(where.workspaces, workspace) && has(where.channels, channel, thread)
  );
}

function anywhere(rule: Rule): Rule {
  const { platforms: _, workspaces: __, channels: ___, ...where } = rule.where;
  return { ...rule, where };
}

interface Happening {
  readonly time: number;
  readonly event: ChatEvent;
  readonly platform: string;
  readonly isAsked: boolean;
}

/** Everything that happened, oldest first: what was said, then what was done about it. */
function happeningsIn({ messages, reactions }: History): readonly Happening[] {
  const of = (message: Message) => ({
    platform: message.conversation.platform,
    isAsked: message.mentionsUs,
  });
  return [
    ...messages.map((message): Happening => {
      const { editedAt: _, ...first } = message;
      const { id, conversation, author } = message;
      const target = { conversation, messageId: id, userId: author.id, private: false };
      const event: ChatEvent = { type: 'message', eventId: id, aliases: [], message: first, target };
      return { time: message.sentAt, event, ...of(message) };
    }),
    ...messages.flatMap((message): readonly Happening[] => {
      const { editedAt: time, id } = message;
      if (time === undefined) return [];
      return [{ time, event: { type: 'edited', eventId: `${id}:${time}`, message }, ...of(message) }];
    }),
    ...reactions.map((event): Happening => ({
      time: event.at,
      event,
      platform: event.conversation.platform,
      isAsked: false,
    })),
  ].toSorted((a, b) => a.time - b.time);
}
