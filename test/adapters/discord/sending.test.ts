/** Messages that are sent once, however often and by however many processes it is tried. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OutgoingFile, ReplyTarget, Sending } from '../../../src/chat/index.ts';
import { privately } from '../../../src/chat/index.ts';
import { type Bench, CHOICES, signal, startBench, startWorker, viewOf } from './harness.ts';

/** A few minutes and more: Discord has forgotten every nonce by then. */
const LATER_MS = 10 * 60_000;

const first = (): Sending => ({
  key: randomBytes(16).toString('base64url'),
  at: Date.now(),
  isRepeated: false,
});
const again = (sending: Sending): Sending => ({ ...sending, isRepeated: true });

const stop = (turnId: string) => [{ id: 'stop' as const, label: 'Stop', turnId }];
const working = (turnId = 'turn-1') =>
  viewOf({ phase: 'working', status: 'Reading…', actions: stop(turnId) });

const file = (name: string, altText = ''): OutgoingFile => ({
  name,
  mediaType: 'text/plain',
  data: new TextEncoder().encode('x'),
  altText,
});

/** Somebody asks by a mention. */
async function mentioned(bench: Bench): Promise<ReplyTarget> {
  const { discord, general, ana } = bench;
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> what is this?` });
  return (await bench.next('message')).target;
}

async function commanded(bench: Bench, options = {}): Promise<ReplyTarget> {
  const { discord, general, ana } = bench;
  const { id } = discord.runCommand('ask', {
    channel: general,
    user: ana,
    options: { question: 'what is this?', ...options },
  });
  const { target } = await bench.next('command');
  await discord.until(() => {
    const acknowledged = ({ path, status }: { path: string; status: number }) =>
      path.startsWith(`/interactions/${id}/`) && status === 200;
    return discord.requests.some(acknowledged);
  }, 'the acknowledgement');
  return target;
}

const said = ({ discord, general }: Bench) =>
  discord.messages(general).filter(({ author }) => author.id === discord.bot.id);
const texts = (bench: Bench) => said(bench).map(({ content }) => content);
const isPost = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.endsWith('/messages');

/** One process sends and dies; another one tries to send the same. */
const TIMES = [
  { when: 'within minutes, by its nonce', passMs: 0 },
  { when: 'later, by reading back', passMs: LATER_MS },
];

describe.each(TIMES)('what another process has sent is found $when', ({ passMs }) => {
  test('a page that was just opened', async () => {
    const bench = await startBench();
    const target = await mentioned(bench);
    const worker = await startWorker(bench);
    const sending = first();
    const page = await bench.adapter.surface(target).open(working(), signal, sending);
    bench.discord.advance(passMs);

    const surface = worker.surface(target);
    expect(await surface.open(viewOf({ markdown: 'A heron' }), signal, again(sending))).toBe(page);
    await surface.close(page, viewOf({ phase: 'done', markdown: 'A heron.' }), signal);

    expect(texts(bench)).toEqual(['A heron.']);
    expect(bench.discord.violations()).toEqual([]);
  });

  test('a page of a longer answer, whatever it said then', async () => {
    const bench = await startBench();
    const target = await mentioned(bench);
    const worker = await startWorker(bench);
    const [one, two, three] = [first(), first(), first()];
    const before = bench.adapter.surface(target);
    const page = await before.open(viewOf({ markdown: 'one' }), signal, one);
    await before.post(viewOf({ markdown: 'two, as it was' }), signal, two);
    bench.discord.advance(passMs);

    const surface = worker.surface(target);
    await surface.update(page, viewOf({ markdown: 'one' }), signal);
    await surface.post(viewOf({ markdown: 'two, as it is' }), signal, again(two));
    await surface.post(viewOf({ markdown: 'three' }), signal, again(three));

    expect(texts(bench)).toEqual(['one', 'two, as it is', 'three']);
  });

  test('files beside an answer, each of several, and none taken for another', async () => {
    const bench = await startBench();
    const target = await mentioned(bench);
    const worker = await startWorker(bench);
    const [page, one, two, three] = [first(), first(), first(), first()];
    const before = bench.adapter.surface(target);
    const id = await before.post(viewOf({ markdown: 'Here.' }), signal, page);
    await before.attach([file('one.txt')], 'See this', signal, one);
    await before.attach([file('Größe der Reiher.txt', 'sizes')], '', signal, two);
    bench.discord.advance(passMs);

    const surface = worker.surface(target);
    await surface.update(id, viewOf({ markdown: 'Here.' }), signal);
    await surface.attach([file('Größe der Reiher.txt', 'sizes')], '', signal, again(two));
    await surface.attach([], 'A file was too large.', signal, again(three));

    expect(said(bench).map(({ content, files }) => [content, files.length])).toEqual([
      ['Here.', 0],
      ['See this', 1],
      ['', 1],
      ['A file was too large.', 0],
    ]);
  });

  test('a direct message to the one who asked in private', async () => {
    const bench = await startBench();
    const { discord, general, ana } = bench;
    discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> private:yes am I late?` });
    const { target } = privately(await bench.next('message'), CHOICES);
    const worker = await startWorker(bench);
    const sending = first();
    await bench.adapter.surface(target).open(working('turn-0'), signal, first());
    const page = await bench.adapter.surface(target).open(working(), signal, sending);
    discord.advance(passMs);

    expect(await worker.surface(target).post(viewOf({ markdown: 'No.' }), signal, again(sending))).toBe(page);
    expect(discord.messages(discord.dm(ana)).map(({ content }) => content)).toEqual(['', 'No.']);
  });

  test('an answer in the direct messages of somebody', async () => {
    const bench = await startBench();
    const { discord, ana } = bench;
    discord.say({ channel: discord.dm(ana), author: ana, content: 'hello' });
    const { target } = await bench.next('message');
    const worker = await startWorker(bench);
    const sending = first();
    await bench.adapter.surface(target).post(viewOf({ markdown: 'Hel' }), signal, sending);
    discord.advance(passMs);

    await worker.surface(target).post(viewOf({ markdown: 'Hello.' }), signal, again(sending));
    expect(discord.messages(discord.dm(ana)).map(({ content }) => content)).toEqual(['hello', 'Hello.']);
  });
});

