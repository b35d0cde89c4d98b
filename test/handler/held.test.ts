/** What a process hears about turns while it is only just taking them. */
import { expect, it } from 'vitest';
import { createHeldTurns } from '../../src/handler/held.ts';
import type { News, TakenTurn, Work } from '../../src/store/index.ts';
import { askEvent } from '../support/events.ts';

const turn = (id: string): TakenTurn => ({
  id,
  event: askEvent(),
  attempts: 0,
  pages: [],
  declined: undefined,
  composed: undefined,
  isStopped: false,
  revision: 0,
});

it.each<[string, News, readonly string[]]>([
  ['of one of them, looks that one up', { type: 'stop', turn: 'T1' }, ['T1']],
  ['or may have missed some, looks up each of them', { type: 'unsure' }, ['T1', 'T2']],
])('who hears news %s', async (_what, news, lookedUp) => {
  const looks: string[] = [];
  const taken = [1, 2, 3].map(() => Promise.withResolvers<Work>());
  let takes = 0;
  let hear: ((news: News) => void) | undefined;
  const turns = createHeldTurns(
    {
      take: () => taken[(takes += 1) - 1]!.promise,
      async again(id) {
        looks.push(id);
        return { ...turn(id), isStopped: true };
      },
      hear(listener) {
        hear = listener;
        return () => {};
      },
    },
    { warn: () => {} },
  );
  const taking = [turns.take('test:C1'), turns.take('test:C2')];
  hear!(news);
  const stopped: boolean[] = [];
  for (const [index, take] of taking.entries()) {
    taken[index]!.resolve({ kind: 'turn', turn: turn(`T${index + 1}`) });
    const work = await take;
    if (work?.kind !== 'turn') continue;
    await work.held.note(() => Promise.resolve());
    stopped.push(work.held.stop.aborted);
  }
  expect(looks).toEqual(lookedUp);
  expect(stopped).toEqual([true, lookedUp.length === 2]);
  taken[2]!.resolve({ kind: 'turn', turn: turn('T3') });
  await turns.take('test:C3');
  expect(looks).toEqual(lookedUp);
});
