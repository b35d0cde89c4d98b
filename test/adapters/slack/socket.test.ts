/** Events over a socket: what is handed on, and when Slack is told "got it". */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
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

describe('the connection', () => {
  test('comes back after it broke, and what was said meanwhile arrives', async () => {
    const { slack, event } = await connect();
    const direct = slack.directMessage(slack.user('Ann').id);
    slack.dropSockets();
    await slack.until(() => slack.connections() === 0);
    slack.say({ user: direct.name, channel: direct.id, text: 'still there?' });

    expect((await event('message')).message.text).toBe('still there?');
    expect(slack.connections()).toBe(1);
  });

  test('survives that Slack asks for a new one and refuses it at first', async () => {
    const { slack, event } = await connect();
    const direct = slack.directMessage(slack.user('Ann').id);
    slack.fail('apps.connections.open', { error: 'invalid_auth' });
    slack.refreshSockets();
    await slack.until(() => slack.connections() === 0);
    slack.say({ user: direct.name, channel: direct.id, text: 'hello again' });

    expect((await event('message')).message.text).toBe('hello again');
  }, 15_000);

  test('is gone after the stop', async () => {
    const { slack, adapter } = await connect();
    await adapter.stop();
    await slack.until(() => slack.connections() === 0);
    expect(slack.connections()).toBe(0);
  });

  test('lets the process end after the stop', async () => {
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