describe.each([
  ['ahead', 3 * 3_600_000],
  ['behind', -3 * 3_600_000],
])('with a clock that is %s by hours, what another process has sent is found', (_, ahead) => {
  const noted = (): Sending => ({ ...first(), at: Date.now() + ahead });

  test('in a channel', async () => {
    const bench = await startBench();
    const target = await mentioned(bench);
    const worker = await startWorker(bench);
    const sending = noted();
    const page = await bench.adapter.surface(target).open(working(), signal, sending);
    bench.discord.advance(LATER_MS);

    expect(await worker.surface(target).open(working(), signal, again(sending))).toBe(page);
    expect(texts(bench)).toHaveLength(1);
  });

  test('in the direct messages of somebody who asked elsewhere', async () => {
    const bench = await startBench();
    const { discord, general, ana } = bench;
    discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> private:yes am I late?` });
    const { target } = privately(await bench.next('message'), CHOICES);
    const worker = await startWorker(bench);
    const sending = noted();
    const page = await bench.adapter.surface(target).open(working(), signal, sending);
    discord.advance(LATER_MS);

    expect(await worker.surface(target).open(working(), signal, again(sending))).toBe(page);
    expect(discord.messages(discord.dm(ana))).toHaveLength(1);
  });
});

describe('what was not sent before it was known to be tried', () => {
  test('is sent, and nothing else is taken for it', async () => {
    const bench = await startBench();
    const [target, other] = [await mentioned(bench), await mentioned(bench)];
    const worker = await startWorker(bench);
    await bench.adapter.surface(other).open(working('turn-2'), signal, first());
    await bench.adapter.surface(other).post(viewOf({ markdown: 'another answer' }), signal, first());

    const sending = first();
    bench.discord.advance(LATER_MS);
    await worker.surface(target).open(viewOf({ markdown: 'A heron.' }), signal, again(sending));

    expect(texts(bench)).toEqual(['', 'another answer', 'A heron.']);
  });

  test('is found by its nonce where the bot may not read what was said', async () => {
    const bench = await startBench();
    const { messageId: _, ...target } = await mentioned(bench);
    bench.discord.deny(bench.general, 'ReadMessageHistory');
    const sending = first();
    await bench.adapter.surface(target).open(working(), signal, sending);

    const worker = await startWorker(bench);
    await worker.surface(target).post(viewOf({ markdown: 'Hello.' }), signal, again(sending));
    expect(texts(bench)).toEqual(['Hello.']);
  });

  test('is found behind hundreds of other messages', async () => {
    const bench = await startBench();
    const { discord, general, ana } = bench;
    const target = await mentioned(bench);
    const worker = await startWorker(bench);
    const sending = first();
    for (let n = 0; n < 250; n++) discord.say({ channel: general, author: ana, content: String(n) });
    const page = await bench.adapter.surface(target).open(working(), signal, sending);
    discord.advance(LATER_MS);

    expect(await worker.surface(target).open(working(), signal, again(sending))).toBe(page);
  });
});

test('what somebody has deleted by now is not sent again', async () => {
  const bench = await startBench();
  const target = await mentioned(bench);
  const sending = first();
  await bench.adapter.surface(target).open(working(), signal, sending);
  bench.discord.delete(said(bench)[0]!.stored);

  const surface = (await startWorker(bench)).surface(target);
  await expect(surface.open(working(), signal, again(sending))).rejects.toMatchObject({
    code: 'discord-gone',
  });
  expect(texts(bench)).toEqual([]);
});

test('a first try asks nothing: one request for one message', async () => {
  const bench = await startBench();
  const target = await mentioned(bench);
  const before = bench.discord.requests.length;
  await bench.adapter.surface(target).open(working(), signal, first());
  expect(bench.discord.requests.slice(before).map(({ method }) => method)).toEqual(['POST']);
});

test('a try that comes late finds what the same process has sent without being told', async () => {
  const bench = await startBench();
  const target = await mentioned(bench);
  const sending = { ...first(), at: Date.now() - 2 * 60_000 };
  const surface = bench.adapter.surface(target);
  bench.discord.fail({ method: 'POST', path: /messages$/, how: 'lose', times: 4 });
  await expect(surface.open(working(), signal, sending)).rejects.toThrow();
  bench.discord.advance(LATER_MS);

  await surface.open(viewOf({ markdown: 'A heron.' }), signal, sending);
  expect(texts(bench)).toEqual(['A heron.']);
  expect(bench.discord.requests.filter(isPost).length).toBeGreaterThan(1);
});

test('the buttons of a page say what they do to which turn, however it was sent', async () => {
  const bench = await startBench();
  const { discord, ana } = bench;
  await bench.adapter.surface(await mentioned(bench)).open(working('turn-7'), signal, first());
  const [message] = said(bench);
  discord.press(message!.stored, message!.buttons[0]!, ana);
  expect(await bench.next('action')).toMatchObject({ action: 'stop', turnId: 'turn-7' });
});

describe('the answer to a command', () => {
  test('is the message that was waiting for it, also when nobody noted that it was filled', async () => {
    const bench = await startBench();
    const target = await commanded(bench);
    const worker = await startWorker(bench);
    const sending = first();
    const page = await bench.adapter.surface(target).open(working(), signal, sending);

    const surface = worker.surface(target);
    expect(await surface.open(viewOf({ markdown: 'A heron.' }), signal, again(sending))).toBe(page);
    expect(texts(bench)).toEqual(['A heron.']);
  });

  test('is found as a message that followed, in a channel that the bot can read', async () => {
    const bench = await startBench({ limits: { webhook: { requests: 50, windowMs: 1000 } } });
    const target = await commanded(bench);
    const worker = await startWorker(bench);
    const [one, two, aside] = [first(), first(), first()];
    const before = bench.adapter.surface(target);
    const page = await before.open(working(), signal, one);
    await before.update(page, viewOf({ markdown: 'one' }), signal);
    await before.post(viewOf({ markdown: 'two' }), signal, two);
    await before.attach([file('heron.txt')], '', signal, aside);

    const surface = worker.surface(target);
    await surface.update(page, viewOf({ markdown: 'one' }), signal);
    await surface.post(viewOf({ markdown: 'two' }), signal, again(two));
    await surface.attach([file('heron.txt')], '', signal, again(aside));
    await surface.attach([], 'The end.', signal, again(first()));
    expect(texts(bench)).toEqual(['one', 'two', '', 'The end.']);
  });

  test('goes on where the bot may not read, though nothing can be looked for there', async () => {
    const bench = await startBench();
    const target = await commanded(bench);
    bench.discord.deny(bench.general, 'ViewChannel');
    const worker = await startWorker(bench);
    await bench.adapter.surface(target).open(working(), signal, first());
    const surface = worker.surface(target);
    const page = bench.discord.messages(bench.general)[0]!.id;
    await surface.update(page, viewOf({ markdown: 'one' }), signal);
    await surface.post(viewOf({ markdown: 'two' }), signal, again(first()));
    expect(texts(bench)).toEqual(['one', 'two']);
  });

  test('that only its asker sees is found in its first message', async () => {
    const bench = await startBench();
    const target = await commanded(bench, { private: true });
    const worker = await startWorker(bench);
    const sending = first();
    await bench.adapter.surface(target).open(working(), signal, sending);
    await worker.surface(target).post(viewOf({ markdown: 'For you.' }), signal, again(sending));
    expect(texts(bench)).toEqual(['For you.']);
  });

  test('is found when its token has died meanwhile', async () => {
    const bench = await startBench();
    const target = await commanded(bench);
    const worker = await startWorker(bench);
    const [one, two] = [first(), first()];
    const before = bench.adapter.surface(target);
    const page = await before.post(viewOf({ markdown: 'one' }), signal, one);
    await before.post(viewOf({ markdown: 'two' }), signal, two);
    bench.discord.advance(16 * 60_000);

    const surface = worker.surface(target);
    await surface.update(page, viewOf({ markdown: 'one' }), signal);
    await surface.post(viewOf({ markdown: 'two' }), signal, again(two));
    expect(texts(bench)).toEqual(['one', 'two']);
  });
});
