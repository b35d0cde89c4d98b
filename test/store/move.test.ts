import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conversationKey } from '../../src/chat/index.ts';
import { type MovedTable, moveStore, openStore, type TurnCost } from '../../src/store/index.ts';
import { openSqlite } from '../../src/store/engine/sqlite.ts';
import { type Place, freshPlace } from '../support/engines.ts';
import { askEvent, conversation } from '../support/events.ts';
import { accepted, ADMITTED, begun, paged } from './steps.ts';
import { keptRule, newRun, takeAll, takenRun } from './watching/runs.ts';

let file: Place;
let database: Place;
let target: { readonly dataFolder: string; readonly databaseUrl: string };

beforeEach(async () => {
  file = await freshPlace('SQLite');
  database = await freshPlace('PostgreSQL');
  target = { dataFolder: file.dataFolder, databaseUrl: database.databaseUrl! };
});
afterEach(async () => {
  await file.remove();
  await database.remove();
});

const ada = { id: 'U1', name: 'Ada 🫖 Lovelace', roles: [] };
const bo = { id: 'U2', name: 'Bo', roles: [] };
const cost: TurnCost = {
  model: 'gpt-5.5',
  effort: 'high',
  inputTokens: 100,
  cachedInputTokens: 10,
  cacheWriteTokens: 0,
  outputTokens: 20.5,
  reasoningTokens: 5,
  usd: 0.1 + 0.2,
  calls: [
    {
      purpose: 'answer',
      model: 'gpt-5.5',
      effort: 'high',
      inputTokens: 100,
      cachedInputTokens: 10,
      cacheWriteTokens: 0,
      outputTokens: 20.5,
      reasoningTokens: 5,
      estimated: true,
      usd: undefined,
    },
  ],
};
const answer = { text: 'nul \0, half \uD83E, 🫖 '.repeat(20_000), reasoning: '', sources: [] };
const kept = answer.text.replaceAll('\0', '\uFFFD').toWellFormed();
const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
const elsewhere = conversation({ channel: 'C2', kind: 'channel' });
const drawer = { turn: 'over', person: 'alias', channel: 'tea', workspace: 'house' };
const rules = [{ key: 'tea', setsOff: 'what sets it off', whole: 'all that it says' }];
const caps = [{ of: 'person', unit: 'usd', most: 1, since: 0 }] as const;

/** A data folder that people have used: answers, one that is being written, questions that wait, and what is forgotten. */
async function used() {
  const store = await openStore(file);
  const over = await begun(
    store,
    await accepted(store, askEvent({ eventId: 'e1', author: ada, text: 'What\0?' })),
  );
  await paged(store, over, 'page-1');
  await store.finish(over.id, 'done', cost, answer, { settled: { model: 'gpt-5.5' }, askedUsd: undefined });
  const writing = await begun(
    store,
    // As Slack tells times: with parts of a millisecond.
    await accepted(store, askEvent({ eventId: 'e2', sentAt: 1_700_000_000_123.456 })),
  );
  await paged(store, writing, 'page-2');
  const view = {
    phase: 'done',
    markdown: 'A teapot.',
    steps: [],
    receipts: [],
    notices: [],
    actions: [],
  } as const;
  const picture = {
    name: 'picture.png',
    mediaType: 'image/png',
    data: bytes,
    altText: 'A teapot',
    spoiler: true,
  };
  await store.compose(
    writing.id,
    { view, files: [picture as never] },
    { cost, answer, terms: { settled: undefined, askedUsd: undefined } },
  );
  const waiting = await accepted(store, askEvent({ eventId: 'e3', aliases: ['also e3'] }));
  await accepted(store, askEvent({ eventId: 'e4', author: bo, conversation: elsewhere }));
  await store.set('test:U1', { effort: 'low', model: 'any model' });
  await store.set('test:W1:C1', { effort: 'none' });
  await store.settleSpend(drawer, { usd: 0.25, tokens: 12.5 });
  await store.keepCompaction(
    { conversation: elsewhere, model: 'm' },
    {
      throughId: 'M1',
      throughAt: 1_700_000_000_123.5,
      messages: 9,
      content: { kind: 'summary', text: 'So\0 far.' },
    },
    0,
  );
  await store.keepEstimate({
    model: 'gpt-5.5',
    effort: 'low',
    answers: 3,
    inputRatio: 1.1,
    outputTokens: 4.5,
  });
  await store.keepDelivered('test', 1_700_000_000_001.5);
  await store.forgetConversation(conversation({ channel: 'C3' }), { author: 'test:U2', at: 999.5 });
  await store.keepRule(keptRule({ madeAt: 1_700_000_000_000.5 }));
  const known = await store.knowRules(rules);
  await store.pause({ key: 'tea', why: 'broken', sentence: 'It\0 is broken.', at: 1_000 });
  await takenRun(store, { key: 'test:W1/tea', at: 1_700_000_000_123.456, cause: '"a\0b"' });
  await store.addRuns([newRun({ key: 'test:W1/tea', dueAt: Date.now() + 3_600_000 })]);
  await store.keepScheduledUntil('tea', 1_700_000_000_000.5);
  await store.keepPosted(['hash']);
  const alias = store.alias('test:U1');
  await store.close();
  return { over, writing, waiting, known, alias };
}

