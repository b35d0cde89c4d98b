/** `/watch add`: a rule as people write it in a chat, and everything that may be wrong with it. */
import { describe, expect, it } from 'vitest';
import { type Conversation, UserError } from '../../../src/chat/index.ts';
import { HERE, useCommand } from './commanding.ts';

const bench = useCommand();
const kept = async () =>
  (await bench.store.keptRules()).map(({ key, definition }) => [key, JSON.parse(definition)]);
const LINE = 'wave: {when: {on: message, matches: hello}, then: {react: 👋}}';
const WAVE = {
  where: { platforms: ['discord'], workspaces: ['G1'], channels: ['C1'] },
  when: { on: 'message', matches: 'hello' },
  then: { react: '👋' },
};

describe('a rule of one’s own', () => {
  it('is kept for this channel, and watches from then on', async () => {
    expect(await bench.say(`add ${LINE}`)).toBe(
      'Added **wave**: from now on it watches this channel and reacts with 👋. `/watch test` shows what it would have done.',
    );
    expect(await kept()).toEqual([['discord:G1/wave', WAVE]]);
    expect(bench.rulebook.around(HERE).map(({ name, author, madeIn }) => ({ name, author, madeIn }))).toEqual(
      [{ name: 'wave', author: { id: 'U1', platform: 'discord' }, madeIn: HERE }],
    );
  });

  it.each([
    ['over several lines', 'wave:\n  when:\n    on: message\n    matches: hello\n  then:\n    react: 👋'],
    ['in a code block', '```yaml\nwave:\n  when: {on: message, matches: hello}\n  then:\n    react: 👋\n```'],
    [
      'in a code block behind its name',
      'wave:\n```\nwhen: {on: message, matches: hello}\nthen: {react: 👋}\n```',
    ],
    ['in a code block on one line', '```wave: {when: {on: message, matches: hello}, then: {react: 👋}}```'],
    ['between backticks', '`wave: {when: {on: message, matches: hello}, then: {react: 👋}}`'],
    [
      'as it stands in attache.yaml',
      'rules:\n  wave:\n    when: {on: message, matches: hello}\n    then: {react: 👋}',
    ],
    ['as JSON', '{"wave": {"when": {"on": "message", "matches": "hello"}, "then": {"react": "👋"}}}'],
    [
      'as JSON behind its name',
      'wave {"when": {"on": "message", "matches": "hello"}, "then": {"react": "👋"}}',
    ],
    [
      'with its name inside',
      '{"name": "wave", "when": {"on": "message", "matches": "hello"}, "then": {"react": "👋"}}',
    ],
    [
      'with the quotation marks of a phone',
      'wave: {“when”: {“on”: “message”, “matches”: “hello”}, “then”: {“react”: “👋”}}',
    ],
    [
      'with spaces that only look like spaces',
      'wave:\u00a0{when: {on:\u00a0message, matches: hello}, then: {react: 👋}}',
    ],
  ])('may be written %s', async (_name, text) => {
    expect(await bench.say(`add ${text}`)).toMatch(/^Added \*\*wave\*\*/);
    expect(await kept()).toEqual([['discord:G1/wave', WAVE]]);
  });

  it('watches the channels that it names', async () => {
    const text = 'wave: {where: {channels: ["C7", "C8"]}, when: {on: message}, then: {react: 👋}}';
    expect(await bench.say(`add ${text}`)).toContain('it watches `C7`, `C8` and');
  });

  it('that is added a second time by the same delivery changes nothing', async () => {
    const first = await bench.say(`add ${LINE}`);
    expect(await bench.say(`add ${LINE}`)).toBe(first);
    expect(await kept()).toHaveLength(1);
  });
});

