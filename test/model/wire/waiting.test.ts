import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOpenAi, type LoopbackOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question } from '../ask.ts';
import { manualClock, type ManualClock } from '../manual-clock.ts';

let openai: LoopbackOpenAi;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  openai = await startOpenAi();
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const forever = new Promise<never>(() => {});

describe.each(DIALECTS)('over %s', (dialect) => {
  const stream = (signal = never) => clientOf(openai, dialect, { clock }).stream(question('Hello'), signal);

  describe('silence', () => {
    it('of two minutes in the middle of an answer ends it', async () => {
      openai.reply('Once ', { wait: forever });
      const events = stream()[Symbol.asyncIterator]();
      expect(await events.next()).toMatchObject({ value: { text: 'Once ' } });
      const next = events.next();
      const told = expect(next).rejects.toMatchObject({
        code: 'model-silent',
        message: expect.stringContaining('120 seconds'),
      });
      clock.advance(120_000);
      await told;
      expect(await openai.requests[0]?.closed).toBe(false);
    });

    it('of five minutes before the first byte ends the request', async () => {
      openai.fail({ stall: forever });
      const told = expect(collect(stream())).rejects.toMatchObject({ code: 'model-silent' });
      await openai.until(() => true);
      clock.advance(300_000);
      await told;
    });

    it('is broken by a keepalive', async () => {
      const soon = Promise.withResolvers<void>();
      const later = Promise.withResolvers<void>();
      openai.reply('Once ', { wait: soon.promise }, { keepalive: true }, { wait: later.promise }, 'upon.');
      const events = stream()[Symbol.asyncIterator]();
      await events.next();
      const next = events.next();
      clock.advance(100_000);
      const heard = clock.looked();
      soon.resolve();
      await heard;
      clock.advance(100_000);
      later.resolve();
      expect(await next).toMatchObject({ value: { text: 'upon.' } });
    });

    it('while the reader is busy is not the server’s', async () => {
      openai.reply('Once ', 'upon.');
      const events = stream()[Symbol.asyncIterator]();
      await events.next();
      clock.advance(1_000_000);
      expect(await events.next()).toMatchObject({ value: { text: 'upon.' } });
    });
  });

  describe('stopping', () => {
    const reason = new Error('stopped by its reader');

    it('before the request sends none', async () => {
      await expect(collect(stream(AbortSignal.abort(reason)))).rejects.toBe(reason);
      expect(openai.requests).toHaveLength(0);
    });

    it('before the first byte hangs up', async () => {
      const stop = new AbortController();
      openai.fail({ stall: forever });
      const told = expect(collect(stream(stop.signal))).rejects.toBe(reason);
      const request = await openai.until(() => true);
      stop.abort(reason);
      await told;
      expect(await request.closed).toBe(false);
    });

    it('in the middle of an answer hangs up', async () => {
      const stop = new AbortController();
      openai.reply('Once ', { wait: forever });
      const events = stream(stop.signal)[Symbol.asyncIterator]();
      await events.next();
      const told = expect(events.next()).rejects.toBe(reason);
      stop.abort(reason);
      await told;
      expect(await openai.requests[0]?.closed).toBe(false);
    });

    it('in the pause before another try asks no more', async () => {
      const stop = new AbortController();
      openai.fail({ status: 429, message: 'Slow down', headers: { 'retry-after': '7' } });
      const told = expect(collect(stream(stop.signal))).rejects.toBe(reason);
      await clock.sleeping(7000);
      stop.abort(reason);
      await told;
      expect(openai.requests).toHaveLength(1);
    });

    it('by reading no further hangs up', async () => {
      openai.reply('Once ', { wait: forever });
      for await (const event of stream()) if (event.type === 'text') break;
      expect(await openai.requests[0]?.closed).toBe(false);
    });
  });
});
