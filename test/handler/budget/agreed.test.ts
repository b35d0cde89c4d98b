import { describe, expect, it } from 'vitest';
import type { ActionId, Author, ChatEvent, Message } from '../../../src/chat/index.ts';
import { askEvent, conversation, message } from '../../support/events.ts';
import { type Changes, useBench } from '../harness.ts';

const bench = useBench();

const ada: Author = { id: 'U1', name: 'Ada', roles: [] };
const forever = new Promise<void>(() => {});
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const asked = async (id: string, changes: Partial<Message> = {}) => {
  await bench.chat.deliver(askEvent({ id, eventId: id, ...changes }));
  return (await finished(id)).view;
};
const pressed = (action: ActionId, turnId: string, eventId: string): ChatEvent => ({
  type: 'action',
  action,
  eventId,
  turnId,
  conversation: conversation(),
  author: ada,
  target: { conversation: conversation(), userId: ada.id, private: true, messageId: eventId },
});
const press = (action: ActionId, turnId: string, eventId = `press-${action}`) =>
  bench.chat.deliver(pressed(action, turnId, eventId));
const told = async (press: string) =>
  (await bench.chat.untilAttached(({ answers }) => answers === press)).text;
const dear = (changes: Changes = {}) => bench.restart({ budgets: { askAbove: 0.05 }, ...changes });
const ALREADY = 'This was agreed to already. What came of it stands below.';

/** A question whose price was told. */
async function priced(changes: Changes = {}, question: Partial<Message> = {}) {
  await dear(changes);
  const { actions, markdown } = await asked('M1', question);
  return { turnId: actions[0]!.turnId, markdown };
}
const models = () => bench.openai.requests.map(({ asked: one }) => `${one?.model} ${one?.effort}`);

describe('a price that is agreed to', () => {
  it('is that of one question: edited while it is answered, it is asked about again', async () => {
    const { turnId } = await priced();
    bench.openai.reply('Tea is ', { wait: forever });
    await press('agree', turnId);
    await bench.chat.until(({ view }) => view.markdown.startsWith('Tea'));
    await bench.chat.deliver({
      type: 'edited',
      eventId: 'edit',
      message: message({ text: 'What is in this? '.repeat(10_000) }),
    });
    const { view } = await finished('press-agree');
    expect(view.markdown).toMatch(/^This will cost about \$0\.\d+\. Go on\?$/);
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('is asked about again where the answer would be clearly dearer by now', async () => {
    const { turnId } = await priced();
    bench.chat.past = [message({ id: 'H1', text: 'Tea, tea, tea. '.repeat(5_000), sentAt: 1 })];
    await press('agree', turnId);
    const { view } = await finished('press-agree');
    expect(view.markdown).toMatch(/^This will cost about \$0\.\d+\. Go on\?$/);
    expect(bench.openai.requests).toEqual([]);
    expect(await bench.store.find(turnId)).toMatchObject({ askedUsd: expect.closeTo(0.06, 2) });
    bench.openai.reply('A pot for tea.');
    await press('agree', view.actions[0]!.turnId, 'press-again');
    expect((await finished('press-again')).view.markdown).toBe('A pot for tea.');
  });

  it('pays for an answer that became a little dearer', async () => {
    const { turnId } = await priced();
    bench.chat.past = [message({ id: 'H1', text: 'Tea, tea, tea. '.repeat(100), sentAt: 1 })];
    bench.openai.reply('A pot for tea.');
    await press('agree', turnId);
    expect((await finished('press-agree')).view).toMatchObject({ markdown: 'A pot for tea.' });
  });

  it('pays for what was priced: what “auto” has chosen is not chosen, and paid for, again', async () => {
    const places = [{ model: 'auto', effort: 'auto' as const }];
    const { turnId } = await priced(
      { budgets: { askAbove: 0.0001 }, manner: { places } },
      { text: 'Thomas is very healthy, but he has to go to the hospital every day because of his twin.' },
    );
    await bench.idle();
    const before = await bench.store.find(turnId);
    expect(before?.settled).toMatchObject({ model: expect.any(String), effort: expect.any(String) });
    const asks = bench.openai.requests.length;
    expect(asks).toBe(1);
    await bench.restart({ budgets: { askAbove: 0.0001 } });
    await press('agree', turnId);
    await finished('press-agree');
    expect(models().slice(asks)).toEqual([`${before?.settled?.model} ${before?.settled?.effort}`]);
  });

  it('pays for as many attempts as were priced', async () => {
    const { turnId } = await priced({ manner: { places: [{ model: 'ultra' }] } });
    await bench.restart({ budgets: { askAbove: 0.05 } });
    for (const text of ['One.', 'Two.', 'Three.']) bench.openai.reply(text);
    await press('agree', turnId);
    await finished('press-agree');
    expect(models().slice(0, 3)).toEqual(Array.from({ length: 3 }, () => 'gpt-5.5 xhigh'));
  });

  it('pays for the same two sides of a comparison', async () => {
    const { turnId } = await priced(
      { manner: { places: [{ model: 'gpt-5.4', effort: 'high' }] } },
      { text: '/compare b:gpt-5.5/medium Why?' },
    );
    await bench.restart({ budgets: { askAbove: 0.05 } });
    await press('agree', turnId);
    await bench.chat.until((page) => page.answers === 'press-agree' && page.view.phase === 'done');
    await bench.idle();
    expect(models().toSorted()).toEqual(['gpt-5.4 high', 'gpt-5.5 medium']);
  });

  it('can be agreed to again when the answer has failed, and is paid for once', async () => {
    const { turnId } = await priced();
    bench.openai.fail({ status: 401, message: 'no', code: 'invalid_api_key' });
    await press('agree', turnId);
    expect((await finished('press-agree')).view.phase).toBe('failed');
    await bench.idle();
    await dear();
    bench.openai.reply('A pot for tea.');
    await Promise.all([1, 2, 3].map((time) => press('agree', turnId, `again-${time}`)));
    const { view } = await bench.chat.until((page) => page.view.markdown === 'A pot for tea.' && page.closed);
    expect(view.phase).toBe('done');
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(2);
  });

  it('says so when it is agreed to once more after the answer', async () => {
    const { turnId } = await priced();
    await press('agree', turnId);
    await finished('press-agree');
    await bench.idle();
    await dear();
    await press('agree', turnId, 'press-later');
    expect(await told('press-later')).toBe(ALREADY);
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
  });
});

describe('“Leave it” after “Go on”', () => {
  it('stops the answer', async () => {
    const { turnId } = await priced();
    bench.openai.reply('Tea is ', { wait: forever });
    await press('agree', turnId);
    await bench.chat.until(({ view }) => view.markdown.startsWith('Tea'));
    await press('decline', turnId);
    expect(await told('press-decline')).toBe('All right, I leave it.');
    expect((await finished('press-agree')).view.phase).toBe('stopped');
  });

  it('says that it was agreed to when the answer is there', async () => {
    const { turnId } = await priced();
    await press('agree', turnId);
    await finished('press-agree');
    await press('decline', turnId);
    expect(await told('press-decline')).toBe(ALREADY);
  });

  it('leaves it where the answer has failed', async () => {
    const { turnId } = await priced();
    bench.openai.fail({ status: 401, message: 'no', code: 'invalid_api_key' });
    await press('agree', turnId);
    await finished('press-agree');
    await bench.idle();
    await dear();
    await press('decline', turnId);
    expect(await told('press-decline')).toBe('All right, I leave it.');
  });
});
