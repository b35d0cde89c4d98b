/** How many messages go through a hundred rules that none of them sets off, in this one process, against loops that do less. */
import type { ChatAdapter, Message } from '../../src/chat/index.ts';
import { createWatch } from '../../src/watch/index.ts';
import { quantile } from '../measure.ts';
import { dayOf } from './day.ts';
import { withStore } from './parts.ts';
import { type RuleSet, SETS } from './rules.ts';

export interface Throughput {
  readonly what: string;
  /** Messages in a second: through the rules, a loop that waits for nothing and looks at each, and one that parses its JSON. */
  readonly ours: number;
  readonly touched: number;
  readonly parsed: number;
}

const NOT_MISSED = { isMissed: false, isAsked: false };

export const throughputs = (isQuick: boolean): Promise<readonly Throughput[]> =>
  SETS.reduce<Promise<readonly Throughput[]>>(
    async (before, set) => [...(await before), await throughput(set, isQuick)],
    Promise.resolve([]),
  );

async function throughput({ what, rules }: RuleSet, isQuick: boolean): Promise<Throughput> {
  const messages = dayOf(isQuick ? 2_000 : 10_000);
  const lines = messages.map((message) => JSON.stringify(message));
  return withStore(async (parts) => {
    const watch = createWatch({ ...parts, rules, now: Date.now });
    await watch.open();
    const adapter = { platform: 'discord', acts: {} } as ChatAdapter;
    let length = 0;
    const see = (message: Message) =>
      watch.see(
        {
          type: 'message',
          eventId: message.id,
          aliases: [],
          message,
          target: { conversation: message.conversation, userId: message.author.id, private: false },
        },
        adapter,
        NOT_MISSED,
      );
    const touch = async (message: Message) => {
      length += message.text.length;
    };
    const read = async (_: Message, index: number) => {
      length += (JSON.parse(lines[index]!) as Message).text.length;
    };
    const rounds = isQuick ? 3 : 7;
    const perSecond: Record<'ours' | 'touched' | 'parsed', number[]> = { ours: [], touched: [], parsed: [] };
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1)
      for (const [name, work] of [
        ['ours', see],
        ['touched', touch],
        ['parsed', read],
      ] as const) {
        const began = performance.now();
        for (const [index, message] of messages.entries()) await work(message, index);
        if (round > 0) perSecond[name].push(messages.length / ((performance.now() - began) / 1000));
      }
    await watch.stop();
    if (length === 0) throw new Error('nothing was looked at');
    return {
      what,
      ours: quantile(perSecond.ours, 0.5),
      touched: quantile(perSecond.touched, 0.5),
      parsed: quantile(perSecond.parsed, 0.5),
    };
  });
}
