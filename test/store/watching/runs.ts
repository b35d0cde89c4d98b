/** Runs of rules, and the turns that answer for them, for the tests of what is kept for rules that watch. */
import { randomUUID } from 'node:crypto';
import type { AskEvent, Message } from '../../../src/chat/index.ts';
import type {
  Acting,
  Cooldown,
  KeptRule,
  News,
  NewRun,
  Store,
  TakenRun,
  TurnCost,
} from '../../../src/store/index.ts';
import { conversation, message } from '../../support/events.ts';

export const channel = conversation({ kind: 'channel' });
export const thread = conversation({ kind: 'thread', thread: 'T1' });
export const elsewhere = conversation({ kind: 'channel', channel: 'C2' });

/** Something that has set a rule off and is due at once: each time something else, in the same channel. */
export const newRun = (changes: Partial<NewRun> = {}): NewRun => ({
  key: 'tea',
  trigger: `message:${randomUUID()}`,
  conversation: channel,
  message: 'M1',
  person: 'test:U1',
  isFromBot: false,
  at: 1_000,
  dueAt: 1_000,
  group: undefined,
  putOffMs: undefined,
  cause: '"Anybody for TEA?"',
  ...changes,
});

export const keptRule = (changes: Partial<KeptRule> = {}): KeptRule => ({
  key: 'test:W1/tea',
  definition: 'when: { on: message }',
  author: { id: 'U1', name: 'Ada', roles: ['R1'] },
  conversation: channel,
  madeAt: 1_000,
  ...changes,
});

/** Takes everything that is due at a time; at any, where none is named. */
export const takeAll = (store: Store, now = Number.MAX_SAFE_INTEGER): Promise<readonly TakenRun[]> =>
  store.takeRuns({ now, most: 1_000 });

/** Runs that a rule is to act for, and what it must have waited for. */
export const acting = (ids: readonly string[], cooldown?: Cooldown): readonly Acting[] =>
  ids.map((id) => ({ id, cooldown }));

/** A run that is journalled and taken. */
export async function takenRun(store: Store, changes: Partial<NewRun> = {}): Promise<TakenRun> {
  const run = newRun(changes);
  await store.addRuns([run]);
  const taken = await takeAll(store);
  return taken.find(({ key, trigger }) => key === run.key && trigger === run.trigger)!;
}

/** What is asked for a run, in the words of the author of its rule. */
export const ruleEvent = (
  { id, key }: Pick<TakenRun, 'id' | 'key'>,
  {
    target = channel,
    payer = 'test:U9',
    ...changes
  }: Partial<Message> & { readonly target?: typeof channel; readonly payer?: string } = {},
): AskEvent => ({
  type: 'command',
  eventId: `rule:${id}`,
  name: 'ask',
  message: message({
    id: `rule:${id}`,
    conversation: channel,
    text: 'Who wants TEA?',
    author: { id: 'U9', name: 'Grace', roles: [] },
    ...changes,
  }),
  about: message({ conversation: channel, text: 'Anybody for TEA?' }),
  rule: { key, name: 'Tea', payer, run: id, tools: [] },
  target: { conversation: target, userId: 'U1', private: false },
});

const COST: TurnCost = {
  model: 'gpt-5.5',
  effort: 'low',
  inputTokens: 100,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 20,
  reasoningTokens: 0,
  usd: 0.25,
  calls: [],
};

/** The turn that answers for runs is taken, and ends. */
export async function answered(
  store: Store,
  runs: readonly Pick<TakenRun, 'id' | 'key'>[],
  state: 'done' | 'failed' | 'cancelled' = 'done',
  page?: string,
): Promise<string> {
  const { id, lane } = await turnOf(store, runs[0]!);
  const work = await store.take(lane);
  if (work?.kind !== 'turn' || work.turn.id !== id) throw new Error(`turn ${id} is not the next one`);
  if (page !== undefined) {
    await store.beginSending(id, 'page:0');
    await store.endSending(id, 'page:0', page);
  }
  const answer = { text: 'I want TEA', reasoning: '', sources: [] };
  await store.finish(id, state, COST, state === 'done' ? answer : undefined);
  return id;
}

/** The turn of a run, and the lane that it waits in. */
export async function turnOf(
  store: Store,
  { id, key }: Pick<TakenRun, 'id' | 'key'>,
  target = channel,
): Promise<{ readonly id: string; readonly lane: string }> {
  const begun = await store.begunBy(`rule:${id}`);
  if (!begun) throw new Error(`nothing was asked for run ${id}`);
  const place = [target.platform, target.workspace, target.channel].join(':');
  return {
    id: begun.id,
    lane: `${target.platform}:rules:${store.alias(JSON.stringify([key, place])).slice(0, 32)}`,
  };
}

/** How many news of a kind are told while something is done. */
export async function newsOf(
  store: Store,
  type: News['type'],
  work: () => Promise<unknown>,
): Promise<number> {
  let count = 0;
  const deaf = store.hear((news) => {
    if (news.type === type) count += 1;
  });
  // What was told before may be on its way.
  await heardAll(store);
  count = 0;
  await work();
  await heardAll(store);
  deaf();
  return count;
}

/** News come in the order in which they are told: resolves when all that were told before are heard. */
async function heardAll(store: Store): Promise<void> {
  const turn = randomUUID();
  const heard = Promise.withResolvers<void>();
  const deaf = store.hear((news) => {
    if (news.type === 'stop' && news.turn === turn) heard.resolve();
  });
  await store.tell({ type: 'stop', turn });
  await heard.promise;
  deaf();
}