describe('a ready-made rule', () => {
  it('is added by its name', async () => {
    expect(await bench.say('add voice-notes')).toBe(
      'Added **voice-notes**: from now on it watches this channel and answers with a model’s words in a reply. `/watch test` shows what it would have done.',
    );
    expect(await kept()).toEqual([['discord:G1/voice-notes', { where: WAVE.where, ready: 'voice-notes' }]]);
  });

  it('that runs by a schedule posts here', async () => {
    expect(await bench.say('add daily-digest')).toMatch(/^Added \*\*daily-digest\*\*.* in `C1`/);
    expect(await kept()).toEqual([
      [
        'discord:G1/daily-digest',
        { ready: 'daily-digest', then: { to: { platform: 'discord', channel: 'C1' } } },
      ],
    ]);
  });

  it('can be changed and called otherwise', async () => {
    expect(await bench.say('add notes: {ready: voice-notes, limits: {cooldown: 5m}}')).toMatch(
      /^Added \*\*notes\*\*/,
    );
  });

  it('that needs to be told more says what', async () => {
    expect(await bench.say('add flag-posts')).toContain('then.to: expected where it goes');
  });

  it('that there is not is answered with those there are', async () => {
    expect(await bench.say('add voice-nots')).toMatch(
      /There is no ready-made rule `voice-nots`; there are `voice-notes`/,
    );
  });

  it('is not known: a name alone says how rules are written', async () => {
    const answer = await bench.say('add');
    expect(answer).toContain('/watch add NAME: {when:');
    expect(answer).toContain('- `voice-notes`: ');
    expect(answer).toContain('- `daily-digest`: Sums up a channel once a day (`then.to: the channel`)');
  });
});

describe('what is wrong is told with its place', () => {
  it.each([
    [
      'a key that there is not',
      'x: {when: {on: message, mentions: me}, then: {react: 👋}}',
      'when: there is no `mentions` here',
    ],
    ['nothing to do', 'x: {when: {on: message}, then: {}}', 'then: expected prompt, say or react'],
    ['no trigger', 'x: {then: {react: 👋}}', 'when: expected what sets the rule off'],
    [
      'a model that cannot be chosen',
      'x: {when: {on: message}, then: {prompt: Hi, to: reply, model: gpt-99}}',
      'then.model: expected one of auto, nano, mini, gpt-5.5, got "gpt-99".',
    ],
    [
      'such a model for the question',
      'x: {when: {on: message, question: {ask: Is it?, model: big}}, then: {react: 👋}}',
      'when.question.model: expected one of',
    ],
    [
      'a shape that there is not',
      'x: {when: {on: message}, then: {prompt: Hi, to: reply, schema: bill}}',
      'then.schema: expected one of invoice',
    ],
    [
      'a webhook that there is not',
      'x: {when: {on: message}, then: {prompt: Hi, to: {webhook: erp}}}',
      'then.to.webhook: expected one of crm',
    ],
    [
      'a tool that is not turned on',
      'x: {when: {on: message}, then: {prompt: Hi, to: reply, tools: [image_generation]}}',
      'then.tools.0: expected one of web_search',
    ],
    [
      'another platform',
      'x: {where: {platforms: [slack]}, when: {on: message}, then: {react: 👋}}',
      'where.platforms: expected this platform alone',
    ],
    [
      'another workspace',
      'x: {where: {workspaces: ["G2"]}, when: {on: message}, then: {react: 👋}}',
      'where.workspaces: expected this workspace alone',
    ],
    [
      'a place on another platform',
      'x: {when: {on: message}, then: {say: Hi, to: {platform: slack, channel: C9}}}',
      'then.to.platform: expected "discord"',
    ],
    [
      'a place in another workspace',
      'x: {when: {on: message}, then: {say: Hi, to: {platform: discord, workspace: "G2", channel: "C9"}}}',
      'then.to.workspace: expected "G1"',
    ],
    [
      'the rights of somebody else',
      'x: {author: {platform: discord, id: "U9"}, when: {on: message}, then: {react: 👋}}',
      'author: expected nothing',
    ],
    ['no YAML', 'x: {when: {on: message', 'it is no valid YAML.'],
    [
      'two rules',
      'x: {when: {on: message}, then: {react: 👋}}\ny: {when: {on: message}, then: {react: 👋}}',
      'I expected one rule',
    ],
    ['no name', '{when: {on: message}, then: {react: 👋}}', 'it has no name'],
    ['too much', `x: {about: ${'y'.repeat(20_000)}}`, 'it is longer than the 20000 characters'],
    ['doors into each other', 'x: &a [*a, *a]', 'I expected one rule'],
  ])('%s', async (_name, text, fault) => {
    expect(await bench.say(`add ${text}`)).toContain(fault);
    expect(await kept()).toEqual([]);
  });

  it('all of it at once', async () => {
    const answer = await bench.say(
      'add x: {where: {platforms: [slack]}, when: {on: message, has: [smell]}, then: {react: 👋, to: {platform: slack, channel: C9}}}',
    );
    expect(answer.split('\n- ')).toHaveLength(5);
  });

  it('a person to write to who is not here', async () => {
    bench.chat.acts.members.set('U1', { id: 'U1', name: 'Ada', roles: [] });
    const text = 'add x: {when: {on: message}, then: {say: Hi, to: {platform: discord, person: "U9"}}}';
    expect(await bench.say(text)).toContain('then.to.person: there is nobody here with the id “U9”.');
  });
});

