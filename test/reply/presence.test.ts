import { describe, expect, it } from 'vitest';
import { RateLimited, type ReplyView } from '../../src/chat/index.ts';
import { deliver, emptyView, sentOnce, type TurnEvent } from '../../src/reply/index.ts';
import { frame, SPENT } from './beside.ts';
import { bench, compose, done, replace, running } from './harness.ts';
import type { ManualClock } from './manual-clock.ts';
import { memorySent } from './memory-sent.ts';

const text: TurnEvent = { type: 'text', text: 'Here it is.' };

/** Thinks for so long, and then answers. */
async function* thinking(
  clock: ManualClock,
  ms: number,
  ...events: readonly TurnEvent[]
): AsyncGenerator<ReplyView> {
  let view = emptyView(frame);
  yield view;
  await clock.sleep(ms, running);
  for (const event of events) {
    yield (view = compose(view, event));
    await clock.sleep(1_000, running);
  }
}

const signsOf = ({ log }: { readonly log: readonly { readonly kind: string; readonly at: number }[] }) =>
  log.flatMap(({ kind, at }) => (kind === 'presence' || kind === 'clear' ? [`${kind}@${at}`] : []));

describe('the sign that an answer is being worked on', () => {
  it('is shown again and again until there is text, and cleared once', async () => {
    const { surface, clock, run } = bench(replace, { refreshMs: 8_000 });
    await run(thinking(clock, 20_000, text, done));
    expect(signsOf(surface)).toEqual(['presence@0', 'presence@8000', 'presence@16000', 'clear@20000']);
  });

  it('goes on until all of the answer is there, where its place wants that', async () => {
    const { surface, clock, run } = bench(replace, { refreshMs: 8_000, until: 'end' });
    await run(
      (async function* () {
        let view = compose(emptyView(frame), text);
        yield view;
        await clock.sleep(20_000, running);
        yield (view = compose(view, done));
        await clock.sleep(20_000, running);
        yield compose(view, SPENT);
      })(),
    );
    expect(signsOf(surface)).toEqual(['presence@0', 'presence@8000', 'presence@16000', 'clear@20000']);
  });

  it('is cleared when the turn ends without text', async () => {
    const { surface, clock, run } = bench(replace, { refreshMs: 8_000 });
    await run(thinking(clock, 5_000, { type: 'failed', sentence: 'No.' }));
    expect(signsOf(surface)).toEqual(['presence@0', 'clear@5000']);
  });

  it('is cleared before an aborted delivery ends, and after the last time it was shown', async () => {
    const { surface, clock, pacer } = bench(replace, { refreshMs: 8_000, wayMs: 400 });
    const abort = new AbortController();
    const delivery = deliver(thinking(clock, 60_000, text, done), surface, pacer, { signal: abort.signal });
    const ended = delivery.then(undefined, () => signsOf(surface));
    await clock.advance(9_000);
    abort.abort(new Error('asked anew'));
    // The second one is on its way: it is waited for, and cleared after it.
    await expect(clock.run(ended)).resolves.toEqual(['presence@400', 'presence@9200', 'clear@10000']);
  });

  it('is cleared when the answer cannot be delivered', async () => {
    const refuse = (_: number, kind: string) => {
      if (kind !== 'presence') throw new Error('500');
    };
    const { surface, clock, run } = bench(replace, { refuse, refreshMs: 60_000 });
    await expect(run(thinking(clock, 900_000, text, done))).rejects.toThrow('500');
    expect(signsOf(surface).at(-1)).toMatch(/^clear/);
  });

  it('hurts nobody when it fails, and clearing is tried again', async () => {
    let tries = 0;
    const refuse = (_: number, kind: string) => {
      if (kind !== 'presence') return;
      tries += 1;
      if (tries === 1) throw new RateLimited(1_000);
      if (tries % 2 === 1) throw new Error('503');
    };
    const { surface, clock, run } = bench(replace, { refuse, refreshMs: 3_000 });
    await run(thinking(clock, 7_000, text, done));
    expect(surface.pages[0]!.view.markdown).toBe('Here it is.');
    expect(signsOf(surface)).toEqual(['presence@3000', expect.stringMatching(/^clear/)]);
  });

  it('says enough while a page without text waits a moment for its first words', async () => {
    const { surface, clock, run } = bench(replace, { refreshMs: 8_000 });
    await run(thinking(clock, 200, text, done));
    expect(signsOf(surface)).toEqual(['presence@0', 'clear@200']);
    expect(surface.log.find(({ kind }) => kind === 'open')?.at).toBe(200);
  });

  it('is not shown of an answer that is there at once', async () => {
    const { surface, run } = bench(replace, { refreshMs: 3_000 });
    const view = [text, done].reduce(compose, emptyView(frame));
    await run(
      (async function* () {
        yield view;
      })(),
    );
    expect(signsOf(surface)).toEqual([]);
  });
});

describe('a question that is asked anew', () => {
  it('finds nothing of the first answer still being written', async () => {
    const { surface, clock, pacer } = bench(replace, { wayMs: 300 });
    for (const at of [100, 450, 900, 1_350, 2_000]) {
      const abort = new AbortController();
      const sent = memorySent();
      const before = surface.pages.length;
      const delivery = deliver(
        (async function* () {
          let view = emptyView(frame);
          for (let i = 0; ; i += 1) {
            yield (view = compose(view, { type: 'text', text: `word${i} ` }));
            await clock.sleep(40, running);
          }
        })(),
        sentOnce(surface, sent, 0),
        pacer,
        { signal: abort.signal },
      );
      const rejected = delivery.catch((error: unknown) => [error, surface.log.length] as const);
      await clock.advance(at);
      abort.abort(new Error('asked anew'));
      const [error, writes] = (await clock.run(rejected))!;
      expect(error).toEqual(new Error('asked anew'));
      await clock.advance(5_000);
      expect(surface.log.length).toBe(writes);
      // The next answer goes on where this one stands: every page that is there was noted.
      expect(sent.pages).toEqual(surface.pages.slice(before).map(({ id }) => id));
      for (const page of surface.pages) page.closed = true;
    }
  });
});
