/** The rules and webhooks of attache.yaml. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/program.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const TICKETS = `
webhooks:
  tickets: { url: "https://tickets.example.com/attache", secretFrom: TICKETS_SECRET }
`;

const faultsOf = (settings: string, env: Readonly<Record<string, string>> = {}): string => {
  try {
    parseConfig(env, settings);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('the rules of attache.yaml', () => {
  it('are none where it names none', () => {
    expect(parseConfig({})).toMatchObject({ rules: {}, webhooks: {} });
  });

  it('are read by their names, ready-made ones with what is different', () => {
    const { rules } = parseConfig(
      {},
      `
rules:
  voice-notes: { ready: voice-notes }
  morning:
    ready: daily-digest
    when: { cron: "0 9 * * *", timeZone: Europe/Berlin }
    then: { to: { platform: discord, channel: "123456789012345678" } }
  seen:
    where: { channels: ["123456789012345678"] }
    when: { on: reaction, emoji: ["👀"] }
    then: { say: "{by} looks at it.", to: reply }
`,
    );
    expect(Object.keys(rules)).toEqual(['voice-notes', 'morning', 'seen']);
    expect(rules['voice-notes']).toMatchObject({ when: { on: 'message', has: ['audio', 'video'] } });
    expect(rules['morning']).toMatchObject({ when: { cron: '0 9 * * *' }, then: { read: { since: '24h' } } });
  });

  it('are told every wrong value at once, with its path', () => {
    const faults = faultsOf(`
rules:
  one: { when: { on: message, has: [sound] }, then: { say: Hi, to: here } }
  two: { when: { on: message }, then: { prompt: "{emoji}", to: reply } }
  three: { ready: nothing }
  a name: { ready: voice-notes }
`);
    for (const fault of [
      'attache.yaml: rules.one.when.has.0: expected image, audio,',
      'attache.yaml: rules.one.then.to: expected reply, thread,',
      'attache.yaml: rules.two.then.prompt: {emoji} is the reaction,',
      'attache.yaml: rules.three.ready: expected voice-notes,',
      'attache.yaml: rules.a name: expected a name of letters,',
    ])
      expect(faults).toContain(fault);
    expect(faults).toContain('5 wrong values');
    expect(faultsOf('rules: { a name: { ready: voice-notes } }')).toContain(
      'rules.a name: expected a name of letters, digits, _ and -, at most 64 of them.',
    );
    expect(faultsOf('rules: [voice-notes]')).toContain('rules: expected rules by their names.');
  });

  it('hide nothing of each other, of the rest of the file and of what they name, where one is wrong', () => {
    const faults = faultsOf(`
colour: red
tiers: { nano: nobody-1 }
webhooks: { tickets: { url: here, secretFrom: A_SECRET }, other: { url: "https://b.example", secretFrom: B_SECRET } }
rules:
  bad name!: { when: { on: message }, then: { react: 👀 } }
  one: { when: { on: message }, then: { say: "Hi {nobody}" }, limits: { cooldown: 5 } }
  two: { when: { on: messages }, then: { prompt: a, to: { webhook: ticket }, schema: invoice, tools: [web_search, x] } }
  three: { when: { on: message }, then: { prompt: a, to: { webhook: tickets } } }
`);
    const told = faults
      .split('\n')
      .flatMap((line) => /^ {2}(?:attache\.yaml: )?([^:]+):/.exec(line)?.[1] ?? []);
    expect(told.toSorted()).toEqual(
      [
        'there is no `colour` here',
        'tiers.nano',
        'webhooks.tickets.url',
        'B_SECRET',
        'rules.bad name!',
        'rules.one.limits.cooldown',
        'rules.one.then.to',
        'rules.one.then.say',
        'rules.two.when.on',
        'rules.two.then.tools.1',
        'rules.two.then.schema',
        'rules.two.then.tools',
        'rules.two.then.to.webhook',
        'rules.two.then.tools.0',
      ].toSorted(),
    );
  });

  it('are there under every name that is allowed', () => {
    const names = ['__proto__', 'constructor', '-', 'a_b'];
    const text = names.map((name) => `  ${name}: { when: { on: message }, then: { react: 👀 } }`).join('\n');
    expect(Object.keys(parseConfig({}, `rules:\n${text}`).rules)).toEqual(names);
    expect(faultsOf('rules: { __proto__: { when: { on: message } } }')).toContain(
      'rules.__proto__.then: expected',
    );
  });

  it('may name the schemas, webhooks and tools that there are', () => {
    const rule = 'rules: { r: { when: { on: message }, then: { prompt: a, to: ';
    const schema = 'schemas: { receipt: { type: object } }\n';
    expect(faultsOf(`${schema}${rule}reply, schema: receipt } } }`)).toBe('');
    expect(faultsOf(`${schema}${rule}reply, schema: invoice } } }`)).toContain(
      'attache.yaml: rules.r.then.schema: expected one of receipt, got "invoice".',
    );
    expect(faultsOf(`tools: [web_search]\n${rule}reply, tools: [web_search] } } }`)).toBe('');
    expect(faultsOf(`${rule}reply, tools: [web_search] } } }`)).toContain(
      'rules.r.then.tools.0: expected one of the `tools` of attache.yaml, where there are none, got "web_search".',
    );
    expect(faultsOf(`${TICKETS}${rule}{ webhook: tickets } } } }`, { TICKETS_SECRET: SECRET })).toBe('');
    expect(faultsOf(`${rule}{ webhook: tickets } } } }`)).toContain(
      'rules.r.then.to.webhook: expected one of the `webhooks` of attache.yaml, where there are none, got "tickets".',
    );
  });
});

describe('the webhooks of attache.yaml', () => {
  it('have an address, and a secret out of the environment', () => {
    expect(parseConfig({ TICKETS_SECRET: SECRET }, TICKETS).webhooks).toEqual({
      tickets: {
        url: 'https://tickets.example.com/attache',
        secret: SECRET,
        secretFrom: 'TICKETS_SECRET',
      },
    });
  });

  it.each([
    ['', 'got nothing.'],
    ['hunter2', 'got a value of 7 characters that is not in this form.'],
    [`whsec_${Buffer.alloc(16, 7).toString('base64')}`, 'got 16 bytes.'],
    [`whsec_${Buffer.alloc(65, 7).toString('base64')}`, 'got 65 bytes.'],
    ['whsec_!!!!', 'got a value of 10 characters that is not in this form.'],
  ])('need a secret that nobody can guess, which is never repeated: %s', (secret, sentence) => {
    const faults = faultsOf(TICKETS, { TICKETS_SECRET: secret });
    expect(faults).toContain(
      'TICKETS_SECRET: expected the secret of the webhook tickets: whsec_ and 24 to 64 bytes in base64;',
    );
    expect(faults).toContain(sentence);
    if (secret !== '') expect(faults).not.toContain(secret);
  });

  it.each([
    ['http://127.0.0.1:9000/a', ''],
    ['http://localhost/a', ''],
    ['http://[::1]/a', ''],
    [
      'http://tickets.example.com',
      'webhooks.w.url: expected https: without it anybody on the way could read',
    ],
    ['http://127.0.0.1.example.com', 'webhooks.w.url: expected https'],
    ['tickets.example.com', 'webhooks.w.url: expected a web address, such as https://'],
    ['ftp://tickets.example.com', 'webhooks.w.url: expected a web address'],
    ['https://ana:pass@tickets.example.com', 'webhooks.w.url: expected no name and password in the address'],
  ])('are called where nobody can read along: %s', (url, sentence) => {
    const settings = `webhooks: { w: { url: "${url}", secretFrom: W_SECRET } }`;
    const faults = faultsOf(settings, { W_SECRET: SECRET });
    if (sentence === '') expect(faults).toBe('');
    else expect(faults).toContain(sentence);
  });

  it.each([
    ['{ url: "https://a.example", secret: x }', 'expected url and secretFrom, and nothing else'],
    ['5', 'webhooks.w: expected url and secretFrom'],
    [
      '{ url: "https://a.example", secretFrom: "whsec_abc=" }',
      'webhooks.w.secretFrom: expected the name of an environment variable, such as TICKETS_SECRET; the secret itself stands there',
    ],
  ])('say nothing else, and never the secret itself: %s', (webhook, sentence) => {
    expect(faultsOf(`webhooks: { w: ${webhook} }`)).toContain(sentence);
  });

  it('have their secrets taken out of the environment, so that no child process has them', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'attache.yaml'), TICKETS);
    const before = process.cwd();
    process.chdir(folder);
    process.env['TICKETS_SECRET'] = SECRET;
    try {
      expect(loadConfig().webhooks).toHaveProperty('tickets.secret', SECRET);
      expect(process.env['TICKETS_SECRET']).toBeUndefined();
    } finally {
      process.chdir(before);
      delete process.env['TICKETS_SECRET'];
    }
  });
});