describe('a place that a rule names', () => {
  const names = (id: string) =>
    `add x: {where: {channels: ["${id}"]}, when: {on: message}, then: {react: 👋}}`;

  it('must be one that the bot sees, and is told of as what it is', async () => {
    bench.chat.acts.nowhere.add('C404');
    const answer = await bench.say(names('C404'));
    expect(answer).toContain('- where.channels.0: I see no channel or thread “C404” from here.');
    expect(answer).not.toContain('you may not');
    expect(await kept()).toEqual([]);
  });

  it('may be a thread: then the rights there count', async () => {
    const asked: Conversation[] = [];
    const thread: Conversation = { ...HERE, thread: 'T1', kind: 'thread' };
    bench.chat.acts.named = (id) => Promise.resolve(id === 'T1' ? thread : undefined);
    bench.chat.acts.lacks = (_person, conversation) => {
      asked.push(conversation);
      return Promise.resolve([]);
    };
    expect(await bench.say(names('T1'))).toMatch(/^Added \*\*x\*\*/);
    expect(asked).toEqual([thread]);
  });

  it('must be one where the bot can post, if it is to post there', async () => {
    bench.chat.acts.refusal = new UserError('discord-forum', 'Not in a forum itself.', 'Name a post.');
    const text = 'add x: {when: {on: message}, then: {say: Hi, to: {platform: discord, channel: "C9"}}}';
    expect(await bench.say(text)).toContain('- then.to.channel: Not in a forum itself. Name a post.');
    expect(await kept()).toEqual([]);
  });
});

describe('a name', () => {
  it('that is taken is not taken over', async () => {
    await bench.say(`add ${LINE}`);
    const other = { author: { id: 'U2', name: 'Bo' } };
    expect(await bench.say(`add ${LINE}`, other)).toMatch(/^There is a rule \*\*wave\*\* already/);
    expect((await bench.store.keptRules())[0]?.author.id).toBe('U1');
  });

  it('that a rule of attache.yaml has is taken', async () => {
    await bench.restart({ wave: { when: { on: 'message' }, then: { react: '👋' } } });
    expect(await bench.say(`add ${LINE}`)).toMatch(/already/);
  });

  it('is free that only another workspace has', async () => {
    await bench.say(`add ${LINE}`, { in: { ...HERE, workspace: 'G2' } });
    expect(await bench.say(`add ${LINE}`)).toMatch(/^Added/);
  });

  it.each(['my rule', 'a/b', '**bold**', 'x'.repeat(65)])('cannot be %s', async (name) => {
    expect(await bench.say(`add "${name}": {when: {on: message}, then: {react: 👋}}`)).toMatch(
      /cannot be the name/,
    );
  });
});

describe('the rights of whoever adds a rule', () => {
  it.each([
    ['read', 'then: {react: 👋}', 'read'],
    ['write', 'then: {say: Hi, to: reply}', 'write'],
    ['react', 'then: {react: 👋}', 'react'],
    ['write', 'then: {say: Hi, to: {platform: discord, channel: "C1"}}', 'write'],
  ] as const)('must let them %s where it is needed', async (right, then, word) => {
    bench.chat.acts.lacking.set('U1', [right]);
    expect(await bench.say(`add x: {when: {on: message}, ${then}}`)).toBe(
      `A rule acts with the rights of whoever adds it, and you may not ${word} in this channel.`,
    );
    expect(await kept()).toEqual([]);
  });

  it('need nothing that the rule does not do', async () => {
    bench.chat.acts.lacking.set('U1', ['write']);
    expect(await bench.say(`add ${LINE}`)).toMatch(/^Added/);
  });
});
