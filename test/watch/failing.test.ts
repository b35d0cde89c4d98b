/** What counts as a rule that goes wrong, and what does not: budgets, outages, and one mishap that meets many messages. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/chat/index.ts';
import { channel, DAY, MINUTE, SECOND, useWatch, type Written } from './bench.ts';

const bench = useWatch();

const everything = { on: 'message' };
const sums = (limits: Written): { readonly rules: { readonly sums: Written } } => ({
  rules: { sums: { when: everything, then: { prompt: 'Sum it up.', to: 'reply' }, limits } },
});

describe('a budget', () => {
  const costly = () =>
    bench.openai.answers(() => [
      'Long.',
      { end: 'complete', usage: { input: 15_000, cached: 0, output: 500, reasoning: 0 } },
    ]);

  test('that has a little left, too little for the next answer, is no failure of the rule', async () => {
    await bench.restart(sums({ usdPerDay: 0.1 }));
    costly();
    for (let said = 0; said < 6; said += 1) await bench.say({ text: 'word '.repeat(800) });
    expect(await bench.pauses()).toEqual([]);
    expect((await bench.runs('sums'))[0]).toMatchObject({
      state: 'cancelled',
      outcome: expect.stringContaining('budget'),
    });
    await bench.pass(DAY);
    const before = bench.posts().length;
    await bench.say({});
    expect(bench.posts()).toHaveLength(before + 1);
  });

  test('of everybody that is used up when a schedule comes is none either', async () => {
    await bench.restart({
      budgets: { limits: [{ for: 'everyone', per: 'month', usd: 0.1 }] },
      rules: {
        news: {
          when: { on: 'schedule', cron: '* * * * *' },
          then: { prompt: 'What is new?', to: { platform: 'slack', channel: 'C9' } },
        },
      },
    });
    costly();
    await bench.due();
    for (let minute = 0; minute < 5; minute += 1) await bench.pass(MINUTE);
    expect(await bench.pauses()).toEqual([]);
    expect((await bench.runs('news'))[0]!.outcome).toContain('budget');
    expect(bench.posts()).toHaveLength(1);
  });

  test('that the rule never fits into pauses it, for else nobody would know', async () => {
    await bench.restart(sums({ usdPerDay: 0.001 }));
    for (let said = 0; said < 3; said += 1) await bench.say({ text: 'word '.repeat(800) });
    expect(await bench.pauses()).toMatchObject([
      { sentence: expect.stringContaining('The budget of this rule') },
    ]);
  });
});

const asks = {
  rules: {
    asks: {
      when: { on: 'message', question: { ask: 'Is it urgent?' } },
      then: { react: '🔥' },
      limits: { batch: '1m' },
    },
  },
};

describe('one mishap that meets many messages', () => {
  test('counts once: the rule goes on', async () => {
    await bench.restart(asks);
    bench.openai.fail({ status: 400, message: 'No.', code: 'invalid_request' });
    for (let said = 0; said < 5; said += 1) await bench.say({ text: `Hello ${said}` });
    await bench.pass(MINUTE);
    expect((await bench.runs('asks')).map(({ state }) => state)).toEqual(Array(5).fill('failed'));
    expect(await bench.pauses()).toEqual([]);
  });
});

const byMallory = { author: { id: 'U66', name: 'Mallory', roles: [] } };
const answers = (rule: Written = {}): { readonly rules: { readonly hello: Written } } => ({
  rules: { hello: { when: everything, then: { prompt: 'Answer it.', to: 'reply' }, ...rule } },
});
const hellos = async () => (await bench.runs('hello')).map(({ state, outcome }) => [state, outcome]);
const times = (count: number, one: () => Promise<unknown>) =>
  Array.from({ length: count }, () => one).reduce<Promise<unknown>>(
    (before, next) => before.then(next),
    Promise.resolve(),
  );

describe('one person cannot stop a rule for everybody', () => {
  test.each([
    ['content_policy_violation', 'refused this request under its content rules'],
    ['invalid_image', 'could not use one of the pictures'],
    ['context_length_exceeded', 'too long for gpt-5.5'],
  ])('by messages that the provider answers with %s', async (code, sentence) => {
    await bench.restart(answers());
    await times(4, () => {
      bench.openai.fail({ status: 400, message: 'No.', code });
      return bench.say(byMallory);
    });
    expect(await hellos()).toEqual(Array(4).fill(['failed', expect.stringContaining(sentence)]));
    expect(await bench.pauses()).toEqual([]);
    await bench.say({});
    expect(bench.posts()).toHaveLength(1);
  });

  test('by messages that the model does not want to answer', async () => {
    await bench.restart(answers());
    bench.openai.answers(() => [{ refusal: 'I will not.' }]);
    await times(4, () => bench.say(byMallory));
    expect(await hellos()).toEqual(Array(4).fill(['failed', 'The model did not want to answer.']));
    expect(await bench.pauses()).toEqual([]);
  });

  test('and what they have led to is neither a failure more nor the end of a row', async () => {
    await bench.restart(answers());
    const fail = (code: string) => {
      bench.openai.fail({ status: 400, message: 'No.', code });
      return bench.say({});
    };
    await fail('invalid_request');
    await fail('invalid_request');
    await fail('content_policy_violation');
    expect(await bench.pauses()).toEqual([]);
    await fail('invalid_request');
    expect(await bench.pauses()).toMatchObject([{ key: 'hello' }]);
  });

  const closed = new UserError('discord-dm-closed', 'This person takes no direct messages from me.');

  test('by taking no direct messages, which is found out when one is opened', async () => {
    await bench.restart(answers({ then: { say: 'Hello.', to: 'author' } }));
    await times(4, () => {
      bench.slack.acts.refusal = closed;
      return bench.say(byMallory);
    });
    expect(await hellos()).toEqual(Array(4).fill(['declined', closed.message]));
    expect(await bench.pauses()).toEqual([]);
  });

  test('or when something is posted there', async () => {
    await bench.restart(answers({ then: { say: 'Hello.', to: 'author' } }));
    await times(4, () => {
      bench.slack.answering = () => Promise.reject(closed);
      return bench.say(byMallory);
    });
    expect(await hellos()).toEqual(Array(4).fill(['cancelled', closed.message]));
    expect(await bench.pauses()).toEqual([]);
  });

  test.each([
    ['by having blocked the bot', 'discord-blocked', 'Whoever wrote this message has blocked me.'],
    ['by deleting what they have just said', 'slack-message-gone', 'The message is gone.'],
  ])('%s', async (_how, code, sentence) => {
    await bench.restart({ rules: { hello: { when: everything, then: { react: '👀' } } } });
    await times(4, () => {
      bench.slack.acts.refusal = new UserError(code, sentence);
      return bench.say(byMallory);
    });
    expect(await hellos()).toEqual(Array(4).fill(['declined', sentence]));
    expect(await bench.pauses()).toEqual([]);
  });

  test('but a rule that names whom it writes to is paused when they take nothing', async () => {
    await bench.restart(answers({ then: { say: 'Hello.', to: { platform: 'slack', person: 'U2' } } }));
    bench.slack.acts.refusal = closed;
    await bench.say({});
    expect(await bench.pauses()).toMatchObject([{ sentence: closed.message }]);
  });
});

describe('a channel in which the bot may not do what the rule does', () => {
  const mute = new UserError('discord-permission', 'I may not write in this channel: I lack Send Messages.');
  const news = { conversation: channel({ channel: 'news' }) };
  const there = { where: { channels: ['news'] } };
  const refused = () => {
    bench.slack.acts.refusal = mute;
    return bench.say(news);
  };
  const refusedLater = (code: string) => () => {
    bench.slack.answering = () => Promise.reject(new UserError(code, 'Not here.'));
    return bench.say(news);
  };

  test('is left by a rule that does not name it, which goes on in the others', async () => {
    await bench.restart(answers());
    await times(4, refused);
    expect(await hellos()).toEqual(Array(4).fill(['declined', mute.message]));
    expect(await bench.pauses()).toEqual([]);
    await bench.say({});
    expect(bench.posts()).toHaveLength(1);
  });

  test.each([
    'slack-not-in-channel',
    'slack-is-archived',
    'slack-restricted-action',
    'slack-restricted-action-read-only-channel',
  ])('is left as well where that is found out when it writes: %s', async (code) => {
    await bench.restart(answers({ then: { say: 'Hello.', to: 'reply' } }));
    await times(4, refusedLater(code));
    expect(await hellos()).toEqual(Array(4).fill(['cancelled', 'Not here.']));
    expect(await bench.pauses()).toEqual([]);
  });

  test('pauses a rule that names it', async () => {
    await bench.restart(answers(there));
    await times(2, refused);
    expect(await bench.pauses()).toEqual([]);
    await refused();
    expect(await bench.pauses()).toMatchObject([{ key: 'hello' }]);
  });

  test('pauses a rule that names it at once where it is found out when it writes', async () => {
    await bench.restart(answers({ ...there, then: { say: 'Hello.', to: 'reply' } }));
    await refusedLater('slack-is-archived')();
    expect(await bench.pauses()).toMatchObject([{ sentence: 'Not here.' }]);
  });

  test('pauses a rule that always posts there, wherever it is set off', async () => {
    await bench.restart(answers({ then: { say: 'Hello.', to: { platform: 'slack', channel: 'news' } } }));
    bench.slack.acts.refusal = mute;
    await bench.say({});
    expect(await bench.pauses()).toMatchObject([{ sentence: mute.message }]);
  });

  test('is left where what was said there cannot be read', async () => {
    await bench.restart(answers({ then: { prompt: 'Answer it.', to: 'reply', read: { since: '1h' } } }));
    const unread = new UserError('discord-permission', 'I may not read what was said in this channel.');
    bench.slack.channel = () => {
      throw unread;
    };
    await times(4, () => bench.say(news));
    expect(await hellos()).toEqual(Array(4).fill(['cancelled', unread.message]));
    expect(await bench.pauses()).toEqual([]);
  });
});

describe('a key that is not taken any more', () => {
  const revoke = (count: number) => {
    for (let time = 0; time < count; time += 1)
      bench.openai.fail({ status: 401, message: 'Incorrect API key provided', code: 'invalid_api_key' });
  };

  test('pauses no rule that asks for answers: with another key all of them go on', async () => {
    await bench.restart(answers());
    revoke(4);
    await times(4, () => bench.say({}));
    expect(await hellos()).toEqual(
      Array(4).fill(['cancelled', expect.stringContaining('did not accept the API key')]),
    );
    expect(await bench.pauses()).toEqual([]);
    await bench.say({});
    expect(bench.posts()).toHaveLength(1);
  });

  test('has questions asked again, so that a new one finds them still waiting', async () => {
    await bench.restart(asks);
    revoke(1);
    await bench.say({});
    await bench.pass(MINUTE);
    expect(await bench.runs('asks')).toMatchObject([{ state: 'waiting' }]);
    await bench.pass(30 * SECOND);
    expect((await bench.runs('asks'))[0]!.state).not.toBe('waiting');
    expect(await bench.pauses()).toEqual([]);
  });

  test.each(['slack-invalid-auth', 'slack-token-revoked', 'discord-token'])(
    'is the same where a platform does not take it: %s',
    async (code) => {
      await bench.restart(answers({ then: { react: '👀' } }));
      await times(4, () => {
        bench.slack.acts.refusal = new UserError(code, 'My token is not taken.');
        return bench.say({});
      });
      expect(await hellos()).toEqual(Array(4).fill(['waiting', 'My token is not taken.']));
      await bench.pass(30 * SECOND);
      expect(bench.slack.acts.reactions).toHaveLength(4);
    },
  );
});

describe('a model that is away', () => {
  const away = (times: number) => {
    for (let time = 0; time < times; time += 1)
      bench.openai.fail({
        status: 401,
        message: 'You exceeded your current quota',
        code: 'insufficient_quota',
      });
  };

  test('while rules ask for answers pauses none of them', async () => {
    await bench.restart(sums({}));
    away(4);
    for (let said = 0; said < 4; said += 1) await bench.say({});
    expect((await bench.runs('sums'))[0]!.outcome).toContain('credit');
    expect(await bench.pauses()).toEqual([]);
    await bench.say({});
    expect(bench.posts()).toHaveLength(1);
  });

  test('while it is to answer questions is asked three times, and pauses none of them', async () => {
    await bench.restart(asks);
    away(30);
    for (let said = 0; said < 3; said += 1)
      await bench.say({ conversation: channel({ channel: `C${said}` }) });
    await bench.pass(MINUTE);
    await bench.pass(30 * SECOND);
    await bench.pass(5 * MINUTE);
    expect(await bench.pauses()).toEqual([]);
    expect((await bench.runs('asks')).map(({ state, outcome }) => [state, outcome?.slice(0, 19)])).toEqual(
      Array(3).fill(['declined', 'I tried it 3 times.']),
    );
  });
});
