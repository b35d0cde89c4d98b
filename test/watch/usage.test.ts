/** What is told of usage is what budgets count: what people and rules ask, and what rules ask a small model in vain. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BudgetCap, channelKey, personKey, RULE_FILE, summed } from '../../src/store/index.ts';
import type { ControlEvent } from '../../src/chat/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { ENGINES, freshPlace, type Place } from '../support/engines.ts';
import {
  channel,
  type Changes,
  type Chats,
  createChats,
  DAY,
  eventOf,
  HOUR,
  NOON,
  openProcess,
  type Process,
  saidIn,
} from './bench.ts';

const grace = { id: 'U7', name: 'Grace', roles: [] };
const toCy = { platform: 'slack', person: 'U9', workspace: 'W1' };

const RULES: Changes = {
  rules: {
    bugs: {
      when: { on: 'message', question: { ask: 'Is it about a bug?' } },
      then: { prompt: 'Sum it up.', to: 'reply' },
    },
    words: {
      author: { platform: 'slack', id: 'U7' },
      where: { channels: ['C2'] },
      when: { on: 'message', question: { ask: 'Is it about a bug?' } },
      then: { react: '🐞' },
    },
    reports: {
      where: { channels: ['C3'] },
      when: { on: 'message' },
      then: { prompt: 'Report it.', to: { platform: 'slack', channel: 'C4' } },
    },
    abroad: {
      author: { platform: 'discord', id: 'U7' },
      when: { on: 'schedule', cron: '0 15 * * *' },
      then: { prompt: 'News?', to: toCy },
    },
  },
};

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let openai: LoopbackOpenAi;
  let chats: Chats;
  let process: Process;
  let said = 0;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    place = await freshPlace(engine);
    openai = await startOpenAi();
    chats = createChats();
    said = 0;
    process = await openProcess(place, openai, chats, RULES);
    openai.answers(({ turns }) => {
      const asked = JSON.stringify(turns);
      const ids = Array.from(asked.matchAll(/<message (\S+?)>/g), ([, id]) => id!);
      if (ids.length === 0) return undefined;
      const answer = asked.includes('it crashes') ? 'yes' : 'no';
      return [JSON.stringify({ answers: ids.map((id) => ({ id, why: 'so', answer, confidence: 1 })) })];
    });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await process.end();
    await openai.close();
    await place.remove();
  });

  /** Somebody says something, and everything follows from it. */
  async function say(text: string, more: Parameters<typeof saidIn>[1] = {}): Promise<void> {
    said += 1;
    await chats.slack.deliver(eventOf(saidIn(chats.slack, { id: `M${said}`, text, ...more })));
    await process.due();
    vi.setSystemTime(Date.now() + 1);
  }

  /** A day in which rules ask in vain, one answers, a schedule posts on another platform, and somebody asks. */
  async function aDay(): Promise<void> {
    await say('tea?');
    await say('more tea?', { conversation: channel({ kind: 'thread', thread: 'T1' }) });
    await say('tea over there?', { conversation: channel({ channel: 'C2' }) });
    await say('it crashes');
    await say('it burns', { conversation: channel({ channel: 'C3' }) });
    await say('How are you?', { mentionsUs: true });
    // The time of the schedule comes.
    await process.due();
    vi.setSystemTime(NOON + HOUR + 1);
    await process.due();
  }

  const since = NOON - (NOON % DAY);
  const days = () => process.store.usageByDay({ since });

  /** What budgets have counted today, of one person, channel or rule, or all together. */
  async function counted(owner: { person?: string; channel?: string; rule?: string } = {}) {
    const { alias } = process.store;
    const [of = 'everyone'] = Object.keys(owner) as BudgetCap['of'][];
    const drawer = {
      turn: 'a new turn',
      person: alias(owner.person ?? ''),
      channel: alias(owner.channel ?? ''),
      workspace: '',
      rule: owner.rule,
    };
    const caps = (['usd', 'tokens'] as const).map((unit): BudgetCap => ({ of, unit, most: Infinity, since }));
    const [usd, tokens] = await process.store.used(drawer, caps);
    return { usd, tokens };
  }

  const told = (rows: readonly { knownUsd: number; inputTokens: number; outputTokens: number }[]) => ({
    usd: expect.closeTo(
      rows.reduce((sum, { knownUsd }) => sum + knownUsd, 0),
      10,
    ),
    tokens: rows.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
  });

  test('the day’s sums are those of the budgets: in all, by person, by rule and by channel', async () => {
    await aDay();
    const rows = await days();
    expect(await counted()).toEqual(told(rows));
    expect((await counted()).usd).toBeGreaterThan(0);
    for (const person of [RULE_FILE, 'slack:U7', 'discord:U7', 'slack:U1']) {
      const own = rows.filter((row) => row.person === person);
      expect({ person, rows: own.length }).not.toEqual({ person, rows: 0 });
      // Nobody has a budget for what whoever runs the bot has written, but it is counted all the same.
      expect(await counted({ person })).toEqual(told(own));
    }
    for (const rule of ['bugs', 'words', 'reports', 'abroad']) {
      const own = rows.filter((row) => row.rule === rule);
      expect(own).not.toEqual([]);
      expect(await counted({ rule })).toEqual(told(own));
    }
    const requests = await process.store.usageRows({ since, most: 1_000 });
    for (const name of ['C1', 'C2', 'C3']) {
      const key = channelKey(channel({ channel: name }));
      const here = requests.filter(({ conversation }) => `${conversation}:`.startsWith(`${key}:`));
      expect(here).not.toEqual([]);
      expect(await counted({ channel: key })).toEqual(
        told(here.map((row) => ({ ...row, knownUsd: row.usd ?? 0 }))),
      );
    }
  });

  test('what a rule asks counts also where the answer is no, and where the model fails halfway', async () => {
    await aDay();
    const byRule = summed(await days(), ({ rule }) => rule);
    const bugs = byRule.find(({ rule }) => rule === 'bugs')!;
    // The mention is the bot's own to answer: the rule has asked about it, and left it.
    expect(bugs).toMatchObject({ questions: 5, answers: 1, person: RULE_FILE });
    expect(byRule.find(({ rule }) => rule === 'words')).toMatchObject({ questions: 1, answers: 0 });
    openai.reply('{"answers": [', { end: 'filtered' });
    await say('tea again?');
    const rows = await days();
    expect(await counted()).toEqual(told(rows));
    expect(summed(rows, ({ rule }) => rule).find(({ rule }) => rule === 'bugs')!.knownUsd).toBeGreaterThan(
      bugs.knownUsd,
    );
  });

  test('forgetting the author of a rule leaves the sums, without their name', async () => {
    await aDay();
    const before = await days();
    await process.store.forgetPerson(personKey('slack', grace));
    const after = await days();
    expect(after.filter(({ person }) => person === 'slack:U7')).toEqual([]);
    expect(await counted()).toEqual(told(after));
    expect(told(after)).toEqual(told(before));
  });

  test('/usage says what rules took, to their author and of everybody', async () => {
    await aDay();
    const usage = async (value: string): Promise<readonly string[]> => {
      const event: ControlEvent = {
        type: 'control',
        eventId: `usage-${value}`,
        control: 'usage',
        value,
        scope: 'me',
        author: grace,
        target: { conversation: channel(), messageId: value, userId: grace.id, private: true },
      };
      await chats.slack.deliver(event);
      const { text } = await chats.slack.untilAttached(({ answers }) => answers === value);
      return text.split('\n');
    };
    const price = expect.stringMatching(/\$0\.\d+$/);
    const own = await usage('today');
    expect(own).toContainEqual(
      expect.stringMatching(/^- \*\*gpt-6-luna\*\*: answers 0, tokens 100 in and 20 out, \$0\.0000\d+$/),
    );
    expect(own).toContainEqual(
      expect.stringMatching(/^Of that, rules: questions 1, answers 0, \$0\.0000\d+$/),
    );
    expect(own.at(-1)).toEqual(
      expect.stringMatching(/^- \*\*words\*\*: questions 1, answers 0, \$0\.0000\d+$/),
    );
    const everybodys = await usage('everybody');
    expect(everybodys).toContainEqual(expect.stringMatching(/^Of that, rules: questions 6, answers 3, \$/));
    expect(everybodys).toContainEqual(expect.stringMatching(/^- \*\*bugs\*\*: questions 5, answers 1, \$/));
    expect(everybodys).toContainEqual(expect.stringMatching(/^- \*\*#\d attache\.yaml\*\*: answers 2, /));
    expect(everybodys.at(-1)).toEqual(price);
  });
});
