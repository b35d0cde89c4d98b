import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig, VARIABLES } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/program.ts';

const faultsOf = (env: Record<string, string>, settings?: string): string => {
  try {
    parseConfig(env, settings);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

/** What is wrong in a working folder where this file has this content, or is a folder itself. */
const loadFault = (name: string, content: string | Uint8Array | undefined): string => {
  const folder = temporaryFolder();
  if (content === undefined) mkdirSync(join(folder, name));
  else writeFileSync(join(folder, name), content);
  const before = process.cwd();
  process.chdir(folder);
  try {
    loadConfig();
  } catch (error) {
    return (error as Error).message;
  } finally {
    process.chdir(before);
  }
  return '';
};

describe('configuration', () => {
  it('needs nothing at all', () => {
    expect(parseConfig({})).toMatchObject({
      model: { name: 'gpt-5.5', effort: 'medium', apiKey: undefined, baseUrl: undefined },
      web: { host: '127.0.0.1', port: 3000 },
      discord: undefined,
      slack: undefined,
      logLevel: 'info',
    });
  });

  it('takes .env.example as it is, and .env.example names every variable', () => {
    const example = parseEnv(readFileSync('.env.example', 'utf8'));
    expect(Object.keys(example).toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
    expect(parseConfig(example)).toEqual(parseConfig({}));
  });

  it.each([
    ['PORT', 'http', 'PORT: expected a whole number from 1 to 65535, got "http".'],
    ['PORT', '70000', 'PORT: expected a whole number from 1 to 65535, got "70000".'],
    ['OPENAI_BASE_URL', 'localhost:8000', 'OPENAI_BASE_URL: expected a web address'],
    ['OPENAI_API', 'assistants', 'OPENAI_API: expected responses or chat, got "assistants".'],
    [
      'ATTACHE_EFFORT',
      'huge',
      'ATTACHE_EFFORT: expected one of none, low, medium, high, xhigh, max, auto, got "huge".',
    ],
    ['HOST', 'http://x', 'HOST: expected a host name or IP address, got "http://x".'],
    ['ATTACHE_MEDIA_HOSTS', 'https://a', 'ATTACHE_MEDIA_HOSTS: expected hosts separated by commas'],
  ])('names %s, what came and what was expected', (name, value, sentence) => {
    expect(faultsOf({ [name]: value })).toContain(sentence);
  });

  it('tells all wrong values at once, those of attache.yaml too', () => {
    const faults = faultsOf(
      { PORT: 'x', LOG_LEVEL: 'loud' },
      'access: { allow: { users: [123] } }\ncolour: red',
    );
    for (const name of ['PORT', 'LOG_LEVEL', 'access.allow.users.0', 'colour'])
      expect(faults).toContain(name);
    expect(faults).toContain('4 wrong values');
  });

  it('says which settings there are where there is no such one', () => {
    expect(faultsOf({}, 'foo: 1')).toMatch(
      /attache\.yaml: there is no `foo` here: attache\.yaml may have instructions, reasoning, places, .* and media\.\n/,
    );
    expect(faultsOf({}, 'admins: { people: [] }')).toContain(
      'attache.yaml: admins: there is no `people` here: `admins` may have users and roles.',
    );
    expect(faultsOf({}, '[a, b]')).toContain('attache.yaml: expected attache.yaml with instructions,');
  });

  it('never repeats a secret', () => {
    expect(faultsOf({ SLACK_BOT_TOKEN: 'my-secret', SLACK_APP_TOKEN: 'xapp-1' })).not.toContain('my-secret');
  });

  it('demands a password where others can reach the playground', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })).toContain('ATTACHE_PASSWORD');
    expect(faultsOf({ HOST: '0.0.0.0', ATTACHE_PASSWORD: 'correct horse' })).toBe('');
  });

  it('says which Slack setting is missing', () => {
    expect(faultsOf({ SLACK_BOT_TOKEN: 'xoxb-1' })).toContain('SLACK_SIGNING_SECRET');
    expect(faultsOf({ SLACK_APP_TOKEN: 'xapp-1' })).toContain('SLACK_BOT_TOKEN');
  });

  it('takes either one Slack workspace or any number of them, and says plainly what does not go together', () => {
    const many = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'hush', ATTACHE_SECRET_KEY: 'k'.repeat(32) };
    expect(parseConfig({ ...many, SLACK_SIGNING_SECRET: 's' }).slack).toMatchObject({
      botToken: undefined,
      client: { id: '1.2', secret: 'hush' },
      signingSecret: 's',
    });
    expect(parseConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }).slack).toMatchObject({
      botToken: 'xoxb-1',
      client: undefined,
    });
    expect(faultsOf({ ...many, SLACK_APP_TOKEN: 'xapp-1', SLACK_BOT_TOKEN: 'xoxb-1' })).toContain(
      'SLACK_BOT_TOKEN: expected nothing beside SLACK_CLIENT_ID',
    );
    const faults = faultsOf({ SLACK_CLIENT_ID: '1.2' });
    for (const fault of [
      'SLACK_CLIENT_SECRET: expected it beside SLACK_CLIENT_ID',
      'SLACK_APP_TOKEN: expected it (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside SLACK_CLIENT_ID',
      'ATTACHE_SECRET_KEY: expected it beside SLACK_CLIENT_ID',
      '3 wrong values',
    ])
      expect(faults).toContain(fault);
    expect(faultsOf({ SLACK_CLIENT_SECRET: 'hush' })).toContain('SLACK_CLIENT_ID: expected it beside');
  });

  it('takes the address of a database and the key that encrypts tokens, and repeats neither', () => {
    const key = 'correct horse battery staple'.replaceAll(' ', '-').padEnd(32, '!');
    const databaseUrl = 'postgresql://ana:p%40ss@db.example.com:5432/attache?sslmode=require';
    expect(parseConfig({ DATABASE_URL: databaseUrl, ATTACHE_SECRET_KEY: key })).toMatchObject({
      databaseUrl,
      secretKey: key,
    });
    expect(parseConfig({})).toMatchObject({ databaseUrl: undefined, secretKey: undefined });
    const faults = faultsOf({ DATABASE_URL: 'mysql://ana:hush@db/x', ATTACHE_SECRET_KEY: 'too-short' });
    expect(faults).toContain('DATABASE_URL: expected the address of a PostgreSQL database');
    expect(faults).toContain('ATTACHE_SECRET_KEY: expected at least 32 characters');
    expect(faults).toContain('got a value of 9 characters');
    expect(faults).not.toMatch(/hush|too-short/);
  });

  it.each([
    ['auto', 'auto'],
    ['0-3/8', { ids: [0, 1, 2, 3], total: 8 }],
    ['2/8', { ids: [2], total: 8 }],
    ['0/1', { ids: [0], total: 1 }],
  ])('takes the shards %s', (value, shards) => {
    expect(parseConfig({ DISCORD_TOKEN: 'a.b.c', DISCORD_SHARDS: value }).discord?.shards).toEqual(shards);
    expect(parseConfig({ DISCORD_TOKEN: 'a.b.c' }).discord?.shards).toBe('auto');
  });

  it.each(['8/8', '3-2/8', '0-8/8', '4', '0-3', '-1/8', 'all', '0/99999', '0-3/8 '.repeat(2)])(
    'takes no shards %s',
    (value) => {
      expect(faultsOf({ DISCORD_SHARDS: value })).toContain('DISCORD_SHARDS: expected auto, or some of all');
    },
  );

  it('takes how many answers are worked on at once, and how far back it catches up', () => {
    expect(parseConfig({})).toMatchObject({ turns: 64, catchUp: { hours: 12 } });
    expect(parseConfig({ ATTACHE_TURNS: '8' }, 'catchUp: { hours: 0 }')).toMatchObject({
      turns: 8,
      catchUp: { hours: 0 },
    });
    for (const turns of ['0', '1001', 'many'])
      expect(faultsOf({ ATTACHE_TURNS: turns })).toContain('expected a whole number from 1 to 1000');
    for (const hours of ['-1', '169', 'a day'])
      expect(faultsOf({}, `catchUp: { hours: ${hours} }`)).toContain(
        'attache.yaml: catchUp.hours: expected hours from 0 (off) to 168 (a week)',
      );
  });

  it('tells a port that was chosen from the usual one', () => {
    expect(parseConfig({}).web).toMatchObject({ port: 3000, isPortSet: false });
    expect(parseConfig({ PORT: '3000' }).web).toMatchObject({ port: 3000, isPortSet: true });
  });

  it('reads a .env that an editor on Windows wrote', () => {
    const fault = loadFault('.env', '\uFEFFPORT="many"\r\n');
    expect(fault).toContain('PORT: expected a whole number from 1 to 65535, got "many"');
  });

  it('says which file of settings it cannot read', () => {
    expect(loadFault('.env', Buffer.from('PORT=80', 'utf16le').fill(0xff, 0, 1))).toContain(
      '.env cannot be read',
    );
    expect(loadFault('attache.yaml', undefined)).toContain('attache.yaml cannot be read: EISDIR');
  });

  it('takes other limits for media than the usual ones', () => {
    const { mediaLimits } = parseConfig(
      {},
      'media: { limits: { downloadBytes: 100000000, framesMost: 16 } }',
    );
    expect(mediaLimits).toEqual({ downloadBytes: 100_000_000, framesMost: 16 });
    expect(parseConfig({}).mediaLimits).toEqual({});
  });

  it.each([
    ['framesMost: 0', 'media.limits.framesMost: expected a whole number above 0 (usually 64), got 0.'],
    ['framesMost: -1', 'above 0 (usually 64), got -1.'],
    ['framesMost: 2.5', 'above 0 (usually 64), got 2.5.'],
    ['framesMost: many', 'above 0 (usually 64), got "many".'],
    ['framesMost: .inf', 'media.limits.framesMost: expected a whole number'],
    [
      'frameMost: 5',
      /media\.limits: there is no limit frameMost\. The limits are downloadBytes, .*framesMost/,
    ],
  ])('says what is wrong with a limit of %s', (limit, sentence) => {
    expect(faultsOf({}, `media: { limits: { ${limit} } }`)).toMatch(sentence);
  });

  it('tells wrong limits with all the other wrong values', () => {
    const faults = faultsOf(
      { PORT: 'x' },
      'media: { limits: { framesMost: 0, cacheBytes: -1 }, colour: red }',
    );
    for (const name of ['PORT', 'framesMost', 'cacheBytes', 'colour']) expect(faults).toContain(name);
    expect(faults).toContain('4 wrong values');
  });

  it('takes for each place what is different there, and leaves the rest as usual', () => {
    const settings = [
      'reasoning: summary',
      'places:',
      '  - platform: slack',
      '    effort: low',
      '  - channel: "C1"',
      '    model: gpt-5.4-mini',
      '    reasoning: "off"',
      '    instructions: Be brief.',
    ].join('\n');
    const { manner } = parseConfig({}, settings);
    expect(manner).toMatchObject({
      reasoning: 'summary',
      places: [
        { platform: 'slack', effort: 'low' },
        { channel: 'C1', model: 'gpt-5.4-mini', reasoning: 'off', instructions: 'Be brief.' },
      ],
    });
    expect(parseConfig({}).manner).toMatchObject({ reasoning: 'live', places: [] });
  });

  it('takes who looks after the bot, by person or role', () => {
    const { access } = parseConfig({}, 'admins: { users: ["U1"], roles: ["R1"] }');
    expect(access.admins).toEqual({ users: ['U1'], roles: ['R1'] });
    expect(parseConfig({}).access.admins).toEqual({ users: [], roles: [] });
  });

  it.each([
    ['places: [{ effort: huge }]', 'places.0.effort'],
    ['places: [{ reasoning: loud }]', 'places.0.reasoning'],
    ['reasoning: loud', 'reasoning'],
    ['admins: { users: [123] }', 'admins.users.0: expected an id in quotes'],
  ])('says what is wrong in %s', (settings, fault) => {
    expect(faultsOf({}, settings)).toContain(`attache.yaml: ${fault}`);
  });

  it('takes the word off without quotes', () => {
    expect(parseConfig({}, 'reasoning: off').manner.reasoning).toBe('off');
  });

  it('says where attache.yaml is not YAML', () => {
    expect(faultsOf({}, 'instructions: [')).toContain('attache.yaml: is not valid YAML');
  });

  const models = `
models:
  my-model:
    like: gpt-5.5
    contextTokens: 200000
    maxInputTokens: 180000
    maxOutputTokens: 20000
    efforts: [low, high]
    prices: { input: 1, cachedInput: 0.1, output: 4 }
    takes: { images: true, files: none, tools: true }
    wire: { reasoning: enable_thinking, thoughts: fields }
    endsOn: 2027-01-01
  gpt-5.5: { prices: { input: 4 } }
tiers:
  nano: gpt-6-luna
  flagship: my-model
  ultra: { model: gpt-5.5, effort: xhigh, attempts: 3 }
fallbacks: { gpt-5.5: gpt-5.4 }
service: flex
`;

  it('takes models, tiers, fallbacks and the service as attache.yaml has them', () => {
    const { catalog, model } = parseConfig({}, models);
    expect(model.service).toBe('flex');
    expect(catalog).toEqual({
      models: {
        'my-model': {
          like: 'gpt-5.5',
          contextTokens: 200_000,
          maxInputTokens: 180_000,
          maxOutputTokens: 20_000,
          efforts: ['low', 'high'],
          prices: { input: 1, cachedInput: 0.1, output: 4 },
          takes: { images: true, files: 'none', tools: true },
          wire: { reasoning: 'enable_thinking', thoughts: 'fields' },
          endsOn: '2027-01-01',
        },
        'gpt-5.5': { prices: { input: 4 } },
      },
      tiers: {
        nano: { model: 'gpt-6-luna' },
        flagship: { model: 'my-model' },
        ultra: { model: 'gpt-5.5', effort: 'xhigh', attempts: 3 },
      },
      fallbacks: { 'gpt-5.5': 'gpt-5.4' },
    });
    expect(parseConfig({})).toMatchObject({ catalog: {}, model: { service: 'default' } });
  });

  it.each([
    ['models: [gpt-5.5]', 'models: expected models by their names.'],
    ['models: { mine: 5 }', 'models.mine: expected a figure by its name (like, contextTokens,'],
    [
      'models: { mine: { price: 1 } }',
      'models.mine: there is no figure price; there is like, contextTokens,',
    ],
    [
      'models: { mine: { contextTokens: 1.5 } }',
      'models.mine.contextTokens: expected a whole number of tokens, got 1.5.',
    ],
    [
      'models: { mine: { efforts: high } }',
      'models.mine.efforts: expected a list of efforts, such as [low, high].',
    ],
    [
      'models: { mine: { efforts: [huge] } }',
      'models.mine.efforts.0: expected one of none, low, medium, high, xhigh, max, got "huge".',
    ],
    [
      'models: { mine: { prices: { input: -1, output: 1 } } }',
      'models.mine.prices.input: expected dollars for a million tokens, got -1.',
    ],
    [
      'models: { gpt-5.5: { prices: { services: { flex: 0 } } } }',
      'models.gpt-5.5.prices.services.flex: expected a factor above 0, got 0.',
    ],
    [
      'models: { mine: { takes: { images: maybe } } }',
      'models.mine.takes.images: expected true or false, got "maybe".',
    ],
    [
      'models: { mine: { takes: { sound: { as: input_audio } } } }',
      'models.mine.takes.sound.maxSeconds: expected a whole number above 0, got nothing.',
    ],
    [
      'models: { mine: { wire: { thoughts: aloud } } }',
      'models.mine.wire.thoughts: expected one of fields, begins in thought, got "aloud".',
    ],
    ['models: { mine: { endsOn: soon } }', 'models.mine.endsOn: expected a day such as 2027-04-01.'],
    ['models: { mine: { like: gpt-9 } }', 'models.mine.like: expected a model that is known, got "gpt-9".'],
    [
      'tiers: { huge: gpt-5.5 }',
      'tiers: there is no tier huge; there is nano, mini, standard, flagship, ultra.',
    ],
    [
      'tiers: { mini: gpt-9 }',
      'tiers.mini: expected a model that is known, or described under models, got "gpt-9".',
    ],
    [
      'tiers: { ultra: { attempts: 9 } }',
      'tiers.ultra.attempts: expected a whole number from 1 to 5, got 9.',
    ],
    [
      'tiers: { ultra: { effort: auto } }',
      'tiers.ultra.effort: expected one of none, low, medium, high, xhigh, max, got "auto".',
    ],
    ['fallbacks: { gpt-5.5: 5 }', 'fallbacks.gpt-5.5: expected the name of a model.'],
    [
      'fallbacks: { gpt-5.5: gpt-5.4, gpt-5.4: gpt-5.5 }',
      'fallbacks.gpt-5.5: expected fallbacks that end somewhere, got the circle',
    ],
    ['service: fast', 'service: expected one of default, flex, priority, got "fast".'],
  ])('says with its path what is expected instead of %s', (settings, fault) => {
    expect(faultsOf({}, settings)).toContain(`attache.yaml: ${fault}`);
  });

  it('lets a compatible server have models that nobody has described', () => {
    const tiers = 'tiers: { mini: "qwen3:8b" }\nfallbacks: { "qwen3:8b": "llama9" }';
    expect(faultsOf({ OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1' }, tiers)).toBe('');
    expect(faultsOf({}, tiers)).toContain('fallbacks.qwen3:8b: expected a model that is known');
  });

  it.each(['auto', 'mini', 'gpt-6-sol'])('lets %s answer unless somebody asks for another', (name) => {
    const { model } = parseConfig({ ATTACHE_MODEL: name, ATTACHE_EFFORT: 'auto' });
    expect(model).toMatchObject({ name, effort: 'auto' });
  });

  it('takes every example of the guide to models as it is', () => {
    const guide = readFileSync('docs/models.md', 'utf8');
    const examples = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, example]) => example!);
    expect(examples.length).toBeGreaterThan(5);
    for (const example of examples) expect(faultsOf({}, example), example).toBe('');
  });
});
