/** How the loopback Slack delivers over sockets: to any of them, and again when it is not acknowledged. */
import { webApi } from '@slack/bolt';
import { WebSocket } from 'ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSlack, type LoopbackSlackOptions } from './index.ts';

async function start(options: LoopbackSlackOptions = {}) {
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const say = (text: string) => slack.say({ user: ann.id, channel: general.id, text });
  return { slack, ann, general, say };
}

interface Frame {
  readonly type: string;
  readonly reason?: string;
  readonly num_connections?: number;
  readonly envelope_id?: string;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
  readonly payload?: { readonly event_id: string };
}

/** An app that opens sockets and acknowledges as `answers` says. */
async function listen(slack: Awaited<ReturnType<typeof start>>['slack'], answers: (frame: Frame) => boolean) {
  const app = new webApi.WebClient(slack.appToken, { slackApiUrl: slack.apiUrl });
  const { url } = await app.apps.connections.open({});
  const socket = new WebSocket(url!);
  const frames: Frame[] = [];
  const hello = Promise.withResolvers<void>();
  socket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as Frame;
    frames.push(frame);
    hello.resolve();
    if (frame.envelope_id !== undefined && answers(frame))
      socket.send(JSON.stringify({ envelope_id: frame.envelope_id }));
  });
  await hello.promise;
  return { socket, frames };
}

describe('sockets', () => {
  test('each get a share of the events, and ten are the most', async () => {
    const { slack, say } = await start();
    const listeners = [];
    for (let i = 0; i < 10; i++) listeners.push(await listen(slack, () => true));
    expect(listeners.map(({ frames }) => frames[0]?.num_connections)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    const eleventh = await listen(slack, () => true);
    expect(eleventh.frames).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }]);
    for (let i = 0; i < 10; i++) await say('hi').delivered;
    expect(listeners.map(({ frames }) => frames.length)).toEqual(Array(10).fill(2));
  });

  test('that are not there are waited for, as long as three more tries last', async () => {
    const { slack, say } = await start();
    const { delivered } = say('hi');
    const { frames } = await listen(slack, () => true);
    slack.retryNow();
    expect(await delivered).toEqual([{ acknowledged: true, attempts: 3 }]);
    expect(frames.at(-1)).toMatchObject({ retry_attempt: 2, retry_reason: 'connection_failed' });
  });

  test('that do not acknowledge are sent it again, three times at most, as the same event', async () => {
    const { slack, say } = await start({ ackMs: 20, retryDelaysMs: [0, 0, 0] });
    const { frames } = await listen(slack, () => false);
    const { delivered } = say('hi');
    expect(await delivered).toEqual([{ acknowledged: false, attempts: 4 }]);
    expect(frames.slice(1).map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [undefined, undefined],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    expect(new Set(frames.slice(1).map(({ payload }) => payload?.event_id)).size).toBe(1);
  });
});
