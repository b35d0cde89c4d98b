/** Gateways and workers: real processes on a real PostgreSQL, on both platforms. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { freePort } from '../support/program.ts';
import { kill, openFleet, openProcesses, patiently, retire } from './fleet.ts';
import { finished, ROOMS, type Room } from './rooms.ts';

const forever = new Promise<void>(() => {});
/** Processes take some seconds to start, and a dead one some to be noticed. */
const LONG_MS = 180_000;

const showing = (room: Room, text: string) =>
  patiently(() =>
    room.until(() => room.shown().find((message) => message.text.trim() === text), `“${text}”`),
  );
const answered = (room: Room, text: string | RegExp) =>
  patiently(() => room.until(() => finished(room, text), `the answer ${text}`));

describe.each(ROOMS)('%s', (_name, openRoom) => {
  it(
    'what a gateway takes in is answered by a worker while it is written; when that is killed, another one finishes it in the same message, once',
    async () => {
      const { room, openai, gateway, worker } = await openFleet(openRoom);
      const [, first] = await Promise.all([gateway(), worker()]);
      const seen = Promise.withResolvers<void>();
      openai.reply('The beginning ', { wait: seen.promise }, 'goes on ', { wait: forever });
      room.ask('What is tea?');
      const { id } = await showing(room, 'The beginning');
      seen.resolve();
      await showing(room, 'The beginning goes on');

      await worker();
      openai.reply('The beginning and the end.');
      await kill(first);
      const answer = await answered(room, 'The beginning and the end.');
      expect(answer.id).toBe(id);
      expect(room.shown()).toHaveLength(1);
      expect(openai.requests).toHaveLength(2);
      expect(room.faults()).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'a Stop and an edit reach the worker that answers, whoever is told of them first',
    async () => {
      const { room, openai, gateway, worker } = await openFleet(openRoom);
      // It has no hand free for anything but the answer it is at.
      await Promise.all([gateway(), worker({ ATTACHE_TURNS: '1' })]);
      openai.reply('Tea is made ', 'of leaves. ', { wait: forever });
      const question = room.ask('What is tea?');
      const { id } = await showing(room, 'Tea is made of leaves.');
      await worker({ ATTACHE_TURNS: '1' });

      openai.reply('Coffee is made ', { wait: forever });
      await question.edit('What is coffee?');
      const second = await showing(room, 'Coffee is made');
      expect(second.id).toBe(id);

      room.press(second, 'stop');
      const stopped = await answered(room, /Coffee is made/);
      expect(stopped.id).toBe(id);
      expect(stopped.isOpen).toBe(false);
      for (const { closed } of openai.requests)
        expect(await closed, 'a stream was read to its end').toBe(false);
      expect(room.shown()).toHaveLength(1);
      expect(room.faults()).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'a rolling restart of two gateways and two workers under load loses nothing and doubles nothing',
    async () => {
      const { room, gateway, worker } = await openFleet(openRoom);
      const gateways = await Promise.all([gateway(), gateway()]);
      const workers = await Promise.all([worker(), worker()]);
      const cups = Array.from({ length: 12 }, (_, index) => `cup${String(index + 1).padStart(2, '0')}`);
      const ask = (batch: readonly string[]) => {
        for (const cup of batch) room.ask(`Who drinks ${cup}?`);
      };
      for (const [index, old] of gateways.entries()) {
        ask(cups.slice(index * 3, index * 3 + 3));
        await gateway();
        expect(await retire(old)).toBe(0);
      }
      for (const [index, old] of workers.entries()) {
        ask(cups.slice(6 + index * 3, 9 + index * 3));
        await worker();
        expect(await retire(old)).toBe(0);
      }
      for (const cup of cups) await answered(room, new RegExp(`Who drinks ${cup}`));
      const texts = room.shown().map(({ text }) => text);
      for (const cup of cups)
        expect(
          texts.filter((text) => text.includes(cup)),
          `answers about ${cup}`,
        ).toHaveLength(1);
      expect(room.shown().every(({ isOpen }) => !isOpen)).toBe(true);
      expect(room.faults()).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'a worker that is asked to end in mid-answer leaves it to another one after a while, in the same message',
    async () => {
      const { room, openai, gateway, worker } = await openFleet(openRoom);
      const [, first] = await Promise.all([gateway(), worker()]);
      openai.reply('The beginning ', { wait: forever });
      room.ask('What is tea?');
      const { id } = await showing(room, 'The beginning');
      await worker();
      openai.reply('The beginning and the end.');
      expect(await retire(first)).toBe(0);
      const answer = await answered(room, 'The beginning and the end.');
      expect(answer.id).toBe(id);
      expect(room.shown()).toHaveLength(1);
      expect(room.faults()).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'what was asked while no gateway was there is answered when one is back, and nothing is answered twice',
    async () => {
      const { room, openai, gateway, worker } = await openFleet(openRoom);
      const [first] = await Promise.all([gateway(), worker()]);
      room.ask('Who drinks tea?');
      await answered(room, /Who drinks tea/);
      expect(await retire(first)).toBe(0);

      room.ask('Who drinks cocoa?');
      const second = await gateway();
      await answered(room, /Who drinks cocoa/);
      expect(await retire(second)).toBe(0);
      expect(room.shown()).toHaveLength(2);
      expect(openai.requests).toHaveLength(2);
    },
    LONG_MS,
  );
});

it(
  'Slack over HTTP: a question that comes while the one gateway is replaced is delivered again, and answered once',
  async () => {
    const slack = await startSlack({ retryDelaysMs: [500, 2_000, 10_000] });
    onTestFinished(() => slack.stop());
    const channel = slack.channel('general').id;
    const user = slack.user('Ana').id;
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    const { gateway, worker } = await openProcesses(openai, {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    });
    const port = await freePort();
    const [first] = await Promise.all([gateway(port), worker()]);
    slack.sendEventsTo(`http://127.0.0.1:${port}/slack/events`);
    const answers = (drink: string) =>
      slack
        .messages(channel)
        .filter(
          ({ user: by, text, streaming }) => by === slack.botUserId && text.includes(drink) && !streaming,
        );
    const ask = (drink: string) =>
      slack.say({ user, channel, text: `<@${slack.botUserId}> Who drinks ${drink}?` });
    ask('tea');
    await patiently(() => slack.until(() => answers('tea').length === 1));

    expect(await retire(first)).toBe(0);
    ask('cocoa');
    await gateway(port);
    await patiently(() => slack.until(() => answers('cocoa').length === 1));
    expect(answers('tea')).toHaveLength(1);
  },
  LONG_MS,
);
