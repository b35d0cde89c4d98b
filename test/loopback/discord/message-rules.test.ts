/** The rules of the loopback Discord for layouts, direct messages, private answers, and how often it may be asked. */
import { describe, expect, test } from 'vitest';
import { row, startBare } from './bare.ts';

describe('a layout of components', () => {
  const IS_LAYOUT = 1 << 15;
  const text = (content: string) => ({ type: 10, content });
  const laidOut = (...components: object[]) => ({ flags: IS_LAYOUT, components });

  test('takes the place of content, and stays', async () => {
    const { discord, general, call, messages } = await startBare();
    const posted = await call(
      'POST',
      messages,
      laidOut({ type: 17, components: [text('one'), text('two')] }),
    );
    expect(posted).toMatchObject({ status: 200, json: { content: '', flags: IS_LAYOUT } });
    expect(discord.messages(general)[0]?.content).toBe('one\ntwo');

    const path = `${messages}/${String(posted.json.id)}`;
    expect(await call('PATCH', path, { content: 'three' })).toMatchObject({ json: { code: 50035 } });
    expect(await call('PATCH', path, { components: [text('three')] })).toMatchObject({ status: 200 });
  });

  test('is put in the place of content by an edit that takes the content away', async () => {
    const { call, messages } = await startBare();
    const { json } = await call('POST', messages, { content: 'one' });
    const path = `${messages}/${String(json.id)}`;
    expect(await call('PATCH', path, laidOut(text('two')))).toMatchObject({ json: { code: 50035 } });
    expect(await call('PATCH', path, { ...laidOut(text('two')), content: null })).toMatchObject({
      status: 200,
    });
  });

  test.each([
    ['without its flag', { components: [text('a')] }, 50035],
    ['beside content', { ...laidOut(text('a')), content: 'b' }, 50035],
    ['beside an embed', { ...laidOut(text('a')), embeds: [{ description: 'b' }] }, 50035],
    ['of nothing', laidOut(), 50006],
    ['of 41 components', laidOut({ type: 17, components: Array(40).fill(text('a')) }), 50035],
    ['of 4001 characters', laidOut(text('a'.repeat(2001)), text('a'.repeat(2000))), 50035],
    [
      'of eleven pictures',
      laidOut({ type: 12, items: Array(11).fill({ media: { url: 'https://a.example' } }) }),
      50035,
    ],
    [
      'with a file that did not come along',
      laidOut({ type: 13, file: { url: 'attachment://a.txt' } }),
      50035,
    ],
    ['with a file from elsewhere', laidOut({ type: 13, file: { url: 'https://a.example/a.txt' } }), 50035],
  ])('%s is refused', async (_, body, code) => {
    const { call, messages } = await startBare();
    expect(await call('POST', messages, body)).toMatchObject({ status: 400, json: { code } });
  });
});

describe('direct messages', () => {
  test('are one channel for each person', async () => {
    const { discord, ana, call } = await startBare();
    const open = () => call('POST', '/users/@me/channels', { recipient_id: ana.id });
    const [first, second] = [await open(), await open()];
    expect(first).toMatchObject({ status: 200, json: { type: 1, id: discord.dm(ana).id } });
    expect(second.json.id).toBe(first.json.id);
  });

  test('are refused by people who take none', async () => {
    const { discord, ana, call } = await startBare();
    discord.closeDirect(ana);
    const { json } = await call('POST', '/users/@me/channels', { recipient_id: ana.id });
    const refused = await call('POST', `/channels/${String(json.id)}/messages`, { content: 'hello' });
    expect(refused).toMatchObject({ status: 403, json: { code: 50007 } });
  });
});

describe('how often', () => {
  test('messages, edits and typing are counted apart, each with headers of its own', async () => {
    const { general, call, messages } = await startBare();
    const remaining = ({ headers }: { readonly headers: Headers }) => headers.get('x-ratelimit-remaining');
    const posted = await call('POST', messages, { content: 'a' });
    const edited = await call('PATCH', `${messages}/${String(posted.json.id)}`, { content: 'b' });
    const typed = await call('POST', `/channels/${general.id}/typing`);
    expect([posted, edited, typed].map(remaining)).toEqual(['4', '4', '4']);
    expect(typed.status).toBe(204);
    const buckets = [posted, edited, typed].map(({ headers }) => headers.get('x-ratelimit-bucket'));
    expect(new Set(buckets).size).toBe(3);
  });

  test('a bot makes fifty requests a second in all', async () => {
    const { call } = await startBare();
    const answers = await Promise.all(Array.from({ length: 55 }, () => call('GET', '/users/@me')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused.some(({ json }) => json.global === true)).toBe(true);
  });

  test('a message is edited three times in twenty seconds once it is an hour old', async () => {
    const { discord, call, messages } = await startBare();
    const { json } = await call('POST', messages, { content: 'a' });
    const edit = () => call('PATCH', `${messages}/${String(json.id)}`, { content: 'b' });
    for (let i = 0; i < 4; i++) expect(await edit()).toMatchObject({ status: 200 });
    discord.advance(61 * 60_000);
    for (let i = 0; i < 3; i++) expect(await edit()).toMatchObject({ status: 200 });

    const refused = await edit();

    expect(refused).toMatchObject({ status: 429, json: { code: 30046 } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(15);
  });
});

test('what follows the press of a button is as private as each message says, what follows a command as its answer', async () => {
  const { discord, general, ana, call, messages } = await startBare();
  const EPHEMERAL = 1 << 6;
  await call('POST', `/applications/${discord.bot.id}/commands`, { name: 'ask', description: 'Ask.' });
  const follow = async ({ id, token }: { readonly id: string; readonly token: string }, answer: object) => {
    await call('POST', `/interactions/${id}/${token}/callback`, answer);
    const path = `/webhooks/${discord.bot.id}/${token}`;
    const sent = [
      await call('POST', path, { content: 'a', flags: EPHEMERAL }),
      await call('POST', path, { content: 'b' }),
    ];
    return sent.map(({ json }) => Number(json.flags) & EPHEMERAL);
  };

  const command = discord.runCommand('ask', { channel: general, user: ana });
  expect(await follow(command, { type: 5, data: { flags: EPHEMERAL } })).toEqual([EPHEMERAL, EPHEMERAL]);

  const { json } = await call('POST', messages, { content: 'a', components: [row({})] });
  const stored = discord.messages(general).find(({ id }) => id === json.id)!.stored;
  expect(await follow(discord.press(stored, 'a', ana), { type: 6 })).toEqual([EPHEMERAL, 0]);
});
