/** Reading rules as people write them, and what they are told where that is wrong. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readRule } from '../../src/rules/index.ts';
import { ruleOf } from './rule-of.ts';

/** What is wrong with a rule, in YAML. */
const faultsOf = (yaml: string): readonly string[] => {
  const read = readRule(parse(yaml));
  return 'faults' in read ? read.faults : [];
};

describe('a rule', () => {
  it('needs to say no more than what sets it off and what is done then', () => {
    expect(ruleOf('when: { on: message }\nthen: { react: 👀 }')).toEqual({
      where: {},
      when: { on: 'message' },
      then: { react: '👀', tools: [] },
      limits: { per: 'channel' },
      missed: 'run',
    });
  });

  it('can say a lot', () => {
    const rule = ruleOf(`
about: Reads receipts
where: { platforms: [slack], workspaces: [T1], channels: [C1], threads: out, people: { roles: [S1] }, bots: [B1] }
when:
  on: message
  has: [image, document]
  matches: '\\breceipt\\b'
  question: { ask: Is it a receipt?, confidence: 0.9, sees: files, model: mini }
then: { prompt: "What does {author} want to have paid?", to: { webhook: books }, react: ":receipt:", schema: receipt, effort: low }
limits:
  cooldown: 90s
  per: person
  debounce: 2m
  batch: 10s
  usdPerDay: 1.5
  quiet: { from: "22:00", to: "06:30", timeZone: Europe/Berlin }
missed: digest
author: { platform: slack, id: U1 }`);
    expect(rule).toMatchObject({
      when: { question: { confidence: 0.9, sees: 'files', model: 'mini' } },
      then: { to: { webhook: 'books' }, react: ':receipt:' },
      limits: { cooldown: 90_000, debounce: 120_000, batch: 10_000, quiet: { then: 'wait' } },
    });
  });

  it.each([
    ['no rule at all', '5', 'the rule: expected a rule with about, where, when, then'],
    ['nothing in it', '{}', 'when: expected what sets the rule off, such as { on: message }.'],
    [
      'a trigger that there is not',
      'when: { on: mesage }\nthen: { react: 👀 }',
      'when.on: expected message, edit, reaction, unanswered or schedule.',
    ],
    [
      'a key that there is not',
      'when: { on: message, colour: red }\nthen: { react: 👀 }',
      'when: there is no `colour` here: `on: message` may have on, has, matches and question.',
    ],
    [
      'several of them',
      'when: { on: message }\nthen: { react: 👀 }\nlimts: {}\nwhat: 1',
      'the rule: there is no `limts` and `what` here: a rule may have about, where, when, then, limits, missed and author.',
    ],
    [
      'a word for a list',
      'when: { on: message, has: image }\nthen: { react: 👀 }',
      'when.has: expected a list, such as [image, video].',
    ],
    [
      'an id without quotes, which YAML would round',
      'where: { channels: [123456789012345678] }\nwhen: { on: message }\nthen: { react: 👀 }',
      'where.channels.0: expected an id in quotes',
    ],
    [
      'people who are nobody',
      'where: { people: {} }\nwhen: { on: message }\nthen: { react: 👀 }',
      'where.people: expected users or roles.',
    ],
    [
      'a place that there is not',
      'when: { on: message }\nthen: { say: Hi, to: nowhere }',
      'then.to: expected reply, thread, author, { platform, channel }, { platform, person } or { webhook }.',
    ],
    [
      'a slip in a place, told of the kind that was meant',
      'when: { on: message }\nthen: { say: Hi, to: { platform: slak, chanel: C1, channel: C2 } }',
      'then.to.platform: expected discord or slack.',
    ],
    [
      'a word for an emoji',
      'when: { on: message }\nthen: { react: eyes }',
      'then.react: expected an emoji such as 👀, or :name: of one of your own.',
    ],
    [
      'two emojis for one',
      'when: { on: message }\nthen: { react: 👀👍 }',
      'then.react: expected an emoji such as 👀, or :name: of one of your own.',
    ],
    [
      'figures before an emoji',
      'when: { on: reaction, emoji: [123👀] }\nthen: { react: 👀 }',
      'when.emoji.0: expected an emoji such as 👀',
    ],
    [
      'two flags',
      'when: { on: reaction, emoji: [🇩🇪🇫🇷] }\nthen: { react: 👀 }',
      'when.emoji.0: expected an emoji such as 👀',
    ],
    [
      'a sentence of nothing but a space',
      'when: { on: message }\nthen: { say: " ", to: reply }',
      'then.say: expected a text, got nothing.',
    ],
    [
      'a prompt that nobody can see',
      'when: { on: message }\nthen: { prompt: "\\u200b\\n", to: reply }',
      'then.prompt: expected a text, got nothing.',
    ],
    [
      'a confidence in percent',
      'when: { on: message, question: { ask: Why?, confidence: 70 } }\nthen: { react: 👀 }',
      'when.question.confidence: expected a number from 0 to 1, such as 0.8.',
    ],
    [
      'a time that nobody knows',
      'when: { on: message }\nthen: { prompt: Hi, to: reply, read: { since: recently } }',
      'then.read.since: expected a time back such as 24h, 7d, 2w, today or yesterday.',
    ],
    [
      'history without how much',
      'when: { on: message }\nthen: { prompt: Hi, to: reply, read: {} }',
      'then.read: expected since or last, such as { since: 24h }.',
    ],
    [
      'quiet hours without end',
      'when: { on: message }\nthen: { react: 👀 }\nlimits: { quiet: { from: "22:00", to: "22:00" } }',
      'limits.quiet: expected two different times of day.',
    ],
    [
      'a day that has no such hour',
      'when: { on: message }\nthen: { react: 👀 }\nlimits: { quiet: { from: "24:00", to: "06:00" } }',
      'limits.quiet.from: expected a time of day in quotes, such as "22:00".',
    ],
    [
      'no money',
      'when: { on: message }\nthen: { react: 👀 }\nlimits: { usdPerDay: 0 }',
      'limits.usdPerDay: expected dollars as a number above 0, such as 0.50.',
    ],
  ])('is refused in a sentence where it has %s', (_what, yaml, sentence) => {
    expect(faultsOf(yaml).join('\n')).toContain(sentence);
  });

  it.each(['👀', '👩‍👩‍👧‍👦', '🧑🏽‍🚀', '🇩🇪', '1️⃣', '❤', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])('may react with %s, which is one emoji', (react) => {
    expect(ruleOf(`when: { on: message }\nthen: { react: ${react} }`).then.react).toBe(react);
  });

  it('is told what does not go together beside what is wrong by itself', () => {
    expect(
      faultsOf('when: { on: message, has: [sound] }\nthen: { say: "{nobody} {by}", prompt: 5, to: here }'),
    ).toEqual([
      'when.has.0: expected image, audio, video, document, link or code.',
      'then.prompt: expected a text.',
      expect.stringMatching(/^then\.to: expected reply/),
      'then: expected prompt (a model answers) or say (said as it is), got both.',
      expect.stringMatching(/^then\.say: there is no variable {nobody}\. There are {author}/),
      expect.stringMatching(/^then\.say: {by} is who reacted, and with `on: message` there is none\./),
    ]);
    const sum = faultsOf(
      'when: { on: schedule, cron: daily }\nthen: { react: eyes }\nlimits: { cooldown: 1h }',
    );
    expect(sum.map((fault) => fault.split(':')[0])).toEqual([
      'when.cron',
      'then.react',
      'then.react',
      'limits.cooldown',
    ]);
  });

  it('is not told that something is missing which is there and wrong', () => {
    for (const [yaml, path] of [
      ['when: { on: message, question: 5 }\nthen: { react: 👀 }\nlimits: { batch: 10s }', 'when.question'],
      ['when: { on: message, matches: "(" }\nthen: { say: "{match}", to: reply }', 'when.matches'],
      ['when: { on: message }\nthen: { prompt: 5, to: reply, model: mini }', 'then.prompt'],
      ['when: { on: message }\nthen: { react: eyes }', 'then.react'],
      ['when: { on: mesage }\nthen: { say: "{emoji}", to: reply }', 'when.on'],
      ['when: message\nthen: { say: "{emoji}", to: reply }\nlimits: { batch: 10s }', 'when'],
      ['when: { on: schedule, cron: "@daily" }\nthen: 5\nwhere: { channels: [C1] }', 'then'],
    ] as const)
      expect(faultsOf(yaml)).toEqual([expect.stringContaining(`${path}: `)]);
  });

  it('is told all of its faults at once', () => {
    expect(
      faultsOf('when: { on: message, has: [sound] }\nthen: { say: 5, to: here }\nlimits: { cooldown: 5 }'),
    ).toEqual([
      'when.has.0: expected image, audio, video, document, link or code.',
      'then.say: expected a text.',
      expect.stringMatching(/^then\.to: expected reply/),
      'limits.cooldown: expected a length of time such as 90s, 30m, 2h or 1d.',
    ]);
  });
});

