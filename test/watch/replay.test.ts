/** Replays: a rule over what was said, in the time in which it was said. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Progress } from '../../src/watch/index.ts';
import { openStore } from '../../src/store/index.ts';
import { attachment } from '../support/events.ts';
import { readAs, saying } from './judging.ts';
import { at, HERE, START, useReplay } from './replaying.ts';

const bench = useReplay();
const ANY = { when: { on: 'message' }, then: { react: '👀' } };
const withLimits = (limits: object, rule: object = ANY) => ({ ...rule, limits });
const ASKING = {
  when: { on: 'message', question: { ask: 'About money?' } },
  then: { prompt: 'Help {author}.', to: 'reply' },
};
const answering = () =>
  bench.openai.answers((asked) => [
    saying(asked, ({ text }) =>
      /invoice/.test(text) ? { answer: 'yes', confidence: 0.9, why: 'an invoice' } : {},
    ),
  ]);

describe('in the time of the history', () => {
  it('a cooldown holds between two acts', async () => {
    const { did } = await bench.run(
      withLimits({ cooldown: '10m' }),
      [0, 3, 6, 12, 15, 30].map((minute) => at(minute)),
    );
    expect(did.map(({ on }) => on)).toEqual([['M0'], ['M12'], ['M30']]);
  });

  it('a cooldown for each person leaves the others alone', async () => {
    const of = (id: string) => ({ author: { id, name: id, roles: [] } });
    const { did } = await bench.run(withLimits({ cooldown: '10m', per: 'person' }), [
      at(0, 'a', of('U1')),
      at(1, 'b', of('U2')),
      at(2, 'c', of('U1')),
    ]);
    expect(did.map(({ on }) => on)).toEqual([['M0'], ['M1']]);
  });

  it('a debounced rule acts once, when it has been calm for long enough', async () => {
    const { did } = await bench.run(
      withLimits({ debounce: '5m' }),
      [0, 2, 4, 60].map((minute) => at(minute)),
    );
    expect(did).toEqual([
      { on: ['M0', 'M2', 'M4'], minute: 9 },
      { on: ['M60'], minute: 65 },
    ]);
  });

  it('a debounced rule that is never left in peace acts all the same', async () => {
    const minutes = Array.from({ length: 30 }, (_, index) => index);
    const { did } = await bench.run(
      withLimits({ debounce: '2m' }),
      minutes.map((minute) => at(minute)),
    );
    expect(did[0]).toMatchObject({ minute: 20 });
  });

  it.each([
    ['waited out', 'wait', [0, 60]],
    ['left', 'skip', [0]],
  ])('quiet hours are %s', async (_name, then, minutes) => {
    const quiet = { from: '09:05', to: '10:00', then };
    const { did } = await bench.run(withLimits({ quiet }), [at(0), at(10)]);
    expect(did.map(({ minute }) => minute)).toEqual(minutes);
  });

  it('what nobody has answered is noticed after so long, and what somebody has is not', async () => {
    const rule = { when: { on: 'unanswered', after: '30m' }, then: { react: '⏰' } };
    const answer = at(5, 'here', { replyTo: 'M0', author: { id: 'U2', name: 'Bo', roles: [] } });
    const { did } = await bench.run(rule, [at(0), answer, at(20)]);
    expect(did).toEqual([
      { on: ['M5'], minute: 35 },
      { on: ['M20'], minute: 50 },
    ]);
  });

  it('a schedule acts whenever it was time', async () => {
    const rule = {
      when: { on: 'schedule', cron: '0 18 * * *' },
      then: { prompt: 'Sum up.', read: { since: '24h' }, to: { platform: 'discord', channel: 'C1' } },
    };
    const { did, acts } = await bench.run(rule, [at(0), at(24 * 60), at(3 * 24 * 60)]);
    expect(did.map(({ minute }) => minute / 60)).toEqual([9, 33, 57]);
    expect(acts[0]?.event?.target.conversation.channel).toBe('C1');
  });

  it('a budget is that of the day', async () => {
    const rule = {
      when: { on: 'message' },
      then: { prompt: 'Help.', to: 'reply' },
      limits: { usdPerDay: 0.1 },
    };
    const messages = [0, 1, 2, 24 * 60].map((minute) => at(minute));
    const { did, runs, acts } = await bench.run(rule, messages);
    expect(acts[0]?.expected?.usd).toBeGreaterThan(0.05);
    expect(did.map(({ on }) => on)).toEqual([['M0'], ['M1440']]);
    expect(runs[1]).toMatchObject({
      state: 'failed',
      outcome: 'The budget of the rule has no room for the answer.',
    });
  });

  it('an answer that the budget has no room for is no act: the rule does not wait after it', async () => {
    const rule = {
      when: { on: 'message' },
      then: { prompt: 'Help.', to: 'reply' },
      limits: { usdPerDay: 0.1, cooldown: '1h' },
    };
    const { runs } = await bench.run(
      rule,
      [0, 1, 61, 62].map((minute) => at(minute)),
    );
    expect(runs.map(({ state }) => state)).toEqual(['acted', 'declined', 'failed', 'failed']);
  });

  it('a question that finds its budget used up is told when there is one again', async () => {
    answering();
    const { json } = await bench.run(
      withLimits({ usdPerDay: 0.00009 }, ASKING),
      [0, 1, 2, 3, 4, 5].map((minute) => at(minute)),
    );
    expect(json).toMatchObject({
      triggers: expect.arrayContaining([
        expect.objectContaining({
          state: 'declined',
          outcome: expect.stringContaining('until Jan 2, 12:00 AM UTC'),
        }),
      ]),
    });
  });

  it('bots set a rule off three times in ten minutes at most', async () => {
    const bot = { fromBot: true, author: { id: 'B1', name: 'Bot', roles: [] } };
    const messages = [0, 1, 2, 3, 4, 20].map((minute) => at(minute, `beep ${minute}`, bot));
    const { did } = await bench.run({ ...ANY, where: { bots: ['B1'] } }, messages);
    expect(did.map(({ on }) => on)).toEqual([['M0'], ['M1'], ['M2'], ['M20']]);
  });
});

describe('what sets a rule off', () => {
  it('is an edit when there was one', async () => {
    const { did } = await bench.run({ when: { on: 'edit' }, then: { react: '✏️' } }, [
      at(0),
      at(1, 'hello', { editedAt: START + 5 * 60_000 }),
    ]);
    expect(did).toEqual([{ on: ['M1'], minute: 5 }]);
  });

  it('is a reaction, as soon as its message is there', async () => {
    const reaction = {
      type: 'reacted',
      eventId: 'R1',
      emoji: '🐛',
      author: { id: 'U2', name: 'Bo', roles: [] },
      conversation: HERE,
      messageId: 'M3',
      at: START + 3 * 60_000,
    } as const;
    const rule = { when: { on: 'reaction', emoji: ['🐛'] }, then: { react: '👀' } };
    const { did } = await bench.run(rule, [at(0), at(3)], { reactions: [reaction] });
    expect(did).toEqual([{ on: ['M3'], minute: 3 }]);
  });

  it('is held against the place of the history as if the rule watched it, which is said', async () => {
    const { did, text } = await bench.run({ ...ANY, where: { channels: ['C9'] } }, [at(0)]);
    expect(did).toHaveLength(1);
    expect(text).toMatch(/^Note: “test” does not watch the place of this history/);
    const here = await bench.run({ ...ANY, where: { channels: ['C1'] } }, [at(0, 'b', { id: 'N0' })]);
    expect(here.isElsewhere).toBe(false);
  });
});

describe('the question', () => {
  const MESSAGES = [at(0, 'Where is my invoice?'), at(1, 'Nice weather'), at(2, 'The invoice, please')];

  it('is really asked, and what that takes is told', async () => {
    answering();
    const { did, asked, text } = await bench.run(ASKING, MESSAGES);
    expect(did.map(({ on }) => on)).toEqual([['M0'], ['M2']]);
    expect(asked).toEqual({ calls: 3, inputTokens: 300, outputTokens: 60 });
    expect(text.split('\n')).toEqual([
      expect.stringMatching(
        /^2026-01-01 09:00 {2}Ada {2}“Where is my invoice\?” {2}Yes, sure to 90 %: an invoice {2}→ answers with a model’s words in a reply, about \$0\.0\d+ \(act 1\)$/,
      ),
      '2026-01-01 09:01  Ada  “Nice weather”  No: because  → nothing: No: because',
      expect.stringMatching(/^2026-01-01 09:02 .* \(act 2\)$/),
      '',
      '3 messages, 3 triggers, 2 acts.',
      'Question: 3 calls, 300 tokens in, 60 out, $0.000060.',
      expect.stringMatching(/^Answers: 2 expected, [\d,]+ tokens in, [\d,]+ out, about \$0\.1\d\.$/),
      'Nothing was posted, and nothing is kept.',
    ]);
  });

  it('is shared by the messages of a batch window', async () => {
    answering();
    const { asked, did } = await bench.run(withLimits({ batch: '10m' }, ASKING), MESSAGES);
    expect(asked.calls).toBe(1);
    expect(did.map(({ on }) => on)).toEqual([['M0'], ['M2']]);
    expect(readAs(bench.openai.requests[0]!.asked!).messages).toHaveLength(3);
  });

  it('is only counted where no model may be asked: everything is taken for a yes', async () => {
    const { asked, did, text } = await bench.run(ASKING, MESSAGES, { asks: false });
    expect(bench.openai.requests).toEqual([]);
    expect(did).toHaveLength(3);
    expect(asked.calls).toBe(3);
    expect(asked.inputTokens).toBeGreaterThan(900);
    expect(text).toContain('(not asked: every answer taken for a yes, price as expected)');
  });

  it('is expected to take about what it takes', async () => {
    bench.openai.answers((asked) => [saying(asked, () => ({}))]);
    const { asked: counted } = await bench.run(withLimits({ batch: '10m' }, ASKING), MESSAGES, {
      asks: false,
    });
    const { body } = await (async () => {
      await bench.run(
        withLimits({ batch: '10m' }, ASKING),
        MESSAGES.map((one) => ({ ...one, id: `N${one.id}` })),
      );
      return bench.openai.requests[0]!;
    })();
    // Four characters are a token, roughly.
    const sent = JSON.stringify(body).length / 4;
    expect(counted.inputTokens / sent).toBeGreaterThan(0.6);
    expect(counted.inputTokens / sent).toBeLessThan(1.2);
  });

  it('that cannot be asked is told of, and ends in a pause', async () => {
    bench.openai.fail({ status: 404, message: 'There is no such model.', code: 'model_not_found' }, 50);
    const { did, broken, text } = await bench.run(ASKING, MESSAGES);
    expect(did).toEqual([]);
    expect(broken).toBeDefined();
    expect(text).toContain('The rule would have been paused: ');
  });

  it('that nobody answers, for the key is not taken, is told of and is no fault of the rule', async () => {
    bench.openai.fail({ status: 401, message: 'Incorrect API key provided.', code: 'invalid_api_key' }, 50);
    const { did, broken, text } = await bench.run(ASKING, MESSAGES);
    expect(did).toEqual([]);
    expect(broken).toBeUndefined();
    expect(text.split('\n').filter((line) => line.includes('→ nothing: '))).toHaveLength(3);
  });
});

describe('files beside the export', () => {
  const RULE = {
    when: { on: 'message', has: ['image'], question: { ask: 'An error?', sees: 'files' } },
    then: { react: '🐛' },
  };
  const posted = (changes: object) => [
    at(0, '', {
      attachments: [attachment({ id: 'A1', name: 'photo.jpg', declaredType: 'image/jpeg', ...changes })],
    }),
  ];
  const folder = () => {
    const place = join(bench.folder, 'export');
    mkdirSync(join(place, 'files'), { recursive: true });
    return place;
  };
  const shown = () => readAs(bench.openai.requests.at(-1)!.asked!).messages[0]!;

  it.each([
    ['under the path that is noted', 'files/x.jpg', { source: 'files/x.jpg' }],
    ['under a path as addresses are written', 'files/a b.jpg', { source: 'files/a%20b.jpg' }],
    ['under its name', 'photo.jpg', { source: 'https://files.test/secret' }],
    ['with its id before the name', 'A1-photo.jpg', { source: 'A1' }],
    ['in a folder of files', 'files/photo.jpg', { source: 'A1' }],
  ])('are found %s', async (_name, path, changes) => {
    answering();
    copyFileSync('test/fixtures/photo.jpg', join(folder(), path));
    await bench.run(RULE, posted(changes), { folder: folder() });
    expect(shown().parts).toMatchObject([{ type: 'image', width: 512 }]);
  });

  it.each([
    ['above it', { source: '../photo.jpg' }],
    ['above it, by name', { name: '../photo.jpg', source: 'x' }],
    ['anywhere else', { source: '/etc/hostname' }],
    ['in the net', { source: 'https://files.test/photo.jpg' }],
  ])('are not looked for %s', async (_name, changes) => {
    answering();
    copyFileSync('test/fixtures/photo.jpg', join(bench.folder, 'photo.jpg'));
    await bench.run(RULE, posted(changes), { folder: folder() });
    expect(shown().parts).toEqual([]);
    expect(shown().text).toContain('could not be looked at');
  });

  it('are not opened where no model may be asked', async () => {
    writeFileSync(join(folder(), 'photo.jpg'), 'no picture');
    const { asked } = await bench.run(RULE, posted({}), { asks: false, folder: folder() });
    // What is asked has about 350 tokens, and a picture of the size that would be shown 300.
    expect(asked.inputTokens).toBeGreaterThan(600);
  });
});

it('a rule that cannot act is paused, as it would have been', async () => {
  const rule = { when: { on: 'message' }, then: { prompt: 'Hi', to: { webhook: 'crm' } } };
  const { broken, runs } = await bench.run(rule, [at(0), at(1)]);
  expect(broken).toMatch(/There is no webhook “crm”/);
  expect(runs.map(({ state }) => state)).toEqual(['failed']);
});

it('nothing is journalled as a question, so that nobody can answer it', async () => {
  await bench.run({ when: { on: 'message' }, then: { prompt: 'Hi', to: 'reply' } }, [at(0)]);
  const store = await openStore({ dataFolder: bench.notes, now: () => START });
  expect(await store.open({ platform: 'discord' })).toEqual([]);
  await store.close();
});

describe('a replay that takes long', () => {
  /** As if a second passed whenever somebody looks at the clock. */
  const slowly = () => {
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (time += 1000));
  };
  afterEach(() => vi.restoreAllMocks());

  it('tells how far it is', async () => {
    slowly();
    const told: Progress[] = [];
    await bench.run(
      { when: { on: 'message', matches: 'bug' }, then: { react: '👀' } },
      [at(0, 'a bug'), at(1), at(2, 'another bug'), at(3)],
      { tell: (progress) => told.push(progress) },
    );
    expect(told[0]).toEqual({ seen: 0, of: 4, triggers: 0, acts: 0 });
    expect(told.at(-1)).toEqual({ seen: 3, of: 4, triggers: 2, acts: 2 });
  });

  it('can be stopped', async () => {
    slowly();
    const stopping = new AbortController();
    const tell = ({ seen }: Progress) => {
      if (seen === 2) stopping.abort(new Error('stopped'));
    };
    const messages = [0, 1, 2, 3].map((minute) => at(minute));
    await expect(bench.run(ANY, messages, { tell, signal: stopping.signal })).rejects.toThrow('stopped');
  });
});

it('what people call themselves moves no cursor', async () => {
  const author = { id: 'U1', name: 'Ada\u001b[2J\nBo', roles: [] };
  const { text } = await bench.run(ANY, [at(0, 'hi', { author })]);
  expect(text.split('\n')[0]).toMatch(/^2026-01-01 09:00 {2}Ada \[2J Bo {2}“hi”/);
});

it('all of it can be had as JSON', async () => {
  answering();
  const { json } = await bench.run(ASKING, [at(0, 'My *invoice*?'), at(1, 'Hm')]);
  expect(json).toMatchObject({
    rule: 'test',
    broken: null,
    triggers: [
      {
        trigger: 'message:discord:G1:C1:M0',
        at: '2026-01-01T09:00:00.000Z',
        author: 'Ada',
        words: 'My *invoice*?',
        state: 'acted',
        reasons: ['Yes, sure to 90 %: an invoice'],
        confidence: 0.9,
        act: 1,
      },
      { state: 'declined', act: null, outcome: 'No: because' },
    ],
    acts: [{ at: '2026-01-01T09:00:00.000Z', asks: 'Help “Ada”.' }],
    sums: { messages: 2, triggers: 2, acts: 1, question: { calls: 2 }, answers: { count: 1 } },
  });
});
