import { describe, expect, it, vi } from 'vitest';
import { openStore, type Store, TurnLost } from '../../../src/store/index.ts';
import { ENGINES, freshPlace } from '../../support/engines.ts';
import { useStore } from '../use-store.ts';
import { acting, keptRule, newRun, newsOf, takeAll, takenRun } from './runs.ts';

describe.each(ENGINES)('on %s', (engine) => {
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ store } = opened));

  describe('a rule that is made in a chat', () => {
    it('is there after a restart, behind those that were made before it', async () => {
      const [first, second] = [keptRule(), keptRule({ key: 'test:W1/coffee', madeAt: 2_000.5 })];
      expect(await store.keepRule(second)).toBe(true);
      expect(await store.keepRule(first)).toBe(true);
      await reopen();
      expect(await store.keptRules()).toEqual([first, second]);
    });

    it('is not taken by another one under its key', async () => {
      await store.keepRule(keptRule());
      expect(await store.keepRule(keptRule({ definition: 'when: { on: edit }', madeAt: 2_000 }))).toBe(false);
      expect(await store.keptRules()).toEqual([keptRule()]);
    });

    it('is kept also where nobody heard that it is, and it is tried again', async () => {
      expect([await store.keepRule(keptRule()), await store.keepRule(keptRule())]).toEqual([true, true]);
    });

    it('is dropped with its pause and its schedule, and what waits for it is cancelled', async () => {
      await store.keepRule(keptRule());
      const { key } = keptRule();
      await store.addRuns([newRun({ key }), newRun()]);
      await store.keepScheduledUntil(key, 1_000);
      await store.pause({ key, why: 'asked', sentence: 'Ada paused it.', at: 1 });
      await store.addRuns([newRun({ key, at: 2_000 })]);
      expect(await store.dropRule(key)).toBe(true);
      expect(await store.dropRule(key)).toBe(false);
      expect([await store.keptRules(), await store.pauses(), await store.scheduledUntil(key)]).toEqual([
        [],
        [],
        undefined,
      ]);
      expect(await store.latestRuns(key, 1)).toMatchObject([
        { state: 'cancelled', outcome: { code: 'removed' } },
      ]);
      expect(await takeAll(store)).toMatchObject([{ key: 'tea' }]);
    });

    it('is dropped with what somebody is deciding about, who has it no more', async () => {
      await store.keepRule(keptRule());
      const taken = await takenRun(store, { key: keptRule().key });
      await store.dropRule(keptRule().key);
      expect(await store.latestRuns(taken.key, 1)).toMatchObject([{ id: taken.id, state: 'cancelled' }]);
      await expect(store.actFor(acting([taken.id]))).rejects.toThrow(TurnLost);
    });
  });

  describe('a pause', () => {
    const pause = { key: 'tea', why: 'broken', sentence: 'The channel is gone.', at: 1_000 } as const;

    it('holds until the rule is resumed, also after a restart', async () => {
      expect(await store.pause(pause)).toBe(true);
      await reopen();
      expect(await store.pauses()).toEqual([pause]);
      expect(await store.resume('tea')).toBe(true);
      expect(await store.pauses()).toEqual([]);
      expect([...(await store.resumes()).keys()]).toEqual(['tea']);
      expect(await store.resume('tea')).toBe(false);
      expect(await store.pause({ ...pause, why: 'asked' })).toBe(true);
      expect(await store.pauses()).toEqual([{ ...pause, why: 'asked' }]);
      expect(await store.resumes()).toEqual(new Map());
    });

    it('is not changed by another one: of many that notice the same fault, one pauses', async () => {
      const noticed = await Promise.all(
        [1, 2, 3, 4].map((at) => store.pause({ ...pause, sentence: `Fault ${at}.`, at })),
      );
      expect(noticed.filter(Boolean)).toHaveLength(1);
      expect(await store.pauses()).toHaveLength(1);
    });

    it('declines what nobody has taken, and leaves what somebody is deciding about', async () => {
      const taken = await takenRun(store);
      await store.addRuns([newRun(), newRun({ key: 'coffee' })]);
      await store.pause(pause);
      expect(await store.latestRuns('tea', 2)).toMatchObject(
        expect.arrayContaining([
          expect.objectContaining({ id: taken.id, state: 'judging' }),
          expect.objectContaining({ state: 'declined', outcome: 'The channel is gone.' }),
        ]),
      );
      await store.endRuns([taken.id], 'failed', 'The channel is gone.');
      expect(await takeAll(store)).toMatchObject([{ key: 'coffee' }]);
    });
  });

  it('every change of rules is told', async () => {
    const { key } = keptRule();
    const changes = [
      () => store.keepRule(keptRule()),
      () => store.pause({ key, why: 'asked', sentence: '', at: 0 }),
      () => store.resume(key),
      () => store.dropRule(key),
    ];
    for (const change of changes) expect(await newsOf(store, 'rules', change)).toBe(1);
  });

  describe('a schedule', () => {
    it('has been looked after until the latest time that anybody notes', async () => {
      expect(await store.scheduledUntil('tea')).toBeUndefined();
      await store.keepScheduledUntil('tea', 2_000.5);
      await store.keepScheduledUntil('tea', 1_000);
      await reopen();
      expect(await store.scheduledUntil('tea')).toBe(2_000.5);
    });
  });

  describe('what was posted', () => {
    it('is recognised by any of its hashes, if it was posted since a time', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: 10_000 });
      await store.keepPosted(['a', 'b', 'a']);
      await store.keepPosted([]);
      expect(await store.hasPosted(['x', 'b'], 10_000)).toBe(true);
      expect(await store.hasPosted(['x', 'b'], 10_001)).toBe(false);
      expect(await store.hasPosted(['x'], 0)).toBe(false);
      expect(await store.hasPosted([], 0)).toBe(false);
      vi.setSystemTime(20_000);
      await store.keepPosted(['b']);
      expect(await store.hasPosted(['b'], 20_000)).toBe(true);
    });
  });
});

it('a rule that is made in one process is told to the others', async () => {
  const place = await freshPlace('PostgreSQL');
  const [one, other] = await Promise.all([openStore(place), openStore(place)]);
  const { promise, resolve } = Promise.withResolvers<void>();
  other.hear(({ type }) => type === 'rules' && resolve());
  await one.keepRule(keptRule());
  await promise;
  expect(await other.keptRules()).toEqual([keptRule()]);
  await Promise.all([one.close(), other.close()]);
  await place.remove();
});