describe('what does not go together in a rule', () => {
  const message = (then: string, more = '') => `when: { on: message }\nthen: ${then}\n${more}`;
  const schedule = (then: string, more = '') =>
    `when: { on: schedule, cron: "0 9 * * *" }\nthen: ${then}\n${more}`;
  const channel = 'to: { platform: slack, channel: C1 }';

  it.each([
    [message('{}'), 'then: expected prompt, say or react: there is nothing to do.'],
    [message('{ prompt: a, say: b, to: reply }'), 'then: expected prompt (a model answers) or say'],
    [message('{ say: b }'), 'then.to: expected where it goes: reply, thread, author'],
    [message('{ react: 👀, to: reply }'), 'then.to: expected prompt or say beside it'],
    [message('{ say: b, to: reply, model: mini }'), 'then.model: expected a prompt beside it'],
    [message('{ react: 👀, effort: low }'), 'then.effort: expected a prompt beside it'],
    [message('{ say: b, to: reply, schema: s }'), 'then.schema: expected a prompt beside it'],
    [message('{ say: b, to: reply, tools: [web_search] }'), 'then.tools: expected a prompt beside it'],
    [message('{ say: b, to: reply, read: { last: 5 } }'), 'then.read: expected a prompt beside it'],
    [
      message('{ prompt: b, to: reply, schema: s, read: { last: 5 } }'),
      'then.schema: expected schema or read',
    ],
    [
      message('{ prompt: b, to: reply, schema: s, tools: [web_search] }'),
      'then.tools: expected none beside schema',
    ],
    [message('{ react: 👀 }', 'limits: { batch: 10s }'), 'limits.batch: expected a question in `when`'],
    [schedule('{ say: Hi }'), 'then.to: expected where it goes: { platform, channel }'],
    [schedule('{ say: Hi, to: reply }'), 'a schedule has no message for a reply.'],
    [schedule('{ say: Hi, to: author }'), 'a schedule has no message for an author.'],
    [schedule('{ react: 👀 }'), 'then.react: expected nothing'],
    [
      schedule(`{ say: Hi, ${channel} }`, 'where: { people: { users: [U1] } }'),
      'where.people: expected nothing',
    ],
    [schedule(`{ say: Hi, ${channel} }`, 'where: { bots: [B1] }'), 'where.bots: expected nothing'],
    [schedule(`{ say: Hi, ${channel} }`, 'where: { threads: in }'), 'where.threads: expected nothing'],
    [schedule(`{ say: Hi, ${channel} }`, 'where: { channels: [C1] }'), 'where.channels: expected nothing'],
    [
      schedule(`{ prompt: Hi, read: { last: 5 }, ${channel} }`, 'where: { channels: [C1, C2] }'),
      'where.channels: expected one',
    ],
    [
      schedule('{ prompt: Hi, read: { last: 5 }, to: { webhook: w } }'),
      'then.read: expected `where` with the one platform and the one channel',
    ],
    [schedule(`{ say: Hi, ${channel} }`, 'limits: { cooldown: 1h }'), 'limits.cooldown: expected nothing'],
    [schedule(`{ say: Hi, ${channel} }`, 'limits: { debounce: 1h }'), 'limits.debounce: expected nothing'],
    [schedule(`{ say: Hi, ${channel} }`, 'limits: { batch: 10s }'), 'limits.batch: expected nothing'],
    [
      'when: { on: schedule, cron: "0 9 * * *", has: [image] }\nthen: { say: Hi }',
      'when: there is no `has` here: `on: schedule` may have on, cron and timeZone.',
    ],
  ])('%s', (yaml, sentence) => {
    expect(faultsOf(yaml).join('\n')).toContain(sentence);
  });

  it('does not forbid a schedule that reads one channel and posts in another, or sends it away', () => {
    expect(
      faultsOf(schedule(`{ prompt: Hi, read: { last: 5 }, ${channel} }`, 'where: { channels: [C2] }')),
    ).toEqual([]);
    const where = 'where: { platforms: [slack], channels: [C2] }';
    expect(faultsOf(schedule('{ prompt: Hi, read: { last: 5 }, to: { webhook: w } }', where))).toEqual([]);
  });
});

