import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReplyView, RateLimited, type SurfaceLimits, UserError } from '../../src/chat/index.ts';
import { deliver, emptyView, sentOnce, type TurnEvent } from '../../src/reply/index.ts';
import { frame, SPENT } from './beside.ts';
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

const text = (words: string): TurnEvent => ({ type: 'text', text: words });
const kindsOf = ({ log }: { readonly log: readonly { readonly kind: string }[] }) =>
  log.map(({ kind }) => kind);

async function* viewsOf(...events: readonly TurnEvent[]): AsyncGenerator<ReplyView> {
  let view = emptyView(frame);
  for (const event of events) view = compose(view, event);
  yield view;
}

describe('a page that is complete at once', () => {
  it.each([replace, append])('costs one write ($mode)', async (limits) => {
    const { surface, run } = bench(limits);
    await run(viewsOf(text('All of it.'), done, SPENT));
    expect(kindsOf(surface)).toEqual(['post']);
    expect(surface.pages[0]!.view).toMatchObject({ markdown: 'All of it.', phase: 'done' });
  });

  it('costs one write also in the middle of an answer that comes faster than it can be written', async () => {
    const { surface, clock, platform, run } = bench(replace);
    const whole = longAnswer(20_000);
    await run(answer(clock, whole, { size: 4_000, everyMs: 500 }));
    expect(wordsOf(surface)).toEqual(numbered(whole));
    expectBudgets(platform, replace);
    expect(surface.log.length).toBeLessThan(surface.pages.length + 6);
  });

  it('is noted like every other', async () => {
    const { surface, pacer, clock } = bench(replace);
    const sent = memorySent();
    const once = sentOnce(surface, sent, 0);
    await clock.run(deliver(viewsOf(text(longAnswer(5_000)), done), once, pacer, { signal: running }));
    expect(sent.pages.length).toBeGreaterThan(2);
    expect(sent.pages).toEqual(surface.pages.map(({ id }) => id));
  });
});

describe('the first words', () => {
  it('wait for nothing that is written beside them', async () => {
    const { surface, clock, run } = bench(replace);
    async function* views(): AsyncGenerator<ReplyView> {
      let view = emptyView(frame);
      for (let at = 0; at < 300; at += 1) {
        yield (view = compose(view, { type: 'reasoning', text: `Thought ${at}. ` }));
        await clock.sleep(97, running);
      }
      yield (view = compose(view, text('First words')));
      saidAt = clock.now();
      await clock.sleep(10_000, running);
      yield compose(view, done);
    }
    let saidAt = Infinity;
    let seenAt = Infinity;
    const update = surface.update.bind(surface);
    Object.assign(surface, {
      update: async (id: string, view: ReplyView, signal: AbortSignal) => {
        await update(id, view, signal);
        if (view.markdown !== '') seenAt = Math.min(seenAt, clock.now());
      },
    });
    await run(views());
    expect(seenAt - saidAt).toBeLessThan(50);
    // And the thoughts moved meanwhile.
    expect(surface.log.length).toBeGreaterThan(15);
  });
});

describe('the end', () => {
  it('takes one write when what comes beside the answer follows in a moment', async () => {
    const { surface, clock, run } = bench(replace);
    async function* views(): AsyncGenerator<ReplyView> {
      let view = compose(emptyView(frame), text('Some'));
      yield view;
      await clock.sleep(3_000, running);
      for (const event of [text(' words.'), done, SPENT]) {
        yield (view = compose(view, event));
        await clock.sleep(30, running);
      }
    }
    await run(views());
    expect(kindsOf(surface).slice(-1)).toEqual(['close']);
    expect(surface.pages[0]!.writes).toBeLessThanOrEqual(3);
    expect(surface.pages[0]!.view.footer).toBeDefined();
  });

  it('waits for no turn of progress', async () => {
    const { surface, clock, run } = bench(replace);
    await run(answer(clock, 'word '.repeat(60).trim(), { size: 5, everyMs: 50 }));
    expect(surface.log.at(-1)!.at).toBe(3000);
  });
});

describe('steps', () => {
  it('stand where they happened, and go on on the next page while they run', async () => {
    const { surface, run, clock } = bench({ ...replace, pageSize: 100 });
    const step = (id: string, state: 'running' | 'done'): TurnEvent => ({
      type: 'step',
      step: { id, title: id, state },
    });
    async function* views(): AsyncGenerator<ReplyView> {
      let view = emptyView(frame);
      const events = [
        step('a', 'done'),
        text('word '.repeat(15)),
        step('b', 'running'),
        text('word '.repeat(15)),
      ];
      for (const event of [...events, step('b', 'done'), text('end.'), done]) {
        yield (view = compose(view, event));
        await clock.sleep(3_000, running);
      }
    }
    await run(views());
    expect(surface.pages.map(({ view }) => view.steps.map(({ id, state }) => `${id} ${state}`))).toEqual([
      ['a done'],
      ['b done'],
    ]);
  });
});

