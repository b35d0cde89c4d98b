import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type ActionId,
  type Author,
  type ChatEvent,
  conversationKey,
  type Message,
  UserError,
} from '../../../src/chat/index.ts';
import type { Limit } from '../../../src/handler/budget/budgets.ts';
import { askEvent, attachment, conversation, message } from '../../support/events.ts';
import { admitted, everybody, useBench } from '../harness.ts';

const bench = useBench();
afterEach(() => void vi.useRealTimers());

const ada: Author = { id: 'U1', name: 'Ada', roles: [] };
const bo: Author = { id: 'U2', name: 'Bo', roles: [] };
/** One question on gpt-5.5 at medium is expected to take about 6 cents, and takes a tenth of a cent here. */
const REAL_USD = (100 * 5 + 20 * 30) / 1e6;

const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const ask = (id: string, changes: Partial<Message> = {}) =>
  bench.chat.deliver(askEvent({ id, eventId: id, ...changes }));
const asked = async (id: string, changes?: Partial<Message>) => {
  await ask(id, changes);
  return (await finished(id)).view;
};
const pressed = (action: ActionId, turnId: string, author = ada, eventId = `press-${action}`): ChatEvent => ({
  type: 'action',
  action,
  eventId,
  turnId,
  conversation: conversation(),
  author,
  target: { conversation: conversation(), userId: author.id, private: true, messageId: eventId },
});
const edit = (text: string) =>
  bench.chat.deliver({ type: 'edited', eventId: 'edit', message: message({ text }) });
const press = (...given: Parameters<typeof pressed>) => bench.chat.deliver(pressed(...given));
const limits = (...all: readonly Limit[]) => bench.restart({ budgets: { limits: all } });
/** What budgets say is used by everybody, in dollars and tokens. */
const spent = () => {
  const nobody = { turn: '', person: '', channel: '', workspace: '' };
  const units = ['usd', 'tokens'] as const;
  return bench.store.used(
    nobody,
    units.map((unit) => ({ of: 'everyone', unit, most: 1, since: 0 })),
  );
};

