/** How long what stands for the older part of a conversation is kept, and when it is forgotten. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Compaction, type CompactionPlace, openStore, type Store } from '../../../src/store/index.ts';
import { conversation } from '../../support/events.ts';

const DAY = 24 * 3_600_000;
const summary: Compaction = {
  throughId: 'M1',
  throughAt: 1_000,
  messages: 40,
  content: { kind: 'summary', text: 'Ada owes Bo ten euros.' },
};
const channel = conversation({ kind: 'channel' });
const thread = conversation({ kind: 'thread', thread: 'T1' });
const beside = conversation({ kind: 'channel', channel: 'C10' });
const elsewhere = { ...channel, platform: 'other' };
const place = (where = channel, more: Partial<CompactionPlace> = {}): CompactionPlace => ({
  conversation: where,
  model: 'gpt-5.5',
  ...more,
});

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-compaction-'));
  store = await openStore({ dataFolder: folder });
});
afterEach(async () => {
  vi.useRealTimers();
  await store.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

const keep = (where: CompactionPlace, what = summary) => store.keepCompaction(where, what, Date.now());

describe('what stands for older messages', () => {
  it('is found again by its conversation, its chain and its model, and by no other', async () => {
    await keep(place());
    expect(await store.compaction(place())).toEqual(summary);
    for (const other of [
      place(thread),
      place(beside),
      place(channel, { chain: 'M0' }),
      place(channel, { model: 'gpt-5.4-mini' }),
    ])
      expect(await store.compaction(other)).toBeUndefined();
  });

  it('gives way to the one that comes after it', async () => {
    await keep(place());
    const replay = { api: 'responses', items: [{ type: 'compaction', encrypted_content: 'x' }] };
    const next: Compaction = { ...summary, messages: 80, content: { kind: 'replay', replay } };
    await keep(place(), next);
    expect(await store.compaction(place())).toEqual(next);
  });

  it('stays where one that reaches less far is made, for a question about an older message', async () => {
    await keep(place());
    await keep(place(), { ...summary, throughId: 'M0', throughAt: 500, messages: 20 });
    expect(await store.compaction(place())).toEqual(summary);
    vi.useFakeTimers({ now: Date.now() + 31 * DAY, toFake: ['Date'] });
    await keep(place(), { ...summary, throughAt: 500 });
    expect(await store.compaction(place())).toMatchObject({ throughAt: 500 });
  });

  it('is let go after thirty days: what it stands for may have been edited or deleted since', async () => {
    await keep(place());
    vi.useFakeTimers({ now: Date.now() + 29 * DAY, toFake: ['Date'] });
    expect(await store.compaction(place())).toEqual(summary);
    vi.setSystemTime(Date.now() + 2 * DAY);
    expect(await store.compaction(place())).toBeUndefined();
  });

  it('goes with its conversation, its threads and chains, when that is forgotten, by whomever', async () => {
    const inside = [place(), place(thread), place(channel, { chain: 'M0' })];
    for (const author of [undefined, 'test:U1']) {
      for (const where of [...inside, place(beside)]) await keep(where);
      await store.forgetConversation(channel, { author, at: Date.now() - 1 });
      for (const where of inside) expect(await store.compaction(where)).toBeUndefined();
      expect(await store.compaction(place(beside))).toEqual(summary);
    }
  });

  it('goes from a whole platform when somebody there is forgotten, for they may have a part in it', async () => {
    await keep(place());
    await keep(place(elsewhere));
    await store.forgetPerson('test:U1');
    expect(await store.compaction(place())).toBeUndefined();
    expect(await store.compaction(place(elsewhere))).toEqual(summary);
  });

  it('is not kept where its messages were forgotten while it was written', async () => {
    const readAt = Date.now();
    await store.forgetConversation(channel, { author: 'test:U1', at: Date.now() });
    await store.keepCompaction(place(thread), summary, readAt);
    await store.keepCompaction(place(), summary, readAt);
    expect(await store.compaction(place(thread))).toBeUndefined();
    expect(await store.compaction(place())).toBeUndefined();
  });

  it('is not kept where somebody on its platform was forgotten while it was written', async () => {
    const readAt = Date.now();
    await store.forgetPerson('test:U9');
    await store.keepCompaction(place(), summary, readAt);
    await store.keepCompaction(place(elsewhere), summary, readAt);
    expect(await store.compaction(place())).toBeUndefined();
    expect(await store.compaction(place(elsewhere))).toEqual(summary);
  });

  it('leaves no word in the data folder once it is forgotten', async () => {
    await keep(place());
    await store.forgetConversation(channel, { author: undefined, at: Date.now() - 1 });
    await store.close();
    const all = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    expect(all.includes('owes Bo')).toBe(false);
    store = await openStore({ dataFolder: folder });
  });
});
