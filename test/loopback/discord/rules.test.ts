/** The rules of the loopback Discord, seen without any client library: what it refuses is what Discord refuses. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDiscord } from './index.ts';

async function startBare() {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const { guild } = discord.guild('Studio');
  const general = discord.channel(guild, 'general');
  const ana = discord.user('Ana');
  const call = async (method: string, path: string, body?: unknown, token = discord.token) => {
    const response = await fetch(`${discord.apiUrl}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, json };
  };
  return { discord, general, ana, call, messages: `/channels/${general.id}/messages` };
}

test('a wrong token is refused', async () => {
  const { call } = await startBare();
  expect(await call('GET', '/users/@me', undefined, 'wrong')).toMatchObject({ status: 401 });
});

test.each([
  ['2001 characters', { content: 'a'.repeat(2001) }],
  ['an embed of more than 4096 characters', { embeds: [{ description: 'a'.repeat(4097) }] }],
  [
    'embeds of more than 6000 characters together',
    { embeds: [{ description: 'a'.repeat(4000) }, { description: 'a'.repeat(2001) }] },
  ],
  ['a label of more than 80 characters', { content: 'a', components: [row({ label: 'a'.repeat(81) })] }],
  [
    'a custom id of more than 100 characters',
    { content: 'a', components: [row({ custom_id: 'a'.repeat(101) })] },
  ],
  [
    'six rows of buttons',
    { content: 'a', components: Array.from({ length: 6 }, (_, i) => row({ custom_id: `${i}` })) },
  ],
])('%s are refused', async (_, body) => {
  const { call, messages } = await startBare();
  expect(await call('POST', messages, body)).toMatchObject({ status: 400, json: { code: 50035 } });
});

function row(button: Record<string, unknown>) {
  return { type: 1, components: [{ type: 2, style: 2, label: 'a', custom_id: 'a', ...button }] };
}

test('an empty message is refused, an unknown field is not', async () => {
  const { call, messages } = await startBare();
  expect(await call('POST', messages, {})).toMatchObject({ json: { code: 50006 } });
  expect(await call('POST', messages, { content: 'a', novelty: true })).toMatchObject({ status: 200 });
});

test('a reply to a missing message fails unless it says that it need not', async () => {
  const { call, messages } = await startBare();
  const reply = (reference: object) =>
    call('POST', messages, { content: 'a', message_reference: { message_id: '1', ...reference } });
  expect(await reply({})).toMatchObject({ status: 400 });
  expect(await reply({ fail_if_not_exists: false })).toMatchObject({ status: 200 });
});

test('the sixth message within five seconds is refused, with the time to wait', async () => {
  const { discord, call, messages } = await startBare();
  for (let i = 0; i < 5; i++) await call('POST', messages, { content: 'a' });

  const refused = await call('POST', messages, { content: 'a' });
  expect(refused.status).toBe(429);
  expect(refused.json.retry_after).toBeGreaterThan(0);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');

  discord.advance(5000);
  expect(await call('POST', messages, { content: 'a' })).toMatchObject({ status: 200 });
});

test('the same nonce gives the same message', async () => {
  const { discord, general, call, messages } = await startBare();
  const body = { content: 'a', nonce: 'once', enforce_nonce: true };
  const [first, second] = [await call('POST', messages, body), await call('POST', messages, body)];
  expect(second.json.id).toBe(first.json.id);
  expect(discord.messages(general)).toHaveLength(1);
});

test('an interaction is answered once, within three seconds, and its token dies after fifteen minutes', async () => {
  const { discord, general, ana, call } = await startBare();
  const ask = { name: 'ask', description: 'Ask.' };
  await call('POST', `/applications/${discord.bot.id}/commands`, ask);
  const run = () => discord.runCommand('ask', { channel: general, user: ana });
  const answer = ({ id, token }: ReturnType<typeof run>) =>
    call('POST', `/interactions/${id}/${token}/callback`, { type: 5 });

  const late = run();
  discord.advance(3001);
  expect(await answer(late)).toMatchObject({ status: 404, json: { code: 10062 } });

  const prompt = run();
  const original = `/webhooks/${discord.bot.id}/${prompt.token}/messages/@original`;
  expect(await call('PATCH', original, { content: 'early' })).toMatchObject({ json: { code: 10015 } });
  expect(await answer(prompt)).toMatchObject({ status: 204 });
  expect(await answer(prompt)).toMatchObject({ json: { code: 40060 } });
  expect(await call('PATCH', original, { content: 'done' })).toMatchObject({ status: 200 });

  discord.advance(15 * 60_000);
  expect(await call('PATCH', original, { content: 'more' })).toMatchObject({
    status: 401,
    json: { code: 50027 },
  });
});

test('a command with a name in capitals or 26 choices is refused', async () => {
  const { discord, call } = await startBare();
  const create = (body: object) => call('POST', `/applications/${discord.bot.id}/commands`, body);
  const choices = Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` }));
  expect(await create({ name: 'Ask', description: 'Ask.' })).toMatchObject({ json: { code: 50035 } });
  expect(
    await create({
      name: 'ask',
      description: 'Ask.',
      options: [{ type: 3, name: 'a', description: 'a', choices }],
    }),
  ).toMatchObject({ json: { code: 50035 } });
});

describe('files of the bot', () => {
  type Upload = readonly [field: string, bytes: number];

  async function upload(uploads: readonly Upload[], payload: unknown = { content: 'a' }) {
    const { discord, general, messages } = await startBare();
    const form = new FormData();
    form.set('payload_json', typeof payload === 'string' ? payload : JSON.stringify(payload));
    for (const [field, bytes] of uploads) form.set(field, new File([new Uint8Array(bytes)], 'my sheet.png'));
    const response = await fetch(`${discord.apiUrl}/v10${messages}`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}` },
      body: form,
    });
    return { json: (await response.json()) as unknown, files: () => discord.messages(general)[0]?.files };
  }
  const MIB = 1024 * 1024;

  test('stand in fields with numbers, and are described by those numbers', async () => {
    const { files } = await upload([['files[0]', 3]], {
      attachments: [{ id: 0, description: 'four frames' }],
    });
    expect(files()).toMatchObject([{ filename: 'my_sheet.png', description: 'four frames' }]);
  });

  test.each<[what: string, uploads: readonly Upload[], payload: unknown, code: number]>([
    ['of more than 10 MiB', [['files[0]', 10 * MIB + 1]], {}, 40005],
    [
      'of more than 25 MiB together',
      [0, 1, 2].map((number): Upload => [`files[${number}]`, 9 * MIB]),
      {},
      40005,
    ],
    ['beyond the tenth', Array.from({ length: 11 }, (_, i): Upload => [`files[${i}]`, 1]), {}, 50035],
    ['in a field of another name', [['sheet', 1]], {}, 50035],
    ['that are described but not sent', [['files[0]', 1]], { attachments: [{ id: 1 }] }, 50035],
    [
      'with a description of more than 1024 characters',
      [['files[0]', 1]],
      { attachments: [{ id: 0, description: 'a'.repeat(1025) }] },
      50035,
    ],
    ['beside JSON that is none', [['files[0]', 1]], '{', 50109],
  ])('%s are refused', async (_, uploads, payload, code) => {
    const { json } = await upload(uploads, payload);
    expect(json).toMatchObject({ code });
  });

  test('need a permission', async () => {
    const { discord, general, messages } = await startBare();
    discord.deny(general, 'AttachFiles');
    const form = new FormData();
    form.set('files[0]', new File(['a'], 'a.txt'));
    const response = await fetch(`${discord.apiUrl}/v10${messages}`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}` },
      body: form,
    });
    expect(await response.json()).toMatchObject({ code: 50013 });
  });
});

test('a link to a file expires, and reading the message again gives a fresh one', async () => {
  const { discord, general, ana, call, messages } = await startBare();
  discord.say({
    channel: general,
    author: ana,
    attachments: [{ name: 'a.txt', bytes: new Uint8Array([65]) }],
  });
  const link = async () => {
    const { json } = await call('GET', messages);
    const [message] = json as unknown as readonly {
      readonly attachments: readonly { readonly url: string }[];
    }[];
    return message!.attachments[0]!.url;
  };

  const old = await link();
  expect(await (await fetch(old)).text()).toBe('A');
  discord.advance(25 * 60 * 60_000);
  expect((await fetch(old)).status).toBe(404);
  expect(await (await fetch(await link())).text()).toBe('A');
  expect((await fetch((await link()).replace(/hm=\w+/, 'hm=0'))).status).toBe(404);
});
