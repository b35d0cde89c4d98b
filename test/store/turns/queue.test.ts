import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Lane, Store, Working } from '../../../src/store/index.ts';
import { ENGINES } from '../../support/engines.ts';
import { conversation } from '../../support/events.ts';
import { useStore } from '../use-store.ts';
import { asked, control, laneOf, newPlace, question } from './questions.ts';

describe.each(ENGINES)('the queue on %s', (engine) => {
  let store: Store;
  let working: Working | undefined;
  useStore(engine, (opened) => ({ store } = opened));
  afterEach(async () => {
    await working?.stop();
    working = undefined;
  });

  const work = async (run: (lane: Lane) => Promise<void>, slots = 8) => {
    working = await store.queue.work({ platforms: ['test'], slots, run });
  };

  /** Answers whatever is taken, and tells of it. */
  const answer = (done: (id: string) => void) => async (lane: Lane) => {
    const piece = await store.take(lane);
    if (!piece) return;
    if (piece.kind === 'turn') await store.finish(piece.turn.id, 'done', undefined);
    else await store.finishErrand(piece.errand.eventId);
    done(piece.kind === 'turn' ? piece.turn.id : piece.errand.eventId);
  };

  /** Collects what is told, until there is enough of it. */
  const collected = (many: number) => {
    const all: string[] = [];
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    const add = (one: string) => {
      all.push(one);
      if (all.length === many) resolve(all);
    };
    return { add, all, promise };
  };

  it('calls for what was left over, and for what comes', async () => {
    const { add, promise } = collected(3);
    const turn = await asked(store);
    await work(answer(add));
    const other = await asked(store);
    const errand = control();
    await store.acceptErrand(errand, 'test');
    expect((await promise).toSorted()).toEqual([turn.id, other.id, errand.eventId].toSorted());
    await working!.idle();
  });

  it('does the work of a lane piece by piece, in the order in which it was asked', async () => {
    const { add, promise } = collected(6);
    let inside = 0;
    let most = 0;
    const here = newPlace();
    const turns = [];
    for (const sentAt of [1, 2, 3]) turns.push(await asked(store, { conversation: here, sentAt }));
    const finish = answer(add);
    await work(async (lane) => {
      most = Math.max(most, (inside += 1));
      await finish(lane);
      inside -= 1;
    });
    for (const sentAt of [4, 5, 6]) turns.push(await asked(store, { conversation: here, sentAt }));
    expect(await promise).toEqual(turns.map(({ id }) => id));
    expect(most).toBe(1);
  });

  it('looks again at a lane in which something was accepted while it was being worked in', async () => {
    const { add, promise } = collected(2);
    const here = newPlace();
    const first = await asked(store, { conversation: here });
    const finish = answer(add);
    let second: string | undefined;
    await work(async (lane) => {
      await finish(lane);
      second ??= (await asked(store, { conversation: here })).id;
    });
    expect(await promise).toEqual([first.id, second]);
  });

  it('works in as many lanes at once as it has slots, and in no more', async () => {
    const { add, promise } = collected(9);
    const full = Promise.withResolvers<void>();
    const enough = Promise.withResolvers<void>();
    let inside = 0;
    let most = 0;
    const finish = answer(add);
    for (let index = 0; index < 9; index += 1) await asked(store);
    await work(async (lane) => {
      most = Math.max(most, (inside += 1));
      if (inside === 3) full.resolve();
      await enough.promise;
      await finish(lane);
      inside -= 1;
    }, 3);
    await full.promise;
    enough.resolve();
    await promise;
    expect(most).toBe(3);
  });

  it('serves who asks little before who asks much, and among equals who has waited longest', async () => {
    const { add, promise } = collected(4);
    const ask = async (rank: number) => (await store.accept(question(), () => ({ rank })))!.id;
    const [busy, calm, next] = [await ask(100), await ask(5), await ask(5)];
    const finish = answer(add);
    let late: string | undefined;
    await work(async (lane) => {
      late ??= await ask(0);
      await finish(lane);
    }, 1);
    expect(await promise).toEqual([calm, late, next, busy]);
  });

  it('takes turns: after one piece, a lane waits behind its equals', async () => {
    const { add, promise } = collected(4);
    const [one, other] = [newPlace(), newPlace()];
    for (const sentAt of [1, 2]) await asked(store, { conversation: one, sentAt, id: `one${sentAt}` });
    for (const sentAt of [1, 2]) await asked(store, { conversation: other, sentAt, id: `other${sentAt}` });
    await work(async (lane) => {
      const piece = await store.take(lane);
      if (piece?.kind !== 'turn') return;
      await store.finish(piece.turn.id, 'done', undefined);
      add(piece.turn.event.message.id);
    }, 1);
    expect(await promise).toEqual(['one1', 'other1', 'one2', 'other2']);
  });

  it('lets nobody else wait for a lane in which work takes long', async () => {
    const others = collected(2);
    const slow = await asked(store);
    const end = Promise.withResolvers<void>();
    const finish = answer(others.add);
    await work(async (lane) => {
      if (lane === laneOf(slow.event)) await end.promise;
      await finish(lane);
    }, 2);
    await asked(store);
    await asked(store);
    expect(await others.promise).not.toContain(slow.id);
    end.resolve();
    await working!.idle();
    expect(await store.find(slow.id)).toMatchObject({ state: 'done' });
  });

  it('calls again, after a moment, for what was taken and not done', async () => {
    const { add, promise } = collected(3);
    const turn = await asked(store);
    const began = performance.now();
    await work(async (lane) => {
      const piece = await store.take(lane);
      if (piece?.kind !== 'turn') return;
      add(`${piece.turn.attempts}`);
      if (piece.turn.attempts < 2) throw new Error('something fails');
      await store.finish(turn.id, 'done', undefined);
    });
    expect(await promise).toEqual(['0', '1', '2']);
    expect(performance.now() - began).toBeGreaterThan(1_000);
  });

  it('works for the platforms that are named alone', async () => {
    const { add, promise } = collected(1);
    const elsewhere = conversation({ platform: 'other', channel: randomUUID() });
    await asked(store, { conversation: elsewhere });
    const turn = await asked(store);
    await work(answer(add));
    expect(await promise).toEqual([turn.id]);
    await working!.idle();
    expect(await store.open({ platform: 'other' })).toHaveLength(1);
  });

  it('ends what it has begun when it is stopped, and takes up nothing more', async () => {
    const { add, all } = collected(1);
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const turn = await asked(store);
    const finish = answer(add);
    await work(async (lane) => {
      begun.resolve();
      await end.promise;
      await finish(lane);
    });
    await begun.promise;
    const stopped = working!.stop();
    await asked(store, { conversation: turn.event.message.conversation, sentAt: Date.now() });
    await asked(store);
    end.resolve();
    await stopped;
    expect(all).toEqual([turn.id]);
    expect(await store.open({ platform: 'test' })).toHaveLength(2);
  });
});
