/** Answers of rules that go to somebody else's program. */
import { describe, expect, it } from 'vitest';
import { createWebhookAdapter } from '../../../adapters/webhook/index.ts';
import { RateLimited, UserError } from '../../../src/chat/index.ts';
import { systemClock } from '../../../src/ops/index.ts';
import { createPacer, deliver } from '../../../src/reply/index.ts';
import { answerWith, jsonFile, openReceiver, SECRET, targetFor, viewOf } from './receiver.ts';

const { signal } = new AbortController();

const surfaceTo = (url: string, more: Parameters<typeof targetFor>[1] = {}) =>
  createWebhookAdapter({ webhooks: { books: { url, secret: SECRET } } }).surface(targetFor('books', more));

/** What becomes of an attempt: the error it ends with. */
const failure = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an answer for a webhook', () => {
  it('is one signed request with the answer, the rule and the message', async () => {
    await using receiver = await openReceiver();
    await surfaceTo(receiver.url).post(viewOf('Paid **twice**.'), signal, {
      key: 'k',
      at: Date.UTC(2026, 10, 23),
      isRepeated: false,
    });
    expect(receiver.requests).toEqual([
      {
        id: 'run-1',
        method: 'POST',
        type: 'application/json',
        body: {
          type: 'attache.rule',
          timestamp: '2026-11-23T00:00:00.000Z',
          data: {
            rule: 'receipts',
            text: 'Paid **twice**.',
            files: [],
            link: 'https://discord.com/channels/1/2/3',
          },
        },
      },
    ]);
  });

  it('holds the data of an extracted shape, and the names of all files', async () => {
    await using receiver = await openReceiver();
    const files = [
      { ...jsonFile('chart.png', ''), mediaType: 'image/png' },
      jsonFile('receipt.json', '{"total":5}'),
    ];
    await surfaceTo(receiver.url).post(viewOf('`receipt.json`', { files }), signal);
    expect(receiver.requests[0]!.body).toMatchObject({
      data: { data: { total: 5 }, files: ['chart.png', 'receipt.json'] },
    });
  });

  it('is sent once, whole, by the way that all answers go', async () => {
    await using receiver = await openReceiver();
    async function* views() {
      yield viewOf('word '.repeat(20_000), { files: [jsonFile('receipt.json', '{"total":5}')] });
    }
    await deliver(views(), surfaceTo(receiver.url), createPacer({ clock: systemClock }), { signal });
    expect(receiver.requests).toHaveLength(1);
    expect(receiver.requests[0]!.body).toMatchObject({
      data: { text: 'word '.repeat(20_000), data: { total: 5 }, files: ['receipt.json'] },
    });
  });

  it('waits until it is complete where it is written page by page', async () => {
    await using receiver = await openReceiver();
    const surface = surfaceTo(receiver.url);
    const page = await surface.open(viewOf('Pa'), signal);
    await surface.update(page, viewOf('Paid'), signal);
    expect(receiver.requests).toEqual([]);
    await surface.close(page, viewOf('Paid.'), signal);
    await surface.attach([], 'beside', signal);
    expect(receiver.requests.map(({ body }) => body)).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ text: 'Paid.' }) }),
    ]);
  });

  it('has the same id when it is sent again, so that a receiver can drop it', async () => {
    await using receiver = await openReceiver(answerWith(500));
    const sending = { key: 'k', at: 0, isRepeated: false };
    expect(await failure(surfaceTo(receiver.url).post(viewOf('a'), signal, sending))).toBeInstanceOf(Error);
    await surfaceTo(receiver.url).post(viewOf('a'), signal, { ...sending, isRepeated: true });
    const [first, second] = receiver.requests;
    expect(second).toEqual(first);
  });

  it('leaves out what nobody knows', async () => {
    await using receiver = await openReceiver();
    await surfaceTo(receiver.url, { handle: JSON.stringify({ rule: 'morning' }) }).post(viewOf('a'), signal);
    expect(receiver.requests[0]!.body).toHaveProperty('data', { rule: 'morning', text: 'a', files: [] });
  });

  it('takes a file that only looks like data for a file', async () => {
    await using receiver = await openReceiver();
    await surfaceTo(receiver.url).post(viewOf('a', { files: [jsonFile('a.json', '{')] }), signal);
    expect(receiver.requests[0]!.body).not.toHaveProperty('data.data');
  });
});