describe('a question that is dear', () => {
  const dear = () => bench.restart({ budgets: { askAbove: 0.05 } });

  it('is answered with its price and two buttons, and nothing is spent', async () => {
    await dear();
    const view = await asked('M1');
    expect(view).toMatchObject({ phase: 'done', markdown: 'This will cost about $0.060. Go on?' });
    expect(view.actions.map(({ id, label }) => [id, label])).toEqual([
      ['agree', 'Go on'],
      ['decline', 'Leave it'],
    ]);
    await bench.idle();
    expect(bench.openai.requests).toEqual([]);
    expect(await spent()).toEqual([0, 0]);
  });

  it('is answered once when its price is agreed to, however often', async () => {
    await dear();
    bench.openai.reply('A pot for tea.');
    const { actions } = await asked('M1');
    await Promise.all([1, 2].map((time) => press('agree', actions[0]!.turnId, ada, `press-${time}`)));
    const { view } = await bench.chat.until((page) => page.view.markdown === 'A pot for tea.' && page.closed);
    expect(view.actions.map(({ id }) => id)).toContain('regenerate');
    await press('agree', actions[0]!.turnId, ada, 'press-later');
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
    expect((await spent())[0]).toBeCloseTo(REAL_USD);
  });

  it('is answered after a restart as well', async () => {
    await dear();
    const { actions } = await asked('M1', { text: 'What is a teapot?' });
    await dear();
    await press('agree', actions[0]!.turnId);
    expect((await finished('press-agree')).view.phase).toBe('done');
    expect(bench.openai.requests[0]?.asked?.turns).toMatchObject([
      { parts: [{ text: 'What is a teapot?' }] },
    ]);
  });

  it('is left when it is declined', async () => {
    await dear();
    const { actions } = await asked('M1');
    await press('decline', actions[1]!.turnId);
    expect((await bench.chat.untilAttached()).text).toBe('All right, I leave it.');
    await bench.idle();
    expect(bench.openai.requests).toEqual([]);
    expect(await spent()).toEqual([0, 0]);
  });

  it('is agreed to by the one who asked, and nobody else', async () => {
    await dear();
    const { actions } = await asked('M1');
    await press('agree', actions[0]!.turnId, bo);
    expect((await bench.chat.untilAttached()).text).toContain('This button belongs to Ada');
    await bench.idle();
    expect(bench.openai.requests).toEqual([]);
  });

  it('is asked about again when it is to be answered once more, or harder', async () => {
    await dear();
    const { actions } = await asked('M1');
    await press('agree', actions[0]!.turnId);
    const { view } = await finished('press-agree');
    await press('harder', view.actions[0]!.turnId);
    expect((await finished('press-harder')).view.markdown).toMatch(
      /^This will cost about \$0\.1\d\. Go on\?$/,
    );
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('is refused and not asked about where a budget has no room for it', async () => {
    await bench.restart({
      budgets: { askAbove: 0.05, limits: [{ for: 'person', per: 'day', usd: 0.055 }] },
    });
    expect((await asked('M1')).notices[0]).toMatch(
      /^Your budget has \$0\.055 left until .* about \$0\.060\./,
    );
  });

  it('is known by the answers before it: what was extracted is no measure for them', async () => {
    const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
    await bench.restart({ budgets: { askAbove: 0.05 }, schemas: { person: schema } });
    for (let time = 0; time < 6; time += 1) {
      bench.openai.reply('{"name":"Ada"}');
      const text = '/extract schema:person effort:none Ada was here.';
      expect((await asked(`X${time}`, { text })).phase).toBe('done');
    }
    expect((await asked('M1')).markdown).toBe('This will cost about $0.060. Go on?');
  });

  it('that is cheap is answered without a word', async () => {
    await bench.restart({ budgets: { askAbove: 0.07 } });
    expect((await asked('M1')).phase).toBe('done');
    expect(bench.openai.requests).toHaveLength(1);
  });
});

describe('a budget', () => {
  it('that is used up says so with the time when it has room again, and answers then', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 22, 22, 30) });
    await bench.restart({
      budgets: { timeZone: 'Europe/Berlin', limits: [{ for: 'person', per: 'day', usd: 0.1 }] },
    });
    bench.openai.reply('Tea.', {
      end: 'complete',
      usage: { input: 100, cached: 0, output: 4_000, reasoning: 0 },
    });
    expect((await asked('M1')).phase).toBe('done');
    expect((await asked('M2')).notices).toEqual([
      'Your budget ($0.10) is used up until Nov 23, 12:00 AM GMT+1.',
    ]);
    const german = { ...ada, locale: 'de' };
    expect((await asked('M3', { author: german })).notices).toEqual([
      'Dein Budget ($0.10) ist bis 23. Nov., 00:00 MEZ aufgebraucht.',
    ]);
    vi.setSystemTime(Date.UTC(2026, 10, 22, 23, 0));
    expect((await asked('M4')).phase).toBe('done');
    expect(bench.openai.requests).toHaveLength(2);
  });

  it('that has not enough left says how much, and that something smaller may fit', async () => {
    await limits({ for: 'person', per: 'day', usd: 0.05 });
    expect(await asked('M1')).toMatchObject({
      phase: 'failed',
      notices: [
        expect.stringMatching(/has \$0\.050 left .* about \$0\.060\. A smaller question, model or effort/),
      ],
    });
    expect((await asked('M2', { text: 'effort:none Why?' })).phase).toBe('done');
  });

  it('of tokens holds as well, where no price is known too', async () => {
    await limits(
      { for: 'everyone', per: 'month', tokens: 5_000 },
      { for: 'everyone', per: 'day', usd: 0.0001 },
    );
    const model = { text: 'model:gpt-5.5 effort:high Why?' };
    expect((await asked('M1', model)).notices[0]).toMatch(
      /^The budget of everybody has \$0\.00010 left|^The budget of everybody has 5,000 tokens left/,
    );
    await limits({ for: 'everyone', per: 'month', tokens: 5_000 });
    expect((await asked('M2', model)).notices[0]).toMatch(
      /^The budget of everybody has 5,000 tokens left until .*, and this would cost about 5,0\d\d tokens\./,
    );
  });

  it('is everybody’s own, and admins have one as well', async () => {
    await bench.restart({
      access: { admins: { ...everybody, users: ['U1'] } },
      budgets: { limits: [{ for: 'person', per: 'day', usd: 0.1 }] },
    });
    const large = { end: 'complete', usage: { input: 100, cached: 0, output: 4_000, reasoning: 0 } } as const;
    bench.openai.reply('Tea.', large);
    expect((await asked('M1')).phase).toBe('done');
    expect((await asked('M2')).phase).toBe('failed');
    expect((await asked('M3', { author: bo })).phase).toBe('done');
  });

  it('is that of the admin who has the question of somebody else answered again', async () => {
    await bench.restart({
      access: { admins: { ...everybody, users: ['U2'] } },
      budgets: { limits: [{ for: 'person', per: 'day', usd: 0.02, users: ['U2'] }] },
    });
    const { actions } = await asked('M1');
    await press('regenerate', actions[0]!.turnId, bo);
    expect((await finished('press-regenerate')).view.notices[0]).toContain('Your budget has $0.020 left');
  });

  it('of a channel holds there, whoever asks, and nowhere else', async () => {
    await limits({ for: 'channel', per: 'month', usd: 0.05, channel: 'C1' });
    const inChannel = (channel: string) => ({
      conversation: conversation({ kind: 'channel', channel }),
      mentionsUs: true,
    });
    expect((await asked('M1', inChannel('C1'))).notices[0]).toMatch(
      /^The budget of this channel has \$0\.050/,
    );
    expect((await asked('M2', { ...inChannel('C1'), author: bo })).phase).toBe('failed');
    expect((await asked('M3', inChannel('C2'))).phase).toBe('done');
    expect((await asked('M4')).phase).toBe('done');
  });

  it('that is used up costs nothing more: no file is opened, nothing is transcribed', async () => {
    await limits({ for: 'person', per: 'day', usd: 0.0001, tokens: 5_000 });
    await bench.store.settleSpend(
      {
        turn: 'before',
        person: bench.store.alias('test:U1'),
        channel: '',
        workspace: '',
      },
      { usd: 0, tokens: 5_000 },
    );
    const voice = attachment({
      name: 'voice.ogg',
      source: join(import.meta.dirname, '../../fixtures/voice.ogg'),
    });
    const { notices, receipts } = await asked('M1', { attachments: [voice] });
    expect(notices[0]).toMatch(/^Your budget \(5,000 tokens\) is used up until /);
    expect([receipts, bench.openai.requests]).toEqual([[], []]);
  });
});

