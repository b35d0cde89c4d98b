/** Rules that are set off on one platform and post on another: both must be there. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createPlaces } from '../../../src/handler/places.ts';
import { askEvent, conversation } from '../../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../../support/memory-chat.ts';
import { admitted, useBench } from '../harness.ts';
import { bobs, createWatcher, POSTED, ruleAsk, type Watcher } from './asking.ts';

const bench = useBench();
let watcher: Watcher;

const away = conversation({ platform: 'other', channel: 'O1', kind: 'channel' });
const asking = (sentAt = Date.now()) =>
  ruleAsk({ message: { conversation: away, sentAt }, about: bobs({ conversation: away }) });

beforeEach(async () => {
  watcher = createWatcher();
  await bench.restart({ onlooker: watcher });
});

describe('a turn that is about a platform which is not there', () => {
  it('is left, and answered by a process that has both', async () => {
    await bench.chat.deliver(asking());
    await bench.restart({ onlooker: watcher, beside: [createMemoryChat('other')] });
    expect(await watcher.untilEnded()).toEqual(POSTED);
    expect(bench.chat.pages).toHaveLength(1);
  });

  it('is given up when nobody has come for it, so that others need not wait', async () => {
    await bench.chat.deliver(asking(Date.now() - 10 * 60_000));
    expect(await watcher.untilEnded()).toMatchObject({ outcome: 'failed', isBroken: true });
    expect(bench.chat.pages).toEqual([]);
    expect(bench.openai.requests).toEqual([]);
  });
});

describe('a platform that is still starting', () => {
  it('is waited for by a turn that has waited for a process much longer than that', async () => {
    const beside: MemoryChat[] = [];
    await bench.restart({ onlooker: watcher, beside });
    const other = createMemoryChat('other');
    beside.push(other);
    const ready = Promise.withResolvers<void>();
    other.ready = ready.promise;
    const begun = bench.offline((store) => store.accept(asking(Date.now() - 10 * 60_000), admitted));
    await other.started;
    // Who asks meanwhile is answered.
    await bench.chat.deliver(askEvent({ id: 'M1', conversation: conversation({ channel: 'D1' }) }));
    await bench.chat.until(({ answers, closed }) => answers === 'M1' && closed);
    ready.resolve();
    await begun;
    expect(await watcher.untilEnded()).toEqual(POSTED);
    expect(bench.chat.pages).toHaveLength(2);
  });

  it('is waited for', async () => {
    const places = createPlaces();
    const reached = places.reach('other', 60_000);
    const other = createMemoryChat('other');
    places.add(other);
    places.ready(createMemoryChat('third'));
    places.ready(other);
    expect(await reached).toBe(other);
    expect(await places.reach('other', 0)).toBe(other);
  });

  it('is not waited for when it takes too long, or when the process ends', async () => {
    const places = createPlaces();
    expect(await places.reach('other', 0)).toBeUndefined();
    const reached = places.reach('other', 60_000);
    places.close();
    expect(await reached).toBeUndefined();
  });
});
