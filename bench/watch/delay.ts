/** What a message that neither the bot nor a rule wants waits longer, until the platform may be told "got it", because rules watch. */
import type { ChatAdapter, Receive } from '../../src/chat/index.ts';
import { createHandler } from '../../src/handler/index.ts';
import { createWatch } from '../../src/watch/index.ts';
import { quantile } from '../measure.ts';
import { dayOf } from './day.ts';
import { type StoredParts, withStore } from './parts.ts';
import { SETS } from './rules.ts';

/** Microseconds. */
export interface Delay {
  readonly what: string;
  readonly p50: number;
  readonly p99: number;
}

/** Both take the same messages in turns, so that whatever else the machine does befalls both. */
export async function delays(isQuick: boolean): Promise<readonly Delay[]> {
  const messages = dayOf(isQuick ? 3_000 : 20_000);
  const { rules } = SETS[1]!;
  return withStore((bare) =>
    withStore(async (watched) => {
      const watch = createWatch({ ...watched, rules, now: Date.now });
      await watch.open();
      const plain = await taking(bare);
      const looking = await taking({ ...watched, onlooker: watch });
      const took: Record<'plain' | 'looking', number[]> = { plain: [], looking: [] };
      for (const [index, message] of messages.entries()) {
        const { conversation, author, id } = message;
        const target = { conversation, userId: author.id, private: false };
        const event = { type: 'message', eventId: id, aliases: [], message, target } as const;
        for (const [name, receive] of index % 2 === 0
          ? ([
              ['plain', plain.receive],
              ['looking', looking.receive],
            ] as const)
          : ([
              ['looking', looking.receive],
              ['plain', plain.receive],
            ] as const)) {
          const began = performance.now();
          await receive(event);
          // The first tenth warms up.
          if (index > messages.length / 10) took[name].push((performance.now() - began) * 1000);
        }
      }
      await plain.stop();
      await looking.stop();
      await watch.stop();
      const figure = (what: string, values: readonly number[]): Delay => ({
        what,
        p50: quantile(values, 0.5),
        p99: quantile(values, 0.99),
      });
      return [figure('without rules', took.plain), figure('with a hundred rules', took.looking)];
    }),
  );
}

/** A handler, and the way in. */
async function taking(parts: StoredParts): Promise<{ readonly receive: Receive; stop(): Promise<void> }> {
  const way = Promise.withResolvers<Receive>();
  const adapter = {
    platform: 'discord',
    acts: {},
    start: (receive: Receive) => Promise.resolve(way.resolve(receive)),
    stop: () => Promise.resolve(),
  } as unknown as ChatAdapter;
  const handler = createHandler({ ...parts, role: 'all', slots: 1, catchUp: { hours: 0 } });
  await handler.start(adapter);
  return { receive: await way.promise, stop: () => handler.stop(0) };
}