describe('many questions of one person at once', () => {
  const rooms = Array.from({ length: 20 }, (_, index) => `C${index}`);
  const askAll = () =>
    Promise.all(rooms.map((channel) => ask(channel, { conversation: conversation({ channel }) })));

  it('never take more than their budget, and use it', async () => {
    await limits({ for: 'person', per: 'day', usd: 0.5 });
    const done = Promise.withResolvers<void>();
    for (const _ of rooms) bench.openai.reply('Tea', { wait: done.promise }, '.');
    await askAll();
    const refused = await Promise.all(
      rooms.slice(8).map((_, index) => {
        const seen = () => bench.chat.pages.filter(({ view, closed }) => closed && view.phase === 'failed');
        return bench.chat.until(() => seen().length > index);
      }),
    );
    expect(refused).toHaveLength(12);
    // Each is expected to take six cents: eight of them fit into half a dollar.
    expect((await spent())[0]).toBeGreaterThan(0.48);
    expect((await spent())[0]).toBeLessThanOrEqual(0.5);
    done.resolve();
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(8);
    expect((await spent())[0]).toBeCloseTo(8 * REAL_USD);
  });

  it('go beyond it by no more than estimates are off', async () => {
    await limits({ for: 'person', per: 'day', usd: 0.5 });
    const usage = { input: 100, cached: 0, output: 4_000, reasoning: 0 };
    for (const _ of rooms) bench.openai.reply('Tea.', { end: 'complete', usage });
    await askAll();
    await bench.idle();
    const off = (100 * 5 + 4_000 * 30) / 1e6 - 0.06;
    expect((await spent())[0]).toBeGreaterThan(0.4);
    expect((await spent())[0]).toBeLessThanOrEqual(0.5 + bench.openai.requests.length * off);
  });
});

