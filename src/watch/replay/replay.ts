/** Runs a rule over what was said, in the time in which it was said, through the very engine that watches; nothing is posted or kept. */
import { type ChatEvent, type Message, WORDS } from '../../chat/index.ts';
import { occurrencesOf, type Rule } from '../../rules/index.ts';
import { openStore } from '../../store/index.ts';
import { expectedPrice } from '../command/price.ts';
import { createWatch, type WatchParts } from '../watch.ts';
import { createBreath } from './breath.ts';
import type { History } from './history.ts';
import { REPLAY } from './limits.ts';
import { type CountedCalls, counting, unopened, YES_TO_ALL } from './model.ts';
import { createHistoryPlatform } from './platform.ts';
import { createReplayStore, type Noted, type NotedRun } from './store.ts';

export interface ReplayOptions {
  /** False: its question is not asked; every message gets a yes, and its price is the expected one. */
  readonly asks: boolean;
  /** Where it keeps what it notes on the way: a temporary folder, which whoever names it removes. */
  readonly folder: string;
  /** Is told again and again how far it is. */
  readonly tell?: (progress: Progress) => void;
}

export interface Progress {
  /** What was said and done that it has gone through … */
  readonly seen: number;
  /** … of so much. */
  readonly of: number;
  readonly triggers: number;
  readonly acts: number;
}

/** What a replay goes through: the parts of a process, but for its rules, its clock and what it keeps. */
export type ReplayParts = Omit<WatchParts, 'rules' | 'now' | 'store'>;

export interface Replayed extends Noted {
  /** The rule watches other places than those of the history, and was replayed as if it watched them. */
  readonly isElsewhere: boolean;
  /** What was asked of the model, to answer its question. */
  readonly asked: Readonly<CountedCalls>;
  /** Why the rule was paused on the way: something went wrong. */
  readonly broken: string | undefined;
  readonly messageOf: (run: NotedRun) => Message | undefined;
}

export async function replay(
  { name, rule: written }: { readonly name: string; readonly rule: Rule },
  history: History,
  parts: ReplayParts,
  { asks, folder, tell }: ReplayOptions,
  signal: AbortSignal,
): Promise<Replayed> {
  const { messages } = history;
  const isElsewhere = !messages.some((message) => isPlaceOf(written, message));
  const rule = isElsewhere ? anywhere(written) : written;
  let at = messages[0]!.sentAt;
  const now = () => at;
  const asked: CountedCalls = { calls: 0, inputTokens: 0, outputTokens: 0 };
  const budgets = { timeZone: parts.budgets.timeZone, limits: [] };
  await using closing = new AsyncDisposableStack();
  const opened = await openStore({ dataFolder: folder, now, isPassing: true }, parts.log);
  closing.defer(() => opened.close());
  const { store, counts, noted } = createReplayStore(opened, budgets, (event) =>
    expectedPrice(rule, event.type === 'command' && event.about ? [event.about] : [], parts),
  );
  const watch = createWatch({
    ...parts,
    ...(asks ? {} : { media: unopened(parts.media) }),
    model: counting(asks ? parts.model : YES_TO_ALL, asked),
    store,
    rules: { [name]: rule },
    budgets,
    now,
  });
  closing.defer(() => watch.stop());
  // A rule may post on the other platform.
  const names = new Set(['discord', 'slack', ...messages.map(({ conversation }) => conversation.platform)]);
  const platforms = new Map(
    Array.from(names, (platform) => [platform, createHistoryPlatform(platform, history, now)] as const),
  );

  const { when } = rule;
  let scheduled = when.on === 'schedule' ? -Infinity : Infinity;
  /** When something is due next, in the time of the history; Infinity where nothing is. */
  async function nextDue(): Promise<number> {
    if (when.on === 'schedule' && scheduled <= at) {
      const zone = when.timeZone ?? parts.budgets.timeZone;
      scheduled = occurrencesOf({ cron: when.cron, timeZone: zone }, at, 1)[0] ?? Infinity;
    }
    return Math.min((await store.nextDue()) ?? Infinity, scheduled);
  }

  const happenings = happeningsIn(history);
  let seen = 0;
  const breathe = createBreath(signal, () => tell?.({ seen, of: happenings.length, ...counts() }));

  /** Does what is due until a time. */
  async function passTo(time: number, steps = Infinity): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const next = await nextDue();
      if (next === Infinity || next > time) break;
      at = Math.max(at, next);
      await watch.runDue(at, [...platforms.values()]);
      await breathe();
    }
    if (Number.isFinite(time)) at = Math.max(at, time);
  }

  await watch.open();
  await watch.runDue(at, [...platforms.values()]);
  for (const { time, event, platform, isAsked } of happenings) {
    await breathe();
    await passTo(time);
    await watch.see(event, platforms.get(platform)!, { isMissed: false, isAsked });
    seen += 1;
  }
  // What waits is waited for; a schedule ends with the history.
  await passTo(when.on === 'schedule' ? at : Infinity, REPLAY.endSteps);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const [pause] = await store.pauses();
  return {
    ...(await noted(name)),
    isElsewhere,
    asked,
    broken: pause && WORDS.en.watch.outcome(pause.sentence),
    messageOf: ({ message }) => byId.get(message ?? ''),
  };
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