describe('an answer with too many pages', () => {
  const small: SurfaceLimits = { ...replace, pageSize: 200, fileBytes: 100_000 };
  const isWhole = (surface: {
    messages: readonly { files: readonly { name: string; data: Uint8Array }[] }[];
  }) =>
    new TextDecoder().decode(
      surface.messages.flatMap(({ files }) => files).find(({ name }) => name === 'answer.md')?.data,
    );

  it('becomes a file that holds all of it, and its last page says so', async () => {
    const { surface, clock, run } = bench(small);
    const whole = longAnswer(10_000);
    await run(answer(clock, whole, { size: 50, everyMs: 50, end: [done, SPENT] }));
    expect(surface.pages).toHaveLength(25);
    const last = surface.pages.at(-1)!;
    expect(last.closed).toBe(true);
    expect(last.view.notices).toEqual([expect.stringContaining('answer.md')]);
    expect(last.view.footer).toBeDefined();
    expect(surface.pages.slice(0, -1).every(({ view }) => view.notices.length === 0)).toBe(true);
    expect(isWhole(surface)).toBe(whole);
    expect(wordsOf(surface)).toEqual(numbered(whole).slice(0, wordsOf(surface).length));
  });

  it('keeps to the pages the platform allows', async () => {
    const { surface, run } = bench({ ...small, pages: 3 });
    const whole = longAnswer(2_000);
    await run(viewsOf(text(whole), done));
    expect(surface.pages).toHaveLength(3);
    expect(isWhole(surface)).toBe(whole);
  });

  it('says what was left out where there can be no file', async () => {
    const { surface, run } = bench({ ...small, pages: 3, fileBytes: 0 });
    await run(viewsOf(text(longAnswer(2_000)), done));
    expect(surface.pages).toHaveLength(3);
    expect(surface.pages.at(-1)!.view.notices).toEqual([
      expect.stringMatching(/its last [\d,]+ characters were left out/),
    ]);
    expect(surface.messages).toEqual([]);
  });

  it('goes on in pages where it would be too large a file', async () => {
    const { surface, clock, run } = bench({ ...small, fileBytes: 9_000 });
    const whole = longAnswer(12_000);
    await run(answer(clock, whole, { size: 100, everyMs: 20 }));
    expect(surface.pages.length).toBeGreaterThan(50);
    expect(wordsOf(surface)).toEqual(numbered(whole));
  });

  it('goes on in pages when the file is refused', async () => {
    const refuse = (_: number, kind: string) => {
      if (kind === 'attach' && surface.messages.length === 0 && (tries += 1) === 1)
        throw new UserError('forbidden', 'I may not post files in this channel.');
    };
    let tries = 0;
    const { surface, run } = bench(small, { refuse });
    const prose = Array.from({ length: 1_500 }, (_, index) => `w${index}`).join(' ');
    await run(viewsOf(text(prose), done));
    expect(surface.messages[0]!.markdown).toContain('I may not post files in this channel.');
    expect(wordsOf(surface)).toEqual(numbered(prose));
  });
});

describe('whatever happens on the way', () => {
  it.each([replace, append])(
    'no word is lost or doubled ($mode)',
    async (limits) => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            length: fc.integer({ min: 1, max: 5_000 }),
            size: fc.integer({ min: 1, max: 400 }),
            everyMs: fc.integer({ min: 1, max: 300 }),
            // Where text only grows, a page ends in its last tenth: that has to hold a word and a line of this code.
            pageSize: fc.integer({ min: 500, max: 3_000 }),
            wayMs: fc.integer({ min: 0, max: 250 }),
            faults: fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
          }),
          async ({ length, size, everyMs, pageSize, wayMs, faults }) => {
            const refuse = () => {
              const fault = faults.next().value;
              if (fault === 0) throw new Error('502 Bad Gateway');
              if (fault === 1) throw new RateLimited(1_000);
            };
            const { surface, clock, run } = bench({ ...limits, pageSize }, { refuse, wayMs });
            const whole = longAnswer(length);
            await run(answer(clock, whole, { size, everyMs }));
            expect(wordsOf(surface)).toEqual(numbered(whole));
            expect(surface.pages.every(({ closed }) => closed)).toBe(true);
          },
        ),
        { numRuns: 15 },
      );
    },
    60_000,
  );
});
