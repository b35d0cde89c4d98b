/** How Slack's events get in while the journal is slow, busy or closed: acknowledged in time or delivered again, the same. */
import { createHmac } from 'node:crypto';
import type { App, ReceiverEvent } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createGate } from '../../../adapters/slack/intake/gate.ts';
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import { LIMITS } from '../../../adapters/slack/limits.ts';
import type { ChatEvent } from '../../../src/chat/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { connect, serve, slackOptions, startLoopback } from './harness.ts';

/** A journal that takes nothing in until it is opened. */
function stuck() {
  const opened = Promise.withResolvers<void>();
  const arrived: ChatEvent[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    arrived,
    /** So many events have come. */
    come: (count: number) =>
      new Promise<void>((resolve) => {
        if (arrived.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    open: opened.resolve,
    receive: async (event: ChatEvent) => {
      arrived.push(event);
      for (const { count, resolve } of waiting) if (arrived.length >= count) resolve();
      await opened.promise;
    },
  };
}

describe.each([
  ['over a socket', false],
  ['over HTTP', true],
] as const)('%s', (_, http) => {
  test('what cannot be journalled in time is not acknowledged, and comes again as the same event', async () => {
    const journal = stuck();
    const { slack, events } = await connect({ http, receive: journal.receive });
    const direct = slack.directMessage(slack.user('Ann').id);
    const { delivered } = slack.say({ user: direct.name, channel: direct.id, text: 'hi' });
    // Slack waits for three seconds and delivers it again, at once.
    await journal.come(2);
    journal.open();
    expect(await delivered).toMatchObject([{ acknowledged: true, attempts: 2 }]);
    expect(new Set(journal.arrived.map(({ eventId }) => eventId)).size).toBe(1);
    expect(events).toHaveLength(2);
  }, 15_000);

  test('what is being journalled at the stop is acknowledged yet, and nothing new is let in', async () => {
    const journal = stuck();
    const { slack, adapter, events } = await connect({
      http,
      slack: { retryDelaysMs: [] },
      receive: journal.receive,
    });
    const direct = slack.directMessage(slack.user('Ann').id);
    const say = () => slack.say({ user: direct.name, channel: direct.id, text: 'hi' }).delivered;
    const first = say();
    await journal.come(1);
    const stopped = adapter.stop();
    const second = say();
    journal.open();
    expect(await first).toMatchObject([{ acknowledged: true, attempts: 1 }]);
    await stopped;
    expect(await second).toMatchObject([{ acknowledged: false }]);
    expect(events).toHaveLength(1);
    expect(adapter.isConnected?.()).toBe(false);
  });
});

test('no more are let in at the same time than memory holds', async () => {
  const held = Promise.withResolvers<void>();
  const gate = createGate(createLogger('silent'));
  const app = gate.inFrontOf({ processEvent: () => held.promise } as unknown as App);
  const event = { body: {}, ack: () => Promise.resolve() } as ReceiverEvent;
  const all = Array.from({ length: LIMITS.eventsAtOnce }, () => app.processEvent(event));
  await expect(app.processEvent(event)).rejects.toThrow('too many');
  held.resolve();
  await Promise.all(all);
  await app.processEvent(event);
});

describe('behind a load balancer', () => {
  /** Two processes that share nothing but a journal, with Slack's requests going to one after the other. */
  async function balanced(receive: (event: ChatEvent, process: number) => Promise<void>) {
    const slack = await startLoopback({ retryDelaysMs: [0, 0, 0] });
    const { appToken: _, ...options } = slackOptions(slack, { signingSecret: slack.signingSecret });
    const adapters = [0, 1].map(() => createSlackAdapter(options));
    const urls = await Promise.all(adapters.map(async (adapter) => `${await serve(adapter)}/slack/events`));
    for (const [index, adapter] of adapters.entries()) await adapter.start((event) => receive(event, index));
    onTestFinished(async () => void (await Promise.all(adapters.map((adapter) => adapter.stop()))));
    slack.sendEventsTo(...urls);
    return { slack, adapters, urls, direct: slack.directMessage(slack.user('Ann').id) };
  }

  test('what one process fails to take in the other one gets, by the same id', async () => {
    const seen: [id: string, process: number][] = [];
    const { slack, direct } = await balanced(async (event, index) => {
      seen.push([event.eventId, index]);
      if (seen.length === 1) throw new Error('the database is away');
    });
    const { delivered } = slack.say({ user: direct.name, channel: direct.id, text: 'hi' });
    expect(await delivered).toMatchObject([{ acknowledged: true, attempts: 2 }]);
    expect(seen).toEqual([
      [expect.stringMatching(/^slack:Ev/), 0],
      [seen[0]![0], 1],
    ]);
  });

  test('one that ends sends nobody away for good', async () => {
    const seen: number[] = [];
    const { slack, adapters, direct } = await balanced(async (_, index) => void seen.push(index));
    await adapters[0]!.stop();
    const { delivered } = slack.say({ user: direct.name, channel: direct.id, text: 'hi' });
    expect(await delivered).toMatchObject([{ acknowledged: true, attempts: 2 }]);
    expect(seen).toEqual([1]);
  });

  test('any of them answers for the address that Slack is given', async () => {
    const { slack, urls } = await balanced(() => Promise.resolve());
    const body = JSON.stringify({ type: 'url_verification', token: 'verification', challenge: 'a riddle' });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', slack.signingSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    for (const url of urls) {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${signature}`,
        },
      });
      expect([response.status, await response.json()]).toEqual([200, { challenge: 'a riddle' }]);
    }
  });
});
