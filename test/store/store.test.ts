import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AskEvent, conversationKey } from '../../src/chat/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { askEvent, conversation } from '../support/events.ts';

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-store-'));
  store = await openStore(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const reopen = async () => {
  await store.close();
  store = await openStore(folder);
};

describe('the journal of turns', () => {
  it('accepts an event once', async () => {
    expect(await store.accept(askEvent({ eventId: 'e1' }))).toMatchObject({ attempts: 0, pages: [] });
    expect(await store.accept(askEvent({ eventId: 'e1' }))).toBeUndefined();
  });

  it('knows an event that arrives again under another id', async () => {
    await store.accept(askEvent({ eventId: 'as-mention', aliases: ['C1:17.5'] }));
    expect(await store.accept(askEvent({ eventId: 'as-message', aliases: ['C1:17.5'] }))).toBeUndefined();
  });

  it('accepts one of two copies that arrive at once', async () => {
    const copies = await Promise.all([1, 2, 3].map(() => store.accept(askEvent({ eventId: 'e1' }))));
    expect(copies.filter(Boolean)).toHaveLength(1);
  });

  it('finds what a turn was asked, also when it is answered', async () => {
    const event = askEvent({ eventId: 'e1' });
    const turn = (await store.accept(event))!;
    await store.finish(turn.id, 'done', undefined);
    await reopen();
    expect(await store.find(turn.id)).toEqual(event);
    expect(await store.find('another')).toBeUndefined();
  });

  it('gives unfinished turns back after a restart, with the messages their answers are in', async () => {
    const first = (await store.accept(askEvent({ eventId: 'e1' })))!;
    const second = (await store.accept(askEvent({ eventId: 'e2' })))!;
    await store.begin(first.id);
    await store.addPage(first.id, 'page-a');
    await store.addPage(first.id, 'page-b');
    await reopen();
    expect(await store.unfinished('test')).toEqual([
      { ...first, attempts: 1, pages: ['page-a', 'page-b'] },
      { ...second, attempts: 0, pages: [] },
    ]);
  });

  it.each(['done', 'failed', 'cancelled'] as const)('lets go of a turn that is %s', async (state) => {
    const turn = (await store.accept(askEvent({ eventId: 'e1' })))!;
    await store.begin(turn.id);
    await store.finish(turn.id, state, undefined);
    expect(await store.unfinished('test')).toEqual([]);
    await reopen();
    expect(await store.accept(askEvent({ eventId: 'e1' }))).toBeUndefined();
  });

  it('belongs to one process at a time, and says so to a second one', async () => {
    await expect(openStore(folder)).rejects.toThrow(
      `Another Attaché is already running with the data in ${folder}`,
    );
  });

  it('says so when the data folder cannot be used, or its journal is none', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, 'not a database');
    await expect(openStore(join(file, 'data'))).rejects.toThrow(/journal .* cannot be opened: ENOTDIR/);

    const damaged = join(folder, 'damaged');
    mkdirSync(damaged);
    copyFileSync(file, join(damaged, 'attache.db'));
    await expect(openStore(damaged)).rejects.toThrow(
      `The journal ${join(damaged, 'attache.db')} cannot be opened: file is not a database.`,
    );
  });

  it('gives up a turn that it can no longer read, and keeps the others', async () => {
    const broken = { ...askEvent({ eventId: 'e1' }), target: { conversation: conversation() } };
    await store.accept(broken as AskEvent);
    const good = await store.accept(askEvent({ eventId: 'e2' }));
    expect(await store.unfinished('test')).toEqual([good]);
    expect(await store.unfinished('other')).toEqual([]);
  });

  it('remembers the conversations it was asked something in', async () => {
    const event = askEvent({ eventId: 'e1' });
    expect(await store.knows(conversationKey(event.target.conversation))).toBe(false);
    await store.accept(event);
    expect(await store.knows(conversationKey(event.target.conversation))).toBe(true);
  });
});
