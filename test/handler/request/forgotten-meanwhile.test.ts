/** What is forgotten while a question is worked on: the next request for it goes without. */
import { expect, it } from 'vitest';
import { askEvent, conversation, message } from '../../support/events.ts';
import { useBench } from '../harness.ts';

const bench = useBench();

it('what was forgotten while the first model failed is not sent to the next one, nor our answer to it', async () => {
  await bench.restart({ catalog: { fallbacks: { 'gpt-5.5': 'gpt-5.4' } } });
  bench.openai.reply('Noted: SECRET.');
  await bench.chat.deliver(askEvent({ id: 'M1', eventId: 'M1', text: 'Remember SECRET.' }));
  const page = await bench.chat.until(({ answers, closed }) => answers === 'M1' && closed);
  const at = Date.UTC(2026, 0, 2) + 1_000;
  const said = { author: { id: 'U2', name: 'Bo', roles: [] }, sentAt: at, text: 'It rains.' };
  bench.chat.past = [
    message({ id: 'M1', text: 'Remember SECRET.' }),
    message({ id: page.id, text: 'shown', fromBot: true, fromUs: true, sentAt: at }),
    message({ id: 'H2', ...said }),
  ];
  const { promise: held, resolve } = Promise.withResolvers<void>();
  const failed = { code: 'insufficient_quota', message: 'no credit' };
  bench.openai.reply({ wait: held }, { failed });
  const now = Date.now() + 60_000;
  await bench.chat.deliver(askEvent({ id: 'M2', eventId: 'M2', text: 'And now?', sentAt: now }));
  await bench.openai.until(() => bench.openai.requests.length === 2);
  await bench.store.forgetConversation(conversation(), { author: 'test:U1', at: Date.now() });
  resolve();
  await bench.chat.until(({ answers, closed }) => answers === 'M2' && closed);
  const [, first, second] = bench.openai.requests.map(({ asked }) => asked!);
  expect(JSON.stringify(first!.turns)).toContain('Noted: SECRET.');
  expect(second!.model).toBe('gpt-5.4');
  expect(second!.turns.flatMap(({ parts }) => parts)).toMatchObject([
    { text: expect.stringContaining('It rains.') },
    { text: expect.stringContaining('And now?') },
  ]);
});

it('that a platform gave only the last messages is said when they begin anew, and not with every question', async () => {
  const line = (number: number) =>
    message({ id: `L${number}`, text: `Line ${number}`, sentAt: Date.UTC(2026, 0, 2) + number });
  const all = Array.from({ length: 803 }, (_, index) => line(index));
  const notices = [];
  for (const turn of [0, 1, 2]) {
    bench.chat.past = all.slice(turn, turn + 800);
    const id = `M${turn}`;
    await bench.chat.deliver(askEvent({ id, eventId: id, text: 'And now?', sentAt: Date.UTC(2026, 1, 1) }));
    notices.push((await bench.chat.until(({ answers, closed }) => answers === id && closed)).view.notices);
  }
  expect(notices).toEqual([['I read the last 600 messages of this conversation.'], [], []]);
});