describe('moving a data folder to PostgreSQL', () => {
  it('takes everything along, and goes on there with what was open', async () => {
    const { over, writing, waiting, known, alias } = await used();
    const moved: MovedTable[] = [];
    await moveStore(target, (table) => void moved.push(table));
    expect(Object.fromEntries(moved.map(({ name, rows }) => [name, rows]))).toMatchObject({
      turn: 4,
      seen: 5,
      page: 2,
      answer: 2,
      call: 2,
      outgoing: 1,
      setting: 2,
      forgotten: 1,
      compaction: 1,
      estimate: 1,
      cursor: 1,
      rule: 1,
      pause: 1,
      run: 2,
      known_rule: 1,
      schedule: 1,
      posted: 1,
      secret: 1,
    });

    const store = await openStore(target);
    const found = await store.find(over.id);
    expect(found?.event).toEqual(over.event);
    expect(found?.answer?.text).toBe(kept);
    expect(found?.cost).toMatchObject({ outputTokens: 20.5, usd: 0.1 + 0.2 });
    expect(await store.usage({ since: 0 })).toMatchObject([{ answers: 1, outputTokens: 20.5 }]);
    expect(store.alias('test:U1')).toBe(alias);
    expect(await store.accept(askEvent({ eventId: 'also e3' }), ADMITTED)).toBeUndefined();

    const key = conversationKey(conversation());
    const first = await store.take(key);
    expect(first).toMatchObject({ kind: 'turn', turn: { id: writing.id, pages: ['page-2'], attempts: 1 } });
    const composed = first?.kind === 'turn' ? first.turn.composed : undefined;
    expect(composed?.view.markdown).toBe('A teapot.');
    expect(composed?.files[0]).toMatchObject({ name: 'picture.png', spoiler: true });
    expect(new Uint8Array(composed!.files[0]!.data)).toEqual(bytes);
    await store.finish(writing.id, 'done', undefined);
    expect(await store.take(key)).toMatchObject({ turn: { id: waiting.id } });

    expect(await store.settings('test:U1')).toEqual({ model: 'any model', effort: 'low' });
    expect(await store.used(drawer, caps)).toEqual([0.25]);
    expect(await store.compaction({ conversation: elsewhere, model: 'm' })).toMatchObject({
      throughAt: 1_700_000_000_123.5,
      content: { text: 'So\0 far.' },
    });
    expect(await store.estimates()).toMatchObject([{ inputRatio: 1.1, outputTokens: 4.5 }]);
    expect(await store.deliveredUntil('test')).toBe(1_700_000_000_001.5);
    expect(await store.keptRules()).toEqual([keptRule({ madeAt: 1_700_000_000_000.5 })]);
    expect(await store.pauses()).toMatchObject([{ key: 'tea', sentence: 'It\uFFFD is broken.' }]);
    // What somebody was deciding about is free.
    expect(await takeAll(store, Date.now())).toMatchObject([
      { at: 1_700_000_000_123.456, attempts: 1, cause: '"a\uFFFDb"' },
    ]);
    expect(await takeAll(store)).toHaveLength(1);
    expect(await store.scheduledUntil('tea')).toBe(1_700_000_000_000.5);
    expect(await store.knowRules(rules)).toEqual(known);
    expect(await store.hasPosted(['hash'], 0)).toBe(true);
    const there = conversation({ channel: 'C3' });
    const said = [998, 1_000].map((sentAt) => ({
      ...askEvent({ author: bo, id: `M${sentAt}` }).message,
      conversation: there,
      sentAt,
    }));
    expect(await store.readable(there, said)).toEqual(said.slice(1));
    await store.close();
  });

  it('leaves the file as it was', async () => {
    await used();
    const before = readFileSync(join(file.dataFolder, 'attache.db'));
    await moveStore(target, () => {});
    expect(readFileSync(join(file.dataFolder, 'attache.db')).equals(before)).toBe(true);
    const store = await openStore(file);
    expect(await store.open({ platform: 'test' })).toHaveLength(3);
    await store.close();
  });

  it('moves more rows than fit into one statement', async () => {
    await (await openStore(file)).close();
    const { db, close } = openSqlite(join(file.dataFolder, 'attache.db'));
    const rows = Array.from({ length: 2_501 }, (_, index) => ({ key: `e${index}`, turn: 't', at: index }));
    await db.transaction().execute(async (transaction) => {
      for (const row of rows) await transaction.insertInto('seen').values(row).execute();
    });
    await close();
    const moved: MovedTable[] = [];
    await moveStore(target, (table) => void moved.push(table));
    expect(moved.find(({ name }) => name === 'seen')).toEqual({ name: 'seen', rows: 2_501 });
  });

  it('leaves nothing behind where it cannot be finished', async () => {
    await used();
    const { db, close } = openSqlite(join(file.dataFolder, 'attache.db'));
    // PostgreSQL takes no text for a number.
    await db
      .updateTable('estimate')
      .set({ answers: 'many' as never })
      .execute();
    await close();
    await expect(moveStore(target, () => {})).rejects.toThrow('invalid input syntax');
    const store = await openStore(target);
    expect(await store.open({ platform: 'test' })).toEqual([]);
    await store.close();
  });
});