describe('what a question took', () => {
  const forever = new Promise<void>(() => {});
  const wide: Limit = { for: 'person', per: 'day', usd: 5 };

  it('is settled when it is answered, and given back when it failed before anything was asked', async () => {
    await limits(wide);
    await asked('M1');
    await bench.idle();
    expect((await spent())[0]).toBeCloseTo(REAL_USD);
    await limits(wide);
    bench.openai.fail({ status: 401, message: 'no', code: 'invalid_api_key' });
    expect((await asked('M2')).phase).toBe('failed');
    await bench.idle();
    expect((await spent())[0]).toBeCloseTo(REAL_USD);
  });

  it('is what came of it when it is stopped', async () => {
    await limits(wide);
    bench.openai.reply('Tea is ', { wait: forever });
    await ask('M1');
    await bench.chat.until(({ view }) => view.markdown !== '');
    expect((await spent())[0]).toBeCloseTo(0.06, 2);
    await bench.chat.deliver({ type: 'stop', eventId: 'S1', conversation: conversation(), author: ada });
    await finished('M1');
    await bench.idle();
    const [usd] = await spent();
    expect(usd).toBeGreaterThan(0);
    expect(usd).toBeLessThan(0.001);
  });

  it('is what came of it when its answer cannot be delivered', async () => {
    await limits(wide);
    const surface = bench.chat.surface.bind(bench.chat);
    bench.chat.surface = (target) => ({
      ...surface(target),
      update: () => Promise.reject(new UserError('gone', 'That message is gone.')),
      close: () => Promise.reject(new UserError('gone', 'That message is gone.')),
    });
    bench.openai.reply('Tea is ', { wait: forever });
    await ask('M1');
    await bench.idle();
    const [usd] = await spent();
    expect(usd).toBeGreaterThan(0);
    expect(usd).toBeLessThan(0.001);
  });

  it('has the transcription of its recordings in it', async () => {
    await limits(wide);
    const voice = attachment({
      name: 'voice.ogg',
      source: join(import.meta.dirname, '../../fixtures/voice.ogg'),
    });
    const { footer } = await asked('M1', { attachments: [voice] });
    await bench.idle();
    const [usd] = await spent();
    expect(usd).toBeGreaterThan(REAL_USD * 1.01);
    expect(footer).toContain(`$${usd!.toFixed(4)}`);
  });

  it('stays set aside over a restart, is in nobody’s way who goes on, and is settled in the end', async () => {
    await limits({ for: 'person', per: 'day', usd: 0.0605 });
    bench.openai.reply('Tea is ', { wait: forever });
    await ask('M1');
    await bench.chat.until(({ view }) => view.markdown !== '');
    bench.openai.reply('Tea is a drink.');
    await bench.restart({ budgets: { limits: [{ for: 'person', per: 'day', usd: 0.0625 }] } }, 0);
    expect((await finished('M1')).view.markdown).toBe('Tea is a drink.');
    await bench.idle();
    const [usd] = await spent();
    expect(usd).toBeGreaterThan(REAL_USD);
    expect(usd).toBeLessThan(2 * REAL_USD);
  });

  it('by a question that was edited meanwhile counts as well', async () => {
    await limits(wide);
    bench.openai.reply('Tea is '.repeat(2_000), { wait: forever });
    await ask('M1');
    await bench.chat.until(() => bench.chat.pages.length > 2);
    bench.openai.reply('Coffee is a drink.');
    const edited = message({ text: 'What is coffee?' });
    await bench.chat.deliver({ type: 'edited', eventId: 'edit', message: edited });
    await finished('M1');
    await bench.idle();
    expect((await spent())[0]).toBeGreaterThan(4_000 * 30e-6 + REAL_USD);
  });

  it.each([
    ['that was edited meanwhile', () => edit('What is coffee?')],
    ['that was taken up again after a restart', () => bench.restart({}, 0)],
  ])('by a question %s is in its usage, run by run', async (_what, leave) => {
    bench.openai.reply('Tea is '.repeat(200), { wait: forever });
    await ask('M1');
    await bench.chat.until(({ view }) => view.markdown !== '');
    bench.openai.reply('A drink.');
    await leave();
    const { turnId } = (await finished('M1')).view.actions[0]!;
    const calls = await bench.calls();
    expect(calls).toMatchObject([{ purpose: 'answer' }, { purpose: 'answer', output_tokens: 20 }]);
    expect(calls[0]!.output_tokens).toBeGreaterThan(300);
    const all = calls.reduce((sum, { cost_usd }) => sum + cost_usd!, 0);
    const [used] = await bench.store.usage({ since: 0 });
    expect(used).toMatchObject({ answers: 1, outputTokens: calls[0]!.output_tokens + 20 });
    expect(used!.usd).toBeCloseTo(all);
    expect((await bench.store.find(turnId))?.cost?.usd).toBeCloseTo(all);
    expect((await spent())[0]).toBeCloseTo(all);
  });

  it('is free again when it waits no more: a turn that is given up holds nothing', async () => {
    await limits(wide);
    await bench.offline(async (store) => {
      const turn = (await store.accept(askEvent({ id: 'M1', eventId: 'M1' }), admitted))!;
      for (let attempt = 0; attempt < 3; attempt += 1) await store.take(conversationKey(conversation()));
      const drawer = { turn: turn.id, person: store.alias('test:U1'), channel: '', workspace: '' };
      await store.reserve(drawer, { usd: 4.99, tokens: 1 }, []);
    });
    expect((await finished('M1')).view.notices[0]).toContain('I gave up');
    expect((await asked('M2')).phase).toBe('done');
    await bench.idle();
    expect((await spent())[0]).toBeCloseTo(REAL_USD);
  });
});