describe('a receiver', () => {
  it.each([
    [400, 'Its own log should say why.'],
    [401, 'verifies signatures with the same secret'],
    [410, 'Nobody is there any more'],
  ])('that refuses is not asked again: %d', async (status, hint) => {
    await using receiver = await openReceiver(answerWith(status));
    const error = await failure(surfaceTo(receiver.url).post(viewOf('a'), signal));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: 'webhook',
      message: `The webhook “books” did not take it (${status}).`,
      hint: expect.stringContaining(hint),
    });
  });

  it('with another secret takes nothing', async () => {
    await using receiver = await openReceiver();
    const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const adapter = createWebhookAdapter({ webhooks: { books: { url: receiver.url, secret } } });
    const error = await failure(adapter.surface(targetFor('books')).post(viewOf('a'), signal));
    expect(error).toMatchObject({ message: 'The webhook “books” did not take it (401).' });
    expect(receiver.requests).toEqual([]);
  });

  it.each([500, 503, 408])('that is in trouble is asked again later: %d', async (status) => {
    await using receiver = await openReceiver(answerWith(status));
    const error = await failure(surfaceTo(receiver.url).post(viewOf('a'), signal));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(UserError);
  });

  it('that is not there is asked again later, and its address is no secret told', async () => {
    const receiver = await openReceiver();
    await receiver[Symbol.asyncDispose]();
    const error = await failure(surfaceTo(receiver.url).post(viewOf('a'), signal));
    expect(error).not.toBeInstanceOf(UserError);
    expect(String(error)).not.toContain('/attache');
  });

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '86400' }, 600_000],
    [{ 'retry-after': new Date(0).toUTCString() }, 0],
    [{ 'retry-after': 'soon' }, 30_000],
    [{}, 30_000],
  ])('that asks for a pause gets it: %j', async (headers, retryAfterMs) => {
    await using receiver = await openReceiver(answerWith(429, headers as Record<string, string>));
    const error = await failure(surfaceTo(receiver.url).post(viewOf('a'), signal));
    expect(error).toBeInstanceOf(RateLimited);
    expect(error).toMatchObject({ retryAfterMs });
  });

  it('that points elsewhere is not followed', async () => {
    await using elsewhere = await openReceiver();
    await using receiver = await openReceiver(answerWith(307, { location: elsewhere.url }));
    const error = await failure(surfaceTo(receiver.url).post(viewOf('a'), signal));
    expect(error).toMatchObject({ code: 'webhook', hint: expect.stringContaining('It points elsewhere') });
    expect(elsewhere.requests).toEqual([]);
  });

  it('whose answer has no end is not read', async () => {
    await using receiver = await openReceiver((response) => {
      response.writeHead(200).write('x');
    });
    await surfaceTo(receiver.url).post(viewOf('a'), signal);
    expect(receiver.requests).toHaveLength(1);
  });

  it('that never answers is left when nobody waits any more', async () => {
    const leaving = new AbortController();
    await using receiver = await openReceiver(() => leaving.abort(new Error('the process ends')));
    const error = await failure(surfaceTo(receiver.url).post(viewOf('a'), leaving.signal));
    expect(error).toMatchObject({ message: 'the process ends' });
  });

  it('that the settings do not name is sent nothing', async () => {
    const adapter = createWebhookAdapter({ webhooks: {} });
    for (const name of ['books', 'toString'])
      expect(await failure(adapter.surface(targetFor(name)).post(viewOf('a'), signal))).toMatchObject({
        code: 'webhook',
        message: `There is no webhook “${name}”.`,
      });
  });
});

describe('the platform of webhooks', () => {
  it('has nothing to read', async () => {
    const adapter = createWebhookAdapter({ webhooks: {} });
    await adapter.start(async () => undefined);
    const { conversation } = targetFor('books');
    expect(() => adapter.channel({ conversation, until: 0, limit: 1 }, signal)).toThrow(UserError);
    await expect(adapter.open({ id: '1', name: 'a', source: '' }, signal)).rejects.toThrow(UserError);
    await adapter.stop();
  });
});