describe('moving is refused', () => {
  it('where there is nothing to move', async () => {
    const empty = join(file.dataFolder, 'empty');
    mkdirSync(empty);
    await expect(moveStore({ ...target, dataFolder: empty }, () => {})).rejects.toMatchObject({
      code: 'nothing-to-move',
      message: `There is no journal in ${empty}.`,
    });
  });

  it('while the bot runs with the file, or with the database', async () => {
    const running = await openStore(file);
    await expect(moveStore(target, () => {})).rejects.toMatchObject({ code: 'data-in-use' });
    await running.close();
    const there = await openStore(target);
    await expect(moveStore(target, () => {})).rejects.toMatchObject({
      code: 'database-in-use',
      message: expect.stringMatching(/^An Attaché is running with the database of DATABASE_URL: /),
    });
    await there.close();
  });

  it('where the database has been used', async () => {
    await used();
    const there = await openStore(target);
    await there.set('test:U9', { effort: 'low' });
    await there.close();
    await expect(moveStore(target, () => {})).rejects.toMatchObject({
      code: 'database-in-use',
      message: 'The database of DATABASE_URL has already been used by an Attaché.',
    });
  });

  it('not where it was only started: what is made then gives way', async () => {
    const { alias } = await used();
    await (await openStore(target)).close();
    await moveStore(target, () => {});
    const store = await openStore(target);
    expect(store.alias('test:U1')).toBe(alias);
    await store.close();
  });
});
