/** The clock of this computer may be hours away from Slack's, and may jump: what was said is found all the same. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatEvent, Sending } from '../../../src/chat/index.ts';
import { asked, connect, NEVER, type Scene, view } from './harness.ts';

const HOURS = 3 * 3_600_000;
const CLOCKS = [
  ['ahead', HOURS],
  ['behind', -HOURS],
] as const;
/** Neither leaves a mark on the message it opens. */
const WAYS = ['streamed', 'edited'] as const;
const DONE = { phase: 'done' } as const;

afterEach(() => void vi.useRealTimers());

/** Sets the clock of this computer: so far from the real one, in milliseconds. */
function setClock(ahead: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: realNow() + ahead });
}

/** Slack's clock, which no test sets. */
const realNow = () => Math.floor(performance.timeOrigin + performance.now());

let keys = 0;
const first = (): Sending => ({
  key: `clock-${String(++keys).padStart(16, '0')}`,
  at: Date.now(),
  isRepeated: false,
});

const ours = ({ slack }: Scene) => slack.messages().filter(({ user }) => user === slack.botUserId);

/** Somebody asks. */
async function scene(way: (typeof WAYS)[number]) {
  const made = await connect({ slack: { rateLimits: false, now: realNow } });
  const target = await asked(made);
  if (way === 'edited')
    made.slack.fail('chat.startStream', { error: 'method_not_supported_for_channel_type', times: 99 });
  const lose = () =>
    made.slack.fail(way === 'streamed' ? 'chat.startStream' : 'chat.postMessage', { lost: true });
  return { ...made, target, lose };
}

describe.each(CLOCKS)('with a clock that is %s by hours', (_, ahead) => {
  test.each(WAYS)('a message whose answer was lost is found (%s)', async (way) => {
    setClock(ahead);
    const made = await scene(way);
    const surface = made.adapter.surface(made.target);
    made.lose();
    const page = await surface.open(view('It is'), NEVER, first());
    await surface.close(page, view('It is a cat.', DONE), NEVER);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.' }]);
  });

  test.each(WAYS)('so is one that another process has sent (%s)', async (way) => {
    setClock(ahead);
    const made = await scene(way);
    const sending = first();
    await made.adapter.surface(made.target).open(view('It is'), NEVER, sending);
    const later = made.adapter.surface(made.target);
    const page = await later.open(view('It is'), NEVER, { ...sending, isRepeated: true });
    await later.close(page, view('It is a cat.', DONE), NEVER);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.' }]);
  });

  test('a stream that another answer has just ended is left alone', async () => {
    setClock(ahead);
    const made = await scene('streamed');
    const surface = made.adapter.surface(made.target);
    const page = await surface.open(view('One'), NEVER, first());
    await surface.close(page, view('One.', DONE), NEVER);
    const later = made.adapter.surface(made.target);
    const next = await later.open(view('Two'), NEVER, { ...first(), isRepeated: true });
    await later.close(next, view('Two.', DONE), NEVER);
    expect(ours(made).map(({ text }) => text)).toEqual(['One.', 'Two.']);
  });

  test('what was said meanwhile is found, and nothing that was said before', async () => {
    setClock(ahead);
    let slackNow = realNow() - HOURS;
    const made = await connect({ slack: { rateLimits: false, now: () => slackNow } });
    const [ann, general] = [made.slack.user('Ann'), made.slack.channel('general')];
    const say = (text: string) => made.slack.say({ user: ann.id, channel: general.id, text });
    say('long before');
    slackNow = realNow();
    say('meanwhile');
    const found: ChatEvent[] = [];
    for await (const event of made.adapter.missed!({ since: Date.now() - 60_000, known: [] }, NEVER))
      found.push(event);
    expect(found).toMatchObject([{ type: 'message', message: { text: 'meanwhile' } }]);
  });
});

describe.each(CLOCKS)('when the clock jumps %s by hours', (_, ahead) => {
  test.each(WAYS)('while a message is on its way, it is found (%s)', async (way) => {
    const made = await scene(way);
    const surface = made.adapter.surface(made.target);
    const sending = first();
    made.lose();
    made.slack.fail('conversations.replies', { status: 429, retryAfter: 7 });
    await expect(surface.open(view('It is'), NEVER, sending)).rejects.toMatchObject({ retryAfterMs: 7_000 });
    setClock(ahead);
    const page = await surface.open(view('It is'), NEVER, { ...sending, isRepeated: true });
    await surface.close(page, view('It is a cat.', DONE), NEVER);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.' }]);
  });

  test.each(WAYS)('before another process takes up what was sent, it is found (%s)', async (way) => {
    setClock(-ahead);
    const made = await scene(way);
    const sending = first();
    await made.adapter.surface(made.target).open(view('It is'), NEVER, sending);
    setClock(0);
    const later = made.adapter.surface(made.target);
    const page = await later.open(view('It is'), NEVER, { ...sending, isRepeated: true });
    await later.close(page, view('It is a cat.', DONE), NEVER);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.' }]);
  });
});

test('a page that is known is not taken for the next one, where nobody knows when that was sent', async () => {
  const made = await scene('edited');
  const before = made.adapter.surface(made.target);
  const page = await before.post(view('The same.', DONE), NEVER, first());
  const later = made.adapter.surface(made.target);
  await later.update(page, view('The same.', DONE), NEVER);
  await later.post(view('The same.', DONE), NEVER, { ...first(), at: Date.now() + HOURS, isRepeated: true });
  expect(ours(made).map(({ text }) => text)).toEqual(['The same.', 'The same.']);
});
