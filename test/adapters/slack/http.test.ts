/** Events over HTTP: served by somebody else's server, signed, and only acknowledged once taken in. */
import { expect, test } from 'vitest';
import { connect, serve } from './harness.ts';

test('a signed event is taken in and acknowledged', async () => {
  const { slack, event } = await connect({ http: true });
  const direct = slack.directMessage(slack.user('Ann').id);
  const { delivered } = slack.say({ user: direct.name, channel: direct.id, text: 'hi' });

  expect(await delivered).toMatchObject([{ acknowledged: true, attempts: 1 }]);
  expect((await event('message')).message.conversation).toMatchObject({ kind: 'dm', channel: direct.id });
});

test('an event that could not be journalled is delivered again', async () => {
  let tries = 0;
  const { slack, events } = await connect({
    http: true,
    slack: { retryDelaysMs: [0, 0, 0] },
    receive: async () => {
      tries += 1;
      if (tries < 3) throw new Error('the disk is full');
    },
  });
  const direct = slack.directMessage(slack.user('Ann').id);
  const [outcome] = await slack.say({ user: direct.name, channel: direct.id, text: 'hi' }).delivered;

  expect(outcome).toMatchObject({ acknowledged: true, attempts: 3 });
  expect(events).toHaveLength(1);
});

test('a slash command works over HTTP, too', async () => {
  const { slack, event } = await connect({ http: true });
  const run = slack.runCommand({
    user: slack.user('Ann').id,
    channel: slack.channel('general').id,
    text: 'why?',
  });

  expect(await run.delivered).toMatchObject({ acknowledged: true });
  expect((await event('command')).message.text).toBe('why?');
});

test('that Slack drops events is acknowledged: they are to be looked for from that minute on', async () => {
  const { slack, events } = await connect({ http: true });
  const outcome = await slack.dropEvents(slack, new Date('2026-11-20T09:17Z'));

  expect(outcome).toMatchObject({ acknowledged: true, attempts: 1 });
  expect(events).toEqual([
    { type: 'gap', eventId: expect.any(String), since: Date.parse('2026-11-20T09:17Z') },
  ]);
});

test('after the stop nothing is acknowledged, so that Slack keeps it', async () => {
  const { slack, adapter, events } = await connect({ http: true, slack: { retryDelaysMs: [] } });
  const direct = slack.directMessage(slack.user('Ann').id);
  await adapter.stop();
  const [outcome] = await slack.say({ user: direct.name, channel: direct.id, text: 'hi' }).delivered;

  expect(outcome).toMatchObject({ acknowledged: false });
  expect(events).toEqual([]);
});

test('a request with a wrong signature is refused', async () => {
  const { adapter, events } = await connect({ http: true });
  const response = await fetch(`${await serve(adapter)}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
      'x-slack-signature': 'v0=forged',
    },
    body: JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'message' } }),
  });

  expect(response.status).toBe(401);
  expect(events).toEqual([]);
});