describe('a rule that begins with a ready-made one', () => {
  const digest = 'ready: daily-digest\nthen: { to: { platform: slack, channel: C1 } }';

  it('has all that the ready-made one says', () => {
    expect(ruleOf(digest)).toMatchObject({
      when: { on: 'schedule', cron: '0 18 * * 1-5' },
      then: { read: { since: '24h' }, to: { channel: 'C1' } },
      missed: 'digest',
    });
  });

  it('is different in what is said besides, key by key', () => {
    const rule = ruleOf(`${digest}\nwhen: { cron: "0 7 * * *", timeZone: Asia/Tokyo }\nmissed: skip`);
    expect(rule).toMatchObject({ when: { cron: '0 7 * * *', timeZone: 'Asia/Tokyo' }, missed: 'skip' });
    expect(rule.then.prompt).toMatch(/^Sum up what was said here/);
  });

  it('leaves out what is null', () => {
    const { when } = ruleOf('ready: unanswered\nwhen: { question: null, after: 2h }');
    expect(when).toEqual({ on: 'unanswered', after: 7_200_000 });
  });

  it('is set off by something else where that is said, and by nothing of the ready-made one', () => {
    const { when } = ruleOf('ready: unanswered\nwhen: { on: reaction, emoji: [❓] }');
    expect(when).toEqual({ on: 'reaction', emoji: ['❓'] });
  });

  it('is told which there are, and what is missing', () => {
    expect(faultsOf('ready: daily-diget')).toEqual([
      'ready: expected voice-notes, describe-images, error-screenshots, daily-digest, unanswered or flag-posts.',
    ]);
    expect(faultsOf('ready: toString')[0]).toContain('ready: expected voice-notes');
    expect(
      faultsOf('ready: daily-diget\nwhen: { cron: "0 7 * * *" }\nlimits: { cooldown: 5 }\nevery: day'),
    ).toEqual([
      expect.stringMatching(/^ready: /),
      expect.stringMatching(/^limits\.cooldown: /),
      expect.stringMatching(/^the rule: there is no `every` here/),
    ]);
    expect(faultsOf('ready: daily-digest')).toEqual([
      'then.to: expected where it goes: { platform, channel }, { platform, person } or { webhook }.',
    ]);
  });
});
