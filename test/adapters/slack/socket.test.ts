/** Events over a socket: what is handed on, and when Slack is told "got it". */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import { connect, slackOptions, startLoopback } from './harness.ts';

describe('a mention in a channel', () => {
  test('arrives as two events with different ids that share an alias', async () => {
    const { slack, events } = await connect();
    const ann = slack.user('Ann');
    const general = slack.channel('general');
    const { ts, delivered } = slack.say({
      user: ann.id,
      channel: general.id,
      text: `<@${slack.botUserId}> hi`,
    });
    await delivered;

    const messages = events.filter((event) => event.type === 'message');
    expect(messages).toHaveLength(2);
    expect(new Set(messages.map(({ eventId }) => eventId)).size).toBe(2);
    for (const event of messages) {
      expect(event.eventId).toMatch(/^slack:Ev/);
      expect(event.aliases).toEqual([`slack:${slack.team}:${general.id}:${ts}`]);
      expect(event.message).toMatchObject({
        text: 'hi',
        mentionsUs: true,
        author: { id: ann.id, name: 'Ann' },
      });
    }
  });

  test('is acknowledged only after it was taken in', async () => {
    const order: string[] = [];
    const { slack } = await connect({ receive: async () => void order.push('journalled') });
    const direct = slack.directMessage(slack.user('Ann').id);
    const { delivered } = slack.say({ user: direct.name, channel: direct.id, text: 'hi' });
    await delivered.then(() => order.push('acknowledged'));
    expect(order).toEqual(['journalled', 'acknowledged']);
  });

  test('is delivered again when it could not be journalled', async () => {
    let tries = 0;
    const { slack, events } = await connect({
      slack: { ackMs: 200 },
      receive: async () => {
        tries += 1;
        if (tries === 1) throw new Error('the disk is full');
      },
    });
    const direct = slack.directMessage(slack.user('Ann').id);
    const [outcome] = await slack.say({ user: direct.name, channel: direct.id, text: 'hi' }).delivered;

    expect(outcome).toMatchObject({ acknowledged: true, attempts: 2 });
    expect(events).toHaveLength(1);
  });
});

/** Both connections are there. */
async function connected() {
  const scene = await connect();
  await scene.slack.until((slack) => slack.connections() === 2);
  return scene;
}

