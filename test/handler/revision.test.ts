import { describe, expect, it } from 'vitest';
import type { ChatEvent, Message } from '../../src/chat/index.ts';
import { askEvent, attachment, conversation, message } from '../support/events.ts';
import { useBench } from './harness.ts';

const bench = useBench();

const forever = new Promise<void>(() => {});
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
let edits = 0;
const edit = (text: string, changes: Partial<Message> = {}) =>
  bench.chat.deliver({ type: 'edited', eventId: `edit-${++edits}`, message: message({ text, ...changes }) });
const stop: ChatEvent = {
  type: 'stop',
  eventId: 'S1',
  conversation: conversation(),
  author: { id: 'U1', name: 'Ada', roles: [] },
};
/** What the model was asked, question by question. */
const questions = () =>
  bench.openai.requests.map(
    ({ asked }) => asked?.turns.at(-1)?.parts.map((part) => 'text' in part && part.text)[0],
  );

/** A question whose answer has begun and does not go on. */
async function begun() {
  bench.openai.reply('Tea is ', { wait: forever });
  await bench.chat.deliver(askEvent({ id: 'M1', text: 'What is tea?' }));
  await bench.chat.until(({ view }) => view.markdown !== '');
}

describe('an edited question', () => {
  it('that is being answered is answered anew, in the same reply', async () => {
    await begun();
    bench.openai.reply('Coffee is a drink.');
    await edit('What is coffee?');
    expect((await finished('M1')).view).toMatchObject({ phase: 'done', markdown: 'Coffee is a drink.' });
    expect(bench.chat.pages).toHaveLength(1);
    expect(questions()).toEqual(['What is tea?', 'What is coffee?']);
    expect(await bench.openai.requests[0]!.closed).toBe(false);
  });

  it('that waits is asked as it is now', async () => {
    const first = Promise.withResolvers<void>();
    bench.openai.reply({ wait: first.promise }, 'One.');
    await bench.chat.deliver(askEvent({ id: 'M0', eventId: 'E0', text: 'First?' }));
    await bench.openai.until(() => true);
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'What is tea?' }));
    await edit('What is coffee?');
    first.resolve();
    await finished('M1');
    expect(questions()).toEqual(['First?', 'What is coffee?']);
  });

  it('is what is answered after a restart, and what the buttons know', async () => {
    await begun();
    bench.openai.reply('Coffee ', { wait: forever });
    await edit('What is coffee?');
    await bench.chat.until(({ view }) => view.markdown.startsWith('Coffee'));
    bench.openai.reply('Coffee, still.');
    await bench.restart({}, 0);
    const { view } = await finished('M1');
    expect(view.markdown).toBe('Coffee, still.');
    expect(questions().at(-1)).toBe('What is coffee?');
    expect((await bench.store.find(view.actions[0]!.turnId))?.event.message.text).toBe('What is coffee?');
  });

  it('in the very moment it was asked is asked as it is now', async () => {
    await Promise.all([
      bench.chat.deliver(askEvent({ id: 'M1', text: 'What is tea?' })),
      edit('What is coffee?'),
    ]);
    expect((await finished('M1')).view.markdown).toContain('What is coffee?');
    await bench.idle();
    expect(questions().at(-1)).toBe('What is coffee?');
    expect(bench.chat.pages).toHaveLength(1);
  });

  it('that is taken back in the very moment it was asked is not answered', async () => {
    const { conversation: place, id } = message({ id: 'M1' });
    await Promise.all([
      bench.chat.deliver(askEvent({ id })),
      bench.chat.deliver({ type: 'deleted', eventId: 'D1', conversation: place, messageId: id }),
    ]);
    await bench.idle();
    expect(await bench.store.open({ platform: 'test' })).toEqual([]);
    expect(bench.chat.pages.filter(({ view }) => view.phase === 'done')).toEqual([]);
  });

  it('that was edited twice is answered as it was left', async () => {
    await begun();
    await Promise.all([edit('What is coffee?'), edit('What is cocoa?')]);
    expect((await finished('M1')).view.markdown).toContain('What is cocoa?');
    await bench.idle();
    expect(questions().at(-1)).toBe('What is cocoa?');
    expect(bench.chat.pages).toHaveLength(1);
  });

  it('that says the same as before changes nothing: a link got its preview', async () => {
    const rest = Promise.withResolvers<void>();
    bench.openai.reply('Tea is ', { wait: rest.promise }, 'a drink.');
    const attachments = [attachment({ source: 'test/fixtures/notes.txt' })];
    await bench.chat.deliver(askEvent({ id: 'M1', attachments }));
    await bench.chat.until(({ view }) => view.markdown !== '');
    await edit('What is this?', { attachments: [{ ...attachments[0]!, source: 'https://signed.anew' }] });
    rest.resolve();
    expect((await finished('M1')).view.markdown).toBe('Tea is a drink.');
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('can lose and gain files', async () => {
    await begun();
    await edit('What is tea?', {
      attachments: [attachment({ name: 'notes.txt', source: 'test/fixtures/notes.txt' })],
    });
    expect((await finished('M1')).view.receipts).toMatchObject([{ name: 'notes.txt', outcome: 'used' }]);
  });

  it.each([
    ['of somebody else', { author: { id: 'U2', name: 'Bo', roles: [] } }],
    ['of another channel', { conversation: conversation({ channel: 'C2' }) }],
    ['of another message', { id: 'M9' }],
  ])('%s leaves the answer alone', async (_whose, changes) => {
    const rest = Promise.withResolvers<void>();
    bench.openai.reply('Tea is ', { wait: rest.promise }, 'a drink.');
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    await bench.chat.until(({ view }) => view.markdown !== '');
    await edit('What is coffee?', changes);
    rest.resolve();
    expect((await finished('M1')).view.markdown).toBe('Tea is a drink.');
  });

  it('that is answered already stays answered', async () => {
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    await finished('M1');
    await bench.idle();
    await edit('What is coffee?');
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('while the last words are being written is answered in their place', async () => {
    const written = Promise.withResolvers<void>();
    bench.openai.reply({ wait: written.promise }, 'Tea is a drink.');
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'What is tea?' }));
    await bench.openai.until(() => true);
    bench.chat.writable = forever;
    written.resolve();
    await bench.openai.requests[0]!.closed;
    bench.openai.reply('Coffee is a drink.');
    await edit('What is coffee?');
    bench.chat.writable = Promise.resolve();
    const { view } = await bench.chat.until((page) => page.closed);
    expect(view.markdown).toBe('Coffee is a drink.');
    expect(bench.chat.pages).toHaveLength(1);
  });

  it('that is stopped in the same moment is stopped', async () => {
    await begun();
    await Promise.all([edit('What is coffee?'), bench.chat.deliver(stop)]);
    expect((await finished('M1')).view.phase).toBe('stopped');
    await bench.idle();
    expect(await bench.store.open({ platform: 'test' })).toEqual([]);
    expect(bench.chat.pages).toHaveLength(1);
  });

  it('that was stopped before stays stopped', async () => {
    await begun();
    await Promise.all([bench.chat.deliver(stop), edit('What is coffee?')]);
    expect((await finished('M1')).view).toMatchObject({ phase: 'stopped', markdown: 'Tea is ' });
  });

  it('while the process ends is answered by the next one', async () => {
    await begun();
    const edited = edit('What is coffee?');
    bench.openai.reply('Coffee is a drink.');
    bench.openai.reply('Coffee is a drink.');
    await bench.restart({}, 0);
    await edited;
    expect((await finished('M1')).view.markdown).toBe('Coffee is a drink.');
    expect(questions().at(-1)).toBe('What is coffee?');
  });

  it('leaves nothing of a longer first answer half-written', async () => {
    bench.openai.reply('word '.repeat(1_000), { wait: forever });
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    await bench.chat.until(({ id }) => id === 'page-3');
    bench.openai.reply('Short.');
    await edit('What is coffee?');
    await bench.chat.until(({ id, closed }) => id === 'page-3' && closed);
    expect(bench.chat.pages.map(({ view }) => view.markdown)).toEqual([
      'Short.',
      '(The answer above is whole.)',
      '(The answer above is whole.)',
    ]);
  });

  it('in whatever moment it comes: what is answered is what the journal says was asked', async () => {
    for (let moment = 0; moment < 40; moment += 1) {
      const id = `M${moment}`;
      await bench.chat.deliver(askEvent({ id, eventId: id, text: `tea ${moment}` }));
      for (let turn = 0; turn < moment % 4; turn += 1) await new Promise(setImmediate);
      for (let step = 0; step < moment * 5; step += 1) await undefined;
      await edit(`coffee ${moment}`, { id });
      const { view } = await finished(id);
      const { turnId } = view.actions[0]!;
      while ((await bench.store.open({ platform: 'test' })).length > 0) await new Promise(setImmediate);
      const found = (await bench.store.find(turnId))!;
      const page = bench.chat.pages.find(({ answers }) => answers === id);
      expect(page?.view.markdown).toBe(`You said: ${found.event.message.text}`);
      expect(found.answer?.text).toBe(page?.view.markdown);
    }
    expect(bench.chat.pages).toHaveLength(40);
  });
});
