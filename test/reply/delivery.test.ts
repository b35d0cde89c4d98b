import { describe, expect, it } from 'vitest';
import { RateLimited, UserError, type ReplyView } from '../../src/chat/index.ts';
import { deliver, emptyView, sentOnce, type TurnEvent } from '../../src/reply/index.ts';
import { frame, receipt, SPENT, SPENT_LINE } from './beside.ts';
import {
  answer,
  append,
  bench,
  compose,
  done,
  expectBudgets,
  longAnswer,
  numbered,
  replace,
  running,
  wordsOf,
} from './harness.ts';
import { memorySent } from './memory-sent.ts';
import { recordingSurface } from './recording-surface.ts';

describe('delivery', () => {
  it('opens the first page at once and ends with the whole answer, closed', async () => {
    const { surface, clock, run } = bench(replace);
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(10).trim();
    await run(answer(clock, text, { end: [done, SPENT] }));
    expect(surface.pages).toHaveLength(1);
    expect(surface.pages[0]).toMatchObject({ openedAt: 0, closed: true });
    expect(surface.pages[0]!.view).toMatchObject({
      phase: 'done',
      markdown: text,
      footer: SPENT_LINE,
      actions: [{ id: 'regenerate' }, { id: 'harder' }, { id: 'saw' }],
    });
  });

  it('draws the newest view when its turn comes and nothing that is already visible', async () => {
    const { surface, clock, run } = bench(replace);
    await run(answer(clock, 'word '.repeat(40).trim(), { size: 1, everyMs: 10 }));
    // Two hundred views in two seconds: one write to open, one for the first word, few more, and one to close.
    const kinds = surface.log.map(({ kind }) => kind);
    expect(kinds).toEqual(['open', 'update', 'update', 'update', 'close']);
    expect(surface.log.at(-1)!.at).toBeLessThanOrEqual(2000);
  });

  it.each([
    ['2000 characters that are edited', replace],
    ['9000 bytes that only grow', append],
  ])('gives 40,000 characters with code and tables whole, on pages of %s', async (_, limits) => {
    const { surface, clock, platform, run } = bench(limits);
    const text = longAnswer(40_000);
    await run(answer(clock, text, { size: 37, everyMs: 90 }));
    expect(wordsOf(surface)).toEqual(numbered(text));
    expect(surface.pages.length).toBeGreaterThan(4);
    expect(surface.pages.every(({ closed }) => closed)).toBe(true);
    for (const { view } of surface.pages)
      expect(view.markdown.match(/^ *```/gm)?.length ?? 0).toSatisfy((n: number) => n % 2 === 0);
    expectBudgets(platform, limits);
  });

  it('keeps receipts on the first page, notices and footer on the last, and the buttons that stay there too', async () => {
    const { surface, clock, run } = bench(replace);
    const end: TurnEvent[] = [{ type: 'notice', text: 'Cut.' }, done, SPENT];
    await run(answer(clock, longAnswer(6_000), { end }));
    const views = surface.pages.map(({ view }) => view);
    expect(views.length).toBeGreaterThan(2);
    expect(views.map(({ receipts }) => receipts.length)).toEqual(
      views.map((_, index) => (index === 0 ? 1 : 0)),
    );
    expect(views.map(({ notices }) => notices.length)).toEqual(
      views.map((_, index) => (index === views.length - 1 ? 1 : 0)),
    );
    expect(views.map(({ footer }) => footer).filter(Boolean)).toEqual([SPENT_LINE]);
    expect(views.at(-1)!.footer).toBe(SPENT_LINE);
    expect(views.map(({ actions }) => actions.map(({ id }) => id))).toEqual(
      views.map((_, index) => (index === views.length - 1 ? ['regenerate', 'harder', 'files', 'saw'] : [])),
    );
  });

  it('lets fifty replies share one bucket: no write too early, every answer whole', async () => {
    const { clock, platform, pacer } = bench(replace);
    const texts = Array.from({ length: 50 }, (_, index) => longAnswer(300 + index * 30));
    const surfaces = texts.map(() => recordingSurface(platform, replace));
    await clock.run(
      Promise.all(
        texts.map((text, index) =>
          deliver(answer(clock, text), surfaces[index]!, pacer, { signal: running }),
        ),
      ),
    );
    expect(surfaces.map(wordsOf)).toEqual(texts.map(numbered));
    expectBudgets(platform, replace);
  });

  it.each([replace, append])(
    'loses and doubles nothing when the platform fails on the way ($mode)',
    async (limits) => {
      const refuse = (write: number) => {
        if (write % 7 === 3) throw new RateLimited(4000);
        if (write % 5 === 1) throw new Error('500 Internal Server Error');
      };
      const { surface, clock, run } = bench(limits, { refuse });
      const text = longAnswer(12_000);
      await run(answer(clock, text));
      expect(wordsOf(surface)).toEqual(numbered(text));
      expect(surface.pages.every(({ closed }) => closed)).toBe(true);
    },
  );

  it('gives up on a failure that stays, after trying again with growing waits', async () => {
    const refuse = () => {
      throw new Error('500 Internal Server Error');
    };
    const { surface, clock, run } = bench(replace, { refuse });
    await expect(run(answer(clock, 'Hello.'))).rejects.toThrow('500');
    expect(surface.pages).toEqual([]);
    expect(clock.now()).toBeGreaterThan(15_000);
  });

  it('ends with what a person can act on, without trying again', async () => {
    const refusal = new UserError('forbidden', 'I may not write in this channel.', 'Give me the permission.');
    const refuse = () => {
      throw refusal;
    };
    const { clock, platform, run } = bench(replace, { refuse });
    await expect(run(answer(clock, 'Hello.'))).rejects.toBe(refusal);
    expect([...platform.writes.values()].flat()).toHaveLength(1);
  });

  it('goes on on a new page when the time of one is over', async () => {
    const limits = { ...append, pageLifetimeMs: 10_000 };
    const { surface, clock, run } = bench(limits);
    const text = longAnswer(4_000);
    await run(answer(clock, text, { size: 10, everyMs: 100 }));
    expect(surface.pages.length).toBeGreaterThanOrEqual(4);
    expect(wordsOf(surface)).toEqual(numbered(text));
  });

  it('goes on on a new page when preparing takes longer than a page lives, receipts and all', async () => {
    const { surface, clock, run } = bench(append);
    async function* slowly(): AsyncGenerator<ReplyView> {
      let view = compose(emptyView(frame), { type: 'status', text: 'Fetching clip.mp4…' });
      yield view;
      await clock.sleep(append.pageLifetimeMs! + 1_000, running);
      yield (view = compose(view, { type: 'status', text: 'Watching clip.mp4…' }));
      await clock.sleep(10_000, running);
      for (const event of [{ type: 'receipt', receipt }, { type: 'text', text: 'A cat.' }, done] as const)
        yield (view = compose(view, event));
    }
    await run(slowly());
    expect(surface.pages.map(({ view }) => [view.phase, view.markdown, view.receipts.length])).toEqual([
      ['working', '', 0],
      ['done', 'A cat.', 1],
    ]);
  });

  it('outlasts an outage of minutes at the end of an answer', async () => {
    let isDown = false;
    const refuse = () => {
      if (isDown) throw new Error('502');
    };
    const { surface, clock, run } = bench(replace, { refuse });
    async function* untilTheOutage(): AsyncGenerator<ReplyView> {
      let view = compose(emptyView(frame), { type: 'text', text: 'The ' });
      yield view;
      await clock.sleep(5_000, running);
      isDown = true;
      void clock.sleep(240_000, running).then(() => (isDown = false));
      for (const event of [{ type: 'text', text: 'end.' }, done] as const)
        yield (view = compose(view, event));
    }
    await run(untilTheOutage());
    expect(surface.pages.map(({ view, closed }) => [view.markdown, closed])).toEqual([['The end.', true]]);
  });

  it('shows what had arrived when the turn is stopped or fails', async () => {
    const stopped = bench(replace);
    await stopped.run(answer(stopped.clock, 'Half an ans', { end: [{ type: 'stopped' }] }));
    expect(stopped.surface.pages[0]!.view).toMatchObject({
      phase: 'stopped',
      markdown: 'Half an ans',
      notices: ['Stopped.'],
    });

    const failed = bench(append);
    await failed.run(
      answer(failed.clock, '```ts\nconst a', {
        end: [{ type: 'failed', sentence: 'The provider hung up.' }],
      }),
    );
    expect(failed.surface.pages[0]!.view).toMatchObject({
      phase: 'failed',
      markdown: '```ts\nconst a\n```',
      notices: ['The provider hung up.'],
    });
  });

  it('notes the id of each page before anything else is written', async () => {
    const { clock, surface, pacer } = bench(replace);
    const seen: string[] = [];
    const sent = memorySent((id) => void seen.push(`${id} after ${surface.pages.at(-1)!.writes} write`));
    const once = sentOnce(surface, sent, 0);
    await clock.run(deliver(answer(clock, longAnswer(5_000)), once, pacer, { signal: running }));
    expect(seen).toEqual(surface.pages.map(({ id }) => `${id} after 1 write`));
  });

  it('stops at once when the process ends, and lets go of the views', async () => {
    const { clock, surface, pacer } = bench(replace);
    const shutdown = new AbortController();
    let released = false;
    const endless = (async function* () {
      try {
        yield emptyView(frame);
        for (let i = 0; ; i += 1) {
          await clock.sleep(100, running);
          yield { ...emptyView(frame), markdown: 'x'.repeat(i) };
        }
      } finally {
        released = true;
      }
    })();
    const delivery = deliver(endless, surface, pacer, { signal: shutdown.signal });
    await clock.advance(5_050);
    shutdown.abort(new Error('shutting down'));
    await expect(delivery).rejects.toThrow('shutting down');
    await clock.advance(200);
    expect(released).toBe(true);
    expect(surface.pages[0]!.closed).toBe(false);
  });

  /** Rejects as a request does that is torn. */
  const torn = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it.each([
    [
      'waits for a new page that is on its way when the process ends: nobody would know of it',
      100,
      ['page-1'],
    ],
    ['but not for long', 60_000, []],
  ])('%s', async (_what, wayMs, known) => {
    const { clock, surface, pacer } = bench(replace, { wayMs });
    const shutdown = new AbortController();
    const sent = memorySent();
    const open: typeof surface.open = (view, signal) =>
      Promise.race([surface.open(view, signal), torn(signal)]);
    const delivery = deliver(
      answer(clock, 'So far', { everyMs: 0 }),
      sentOnce({ ...surface, open, post: open }, sent, 0),
      pacer,
      { signal: shutdown.signal },
    );
    await clock.advance(50);
    shutdown.abort(new Error('shutting down'));
    await Promise.all([expect(delivery).rejects.toThrow('shutting down'), clock.advance(6_000)]);
    expect(sent.pages).toEqual(known);
  });

  it('passes on what the views throw, after drawing what came before', async () => {
    const { surface, run } = bench(replace);
    const broken = (async function* () {
      yield { ...emptyView(frame), markdown: 'So far' };
      throw new Error('a bug');
    })();
    await expect(run(broken)).rejects.toThrow('a bug');
    expect(surface.pages[0]!.view.markdown).toBe('So far');
  });
});