describe('the connections', () => {
  test('are two, and an event may come over either', async () => {
    const { slack, events } = await connected();
    const direct = slack.directMessage(slack.user('Ann').id);
    for (const text of ['one', 'two', 'three']) {
      const [outcome] = await slack.say({ user: direct.name, channel: direct.id, text }).delivered;
      expect(outcome).toEqual({ acknowledged: true, attempts: 1, response: {} });
    }
    expect(events).toHaveLength(3);
  });

  test('of which one is made anew leave nobody unheard', async () => {
    const { slack, adapter, events } = await connected();
    const direct = slack.directMessage(slack.user('Ann').id);
    for (const lose of [() => slack.refreshSockets(0), () => slack.dropSockets(0)]) {
      const opened = slack.openedSockets();
      lose();
      await slack.until(() => slack.connections() === 1);
      expect(adapter.isConnected?.()).toBe(true);
      const [outcome] = await slack.say({ user: direct.name, channel: direct.id, text: 'hi' }).delivered;
      expect(outcome).toMatchObject({ acknowledged: true, attempts: 1 });
      await slack.until(() => slack.openedSockets() === opened + 1);
    }
    expect(events.map(({ type }) => type)).toEqual(['message', 'message']);
  }, 20_000);

  test('that are both asked to leave go one after the other', async () => {
    const { slack, adapter, events } = await connected();
    let fewest = 2;
    const watching = slack.until(() => {
      fewest = Math.min(fewest, slack.connections());
      return slack.openedSockets() === 4;
    });
    slack.refreshSockets(undefined, 'warning');
    slack.refreshSockets();
    await watching;
    expect(fewest).toBe(1);
    expect(adapter.isConnected?.()).toBe(true);
    expect(events).toEqual([]);
  }, 20_000);

  test('that both broke come back, what Slack delivers again arrives, and somebody is told to look for the rest', async () => {
    const before = Date.now();
    const { slack, adapter, event } = await connected();
    const direct = slack.directMessage(slack.user('Ann').id);
    slack.dropSockets();
    await slack.until(() => slack.connections() === 0);
    slack.say({ user: direct.name, channel: direct.id, text: 'still there?' });

    const { since, eventId } = await event('gap');
    expect(eventId).toBe(`slack:gap:${since}`);
    expect(since).toBeLessThan(before);
    expect(before - since).toBeLessThan(70_000);
    await slack.until(() => slack.connections() === 2);
    expect(adapter.isConnected?.()).toBe(true);
    slack.retryNow();
    expect((await event('message')).message.text).toBe('still there?');
  }, 20_000);

  test('survive that Slack refuses new ones at first', async () => {
    const { slack, event } = await connected();
    const direct = slack.directMessage(slack.user('Ann').id);
    slack.fail('apps.connections.open', { error: 'invalid_auth', times: 2 });
    slack.dropSockets();
    await slack.until(() => slack.openedSockets() > 2 && slack.connections() > 0);
    slack.say({ user: direct.name, channel: direct.id, text: 'hello again' });

    expect((await event('message')).message.text).toBe('hello again');
  }, 20_000);

  test('are ten at most for all processes together, and who comes then says so', async () => {
    const slack = await startLoopback();
    const adapters = Array.from({ length: 6 }, () => createSlackAdapter(slackOptions(slack)));
    onTestFinished(async () => void (await Promise.all(adapters.map((adapter) => adapter.stop()))));
    for (const [index, adapter] of adapters.slice(0, 5).entries()) {
      await adapter.start(() => Promise.resolve());
      await slack.until(() => slack.connections() === 2 * (index + 1));
    }
    await expect(adapters[5]!.start(() => Promise.resolve())).rejects.toMatchObject({
      code: 'slack-too-many-sockets',
      hint: expect.stringContaining('HTTP'),
    });
    expect(slack.connections()).toBe(10);
    await adapters[0]!.stop();
    await slack.until(() => slack.connections() === 8);
    expect(adapters[0]!.isConnected?.()).toBe(false);
  }, 20_000);

  test('that are on their way at the stop end nothing but themselves', async () => {
    const { slack, adapter } = await connected();
    const asked = () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
    slack.dropSockets();
    await slack.until(() => asked() > 2);
    await adapter.stop();
    await slack.until(() => slack.connections() === 0);
    expect(adapter.isConnected?.()).toBe(false);
  }, 20_000);

  test('are gone after the stop', async () => {
    const { slack, adapter } = await connected();
    await adapter.stop();
    await slack.until(() => slack.connections() === 0);
    expect(slack.connections()).toBe(0);
  });

  test('let the process end after the stop', async () => {
    const slack = await startLoopback();
    const program = join(import.meta.dirname, 'stop-and-exit.ts');
    const ended = promisify(execFile)(process.execPath, [
      program,
      slack.botToken,
      slack.appToken,
      slack.apiUrl,
    ]);
    await expect(ended).resolves.toMatchObject({ stderr: '' });
  });

  test('with a wrong app token the start fails and names the setting', async () => {
    const slack = await startLoopback();
    const adapter = createSlackAdapter(slackOptions(slack, { appToken: 'xapp-wrong' }));
    await expect(adapter.start(() => Promise.resolve())).rejects.toMatchObject({
      code: 'slack-app-token',
      message: expect.stringContaining('SLACK_APP_TOKEN'),
    });
  });

  test('with a wrong bot token the start fails and names the setting', async () => {
    const slack = await startLoopback();
    const adapter = createSlackAdapter(slackOptions(slack, { botToken: 'xoxb-wrong' }));
    await expect(adapter.start(() => Promise.resolve())).rejects.toMatchObject({
      code: 'slack-invalid-auth',
      hint: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
  });
});
