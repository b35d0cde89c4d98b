/** Exactly once: whatever is delivered again, whoever is killed between any two steps, and however many processes there are. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { ENGINES, freshPlace, type Place } from '../support/engines.ts';
import {
  type Changes,
  type Chats,
  createChats,
  edited,
  eventOf,
  openProcess,
  saidIn,
  type Written,
} from './bench.ts';
import { saying } from './judging.ts';
import { startMortal } from './mortal.ts';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi();
  openai.answers((asked) =>
    asked.format ? [saying(asked, () => ({ answer: 'yes', confidence: 0.9 }))] : ['The answer.'],
  );
});
afterEach(() => openai.close());

const helper: Written = {
  when: { on: 'message', question: { ask: 'Does somebody ask for help?' } },
  then: { prompt: 'Help.', to: 'thread', react: '👀' },
  limits: { cooldown: '1h' },
};

/** What people can see of it. */
const seen = ({ slack }: Chats) => ({
  posts: slack.pages.map(({ view }) => view.markdown),
  reactions: slack.acts.reactions.length,
});
const once = { posts: ['The answer.'], reactions: 1 };

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let chats: Chats;
  beforeEach(async () => {
    place = await freshPlace(engine);
    chats = createChats();
  });
  afterEach(() => place.remove());

  const open = (changes: Changes) => openProcess(place, openai, chats, changes);

  test('a message that is delivered again, edited and delivered again', async () => {
    const process = await open({ rules: { helper } });
    const one = saidIn(chats.slack, { id: 'M1', text: 'How?' });
    for (const event of [eventOf(one), eventOf(one), edited(one, 'How, please?'), eventOf(one)]) {
      await chats.slack.deliver(event);
      await process.due();
    }
    expect(seen(chats)).toEqual(once);
    await process.end();
  });

  test('a process that goes on by itself hears when something is due', async () => {
    const process = await open({ rules: { helper }, isWorking: true });
    await chats.slack.deliver(eventOf(saidIn(chats.slack, { id: 'M1', text: 'How?' })));
    await chats.slack.until(({ view }) => view.markdown === 'The answer.');
    expect(seen(chats)).toEqual(once);
    await process.end();
  });
});

// A folder with SQLite belongs to one process.
test('a message that is delivered to two processes, which both look for what is due', async () => {
  const place = await freshPlace('PostgreSQL');
  const [chats, other] = [createChats(), createChats()];
  const both = [
    await openProcess(place, openai, chats, { rules: { helper } }),
    await openProcess(place, openai, other, { rules: { helper } }),
  ];
  const one = saidIn(chats.slack, { id: 'M1', text: 'How?' });
  saidIn(other.slack, one);
  await Promise.all([chats.slack.deliver(eventOf(one)), other.slack.deliver(eventOf(one))]);
  for (const _again of [1, 2]) await Promise.all(both.map((process) => process.due()));
  const posted = (all: Chats) => all.slack.until(({ view }) => view.markdown === 'The answer.');
  await Promise.race([posted(chats), posted(other)]);
  for (const process of both) await process.end();
  const [here, there] = [seen(chats), seen(other)];
  expect([...here.posts, ...there.posts]).toEqual(once.posts);
  expect(here.reactions + there.reactions).toBe(once.reactions);
  await place.remove();
});

test('a process that is killed after any step is followed by one that does what is left, and only that', async () => {
  const rules = { helper };
  const outcomes: unknown[] = [];
  for (let steps = 1; ; steps += 1) {
    const place = await freshPlace('SQLite');
    const chats = createChats();
    const one = saidIn(chats.slack, { id: 'M1', text: 'How?' });
    const first = await startMortal(place, openai, chats, { rules }, steps);
    const hasLived = await first.live(async (process, own) => {
      await own.slack.deliver(eventOf(one));
      await process.due();
    });
    await first.bury();
    const next = await openProcess(place, openai, chats, { rules });
    // A platform that has not heard that it arrived delivers it again.
    await chats.slack.deliver(eventOf(one));
    await next.due();
    outcomes.push(seen(chats));
    await next.end();
    await place.remove();
    if (hasLived) break;
  }
  expect(outcomes.length).toBeGreaterThan(20);
  expect(outcomes).toEqual(outcomes.map(() => once));
}, 300_000);
