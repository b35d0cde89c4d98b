/** The rules of the loopback Discord, seen without any client library: what it refuses is what Discord refuses. */
import { describe, expect, test } from 'vitest';
import { row, startBare } from './bare.ts';

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

describe('commands', () => {
  const option = { type: 3, name: 'text', description: 'Some text' };

  test.each([
    ['with a name of 33 characters', { name: 'a'.repeat(33) }],
    ['with a description of 101 characters', { description: 'a'.repeat(101) }],
    ['in a language Discord does not speak', { description_localizations: { xx: 'Ask' } }],
    [
      'with an option in capitals in one language',
      {
        options: [{ ...option, name_localizations: { de: 'Text' } }],
      },
    ],
    [
      'with two options of the same name in one language',
      {
        options: [option, { ...option, name: 'other', name_localizations: { de: 'text' } }],
      },
    ],
    [
      'with an option that has choices and completes',
      {
        options: [{ ...option, autocomplete: true, choices: [{ name: 'a', value: 'a' }] }],
      },
    ],
    ['with a text between two numbers', { options: [{ ...option, min_value: 1, max_value: 2 }] }],
    ['with a number that none can be', { options: [{ ...option, type: 4, min_value: 2, max_value: 1 }] }],
    [
      'with more than 8000 characters',
      {
        options: Array.from({ length: 25 }, (_, i) => ({
          ...option,
          name: `text${i}`,
          choices: Array.from({ length: 5 }, (__, j) => ({ name: `${j}`, value: `${j}`.padEnd(80, 'x') })),
        })),
      },
    ],
    ['of a menu with a description', { type: 3, name: 'Describe', description: 'Describes' }],
    ['of a menu with options', { type: 3, name: 'Describe', description: '', options: [option] }],
  ])('%s are refused', async (_, change) => {
    const { discord, call } = await startBare();
    const body = { name: 'ask', description: 'Ask.', ...change };
    expect(await call('POST', `/applications/${discord.bot.id}/commands`, body)).toMatchObject({
      json: { code: 50035 },
    });
  });

  test('give their translations to those who ask for them', async () => {
    const { discord, call } = await startBare();
    const path = `/applications/${discord.bot.id}/commands`;
    await call('POST', path, {
      name: 'ask',
      description: 'Ask.',
      options: [{ ...option, name_localizations: { de: 'worte' } }],
    });
    const [bare] = (await call('GET', path)).json as unknown as { options: object[] }[];
    const [whole] = (await call('GET', `${path}?with_localizations=true`)).json as unknown as (typeof bare)[];
    expect(bare?.options[0]).not.toHaveProperty('name_localizations');
    expect(whole?.options[0]).toHaveProperty('name_localizations', { de: 'worte' });
  });

  test('let nobody type a number that is too small, too large or not whole', async () => {
    const { discord, call, general, ana } = await startBare();
    const best = { type: 4, name: 'best', description: 'a', min_value: 2, max_value: 5 };
    const path = `/applications/${discord.bot.id}/commands`;
    await call('POST', path, { name: 'ask', description: 'Ask.', options: [best] });
    const run = (value: number | string) =>
      discord.runCommand('ask', { channel: general, user: ana, options: { best: value } });
    for (const value of [1, 6, 2.5, '3']) expect(() => run(value)).toThrow('best');
    expect(run(2)).toMatchObject({ kind: 'command' });
  });

  test('may be created five times in twenty seconds', async () => {
    const { discord, call } = await startBare();
    const create = (i: number) =>
      call('POST', `/applications/${discord.bot.id}/commands`, { name: `a${i}`, description: 'a' });
    for (let i = 0; i < 5; i++) expect(await create(i)).toMatchObject({ status: 200 });
    expect(await create(5)).toMatchObject({ status: 429 });
  });
});

describe('interactions', () => {
  const ask = {
    name: 'ask',
    description: 'Ask.',
    options: [{ type: 3, name: 'text', description: 'a', autocomplete: true }],
  };
  const label = (component: object) => ({ type: 18, label: 'Question', component });
  const text = { type: 4, style: 2, custom_id: 'question' };
  const form = (change: object) => ({
    type: 9,
    data: { custom_id: 'ask', title: 'Ask', components: [label(text)], ...change },
  });

  async function startAsked() {
    const bare = await startBare();
    const { discord, call, general, ana } = bare;
    await call('POST', `/applications/${discord.bot.id}/commands`, ask);
    const use = { channel: general, user: ana };
    return {
      ...bare,
      run: () => discord.runCommand('ask', use),
      type: () => discord.complete('ask', { ...use, option: 'text', typed: 'a' }),
      answer: ({ id, token }: { readonly id: string; readonly token: string }, body: object) =>
        call('POST', `/interactions/${id}/${token}/callback`, body),
    };
  }

  test.each([
    ['a title of 46 characters', { title: 'a'.repeat(46) }],
    ['a label of 46 characters', { components: [{ ...label(text), label: 'a'.repeat(46) }] }],
    ['room for more than 4000 characters', { components: [label({ ...text, max_length: 4001 })] }],
    [
      'six fields',
      { components: Array.from({ length: 6 }, (_, i) => label({ ...text, custom_id: `${i}` })) },
    ],
    ['a field without a label', { components: [text] }],
  ])('a form with %s is refused', async (_, change) => {
    const { run, answer } = await startAsked();
    expect(await answer(run(), form(change))).toMatchObject({ json: { code: 50035 } });
  });

  test('a form is shown, filled in and sent; a form cannot answer a form', async () => {
    const { discord, run, answer } = await startAsked();
    const shown = run();
    expect(await answer(shown, form({}))).toMatchObject({ status: 204 });
    expect(() => discord.submit(shown, {})).toThrow('empty');

    const sent = discord.submit(shown, { question: 'why?' });

    expect(await answer(sent, form({}))).toMatchObject({ json: { code: 50035 } });
    expect(await answer(sent, { type: 6 })).toMatchObject({ status: 204 });
  });

  test('what is typed is completed by up to 25 choices, and by nothing else', async () => {
    const { type, answer } = await startAsked();
    const choices = Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` }));
    const typing = type();
    expect(await answer(typing, { type: 5 })).toMatchObject({ json: { code: 50035 } });
    expect(await answer(typing, { type: 8, data: { choices } })).toMatchObject({ json: { code: 50035 } });
    expect(await answer(typing, { type: 8, data: { choices: choices.slice(1) } })).toMatchObject({
      status: 204,
    });
    expect(typing.choices).toHaveLength(25);
  });

  test('where the bot is not, five messages follow an answer, and the place is closed to it', async () => {
    const { discord, call, ana, answer } = await startAsked();
    const lounge = discord.channel(discord.foreignGuild('Elsewhere'), 'lounge');
    const asked = discord.runCommand('ask', { channel: lounge, user: ana });
    await answer(asked, { type: 5 });
    const follow = () => call('POST', `/webhooks/${discord.bot.id}/${asked.token}`, { content: 'more' });
    for (let i = 0; i < 5; i++) {
      discord.advance(1000);
      expect(await follow()).toMatchObject({ status: 200 });
    }
    discord.advance(1000);
    expect(await follow()).toMatchObject({ status: 400, json: { code: 40094 } });
    expect(await call('GET', `/channels/${lounge.id}/messages`)).toMatchObject({ json: { code: 50001 } });
    expect(await call('POST', `/channels/${lounge.id}/messages`, { content: 'a' })).toMatchObject({
      json: { code: 50001 },
    });
  });
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
