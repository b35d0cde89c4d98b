/** Questions whose answer is for the asker alone: what nobody else is to see, nobody else sees. */
import { expect, it } from 'vitest';
import { askEvent, conversation, message } from '../support/events.ts';
import { useBench } from './harness.ts';

const bench = useBench();

const channel = conversation({ kind: 'channel' });
const thread = conversation({ kind: 'thread', thread: 'T1' });
const ask = (changes: Parameters<typeof askEvent>[0]) =>
  bench.chat.deliver(askEvent({ conversation: channel, mentionsUs: true, ...changes }));
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const questions = () =>
  bench.openai.requests.map(({ asked }) => JSON.stringify(asked?.turns.flatMap(({ parts }) => parts)));

it('a message that begins with private:yes is answered in private, also after a restart and when answered again', async () => {
  bench.openai.reply('No', { wait: new Promise(() => {}) });
  await ask({ id: 'M1', text: 'effort:low private:yes Am I being fired?' });
  await bench.chat.until(({ view }) => view.markdown !== '');
  bench.openai.reply('No.');
  await bench.restart({}, 0);
  const { view } = await finished('M1');
  const target = { conversation: channel, userId: 'U1', private: true, messageId: 'P1' };
  await bench.chat.deliver({
    type: 'action',
    action: 'regenerate',
    eventId: 'P1',
    turnId: view.actions[0]!.turnId,
    conversation: channel,
    author: message().author,
    target,
  });
  await finished('P1');
  expect(bench.chat.pages.map((page) => page.private)).toEqual([true, true]);
  expect(
    questions().every((asked) => asked.includes('Am I being fired?') && !asked.includes('private')),
  ).toBe(true);
});

it('a direct message is private as it is', async () => {
  await ask({ id: 'M1', text: 'private:yes Am I being fired?', conversation: conversation() });
  expect((await finished('M1')).private).toBe(false);
  expect(questions()[0]).not.toContain('private');
});

it('a question that is edited to be private is not answered where everybody sees it', async () => {
  bench.openai.reply('Well, ', { wait: new Promise(() => {}) });
  await ask({ id: 'M1', text: 'Am I being fired?' });
  await bench.chat.until(({ view }) => view.markdown !== '');
  const edited = message({ id: 'M1', conversation: channel, text: 'private:yes Am I being fired?' });
  await bench.chat.deliver({ type: 'edited', eventId: 'ed', message: edited });
  const { view } = await finished('M1');
  expect(view).toMatchObject({ phase: 'failed', markdown: '' });
  expect(view.notices.join()).toContain('in a new message');
  expect(bench.openai.requests).toHaveLength(1);
});

it('a private answer is not before the eyes of the next answer that all may read', async () => {
  const written = Promise.withResolvers<void>();
  bench.openai.reply({ wait: written.promise }, 'You are being fired.');
  const first = message({ id: 'M1', conversation: channel, text: 'private:yes Am I?', mentionsUs: true });
  await ask({ ...first, eventId: 'E1' });
  bench.chat.past = [first];
  await ask({ id: 'M2', eventId: 'E2', text: 'What is tea?' });
  written.resolve();
  await finished('M2');
  expect(questions()[1]).not.toContain('fired');
});

it('what is asked in private, or by a command, does not make the bot listen to a whole thread', async () => {
  const about = message({ id: 'X', conversation: thread, text: 'hello' });
  const command = { type: 'command', name: 'transcribe', about } as const;
  for (const [id, isPrivate] of [
    ['I1', true],
    ['I2', false],
  ] as const) {
    const target = { conversation: thread, messageId: id, userId: 'U1', private: isPrivate };
    const asked = message({ id, conversation: thread, text: '' });
    await bench.chat.deliver({ ...command, eventId: id, message: asked, target });
    await finished(id);
  }
  await ask({ id: 'M1', eventId: 'M1', conversation: thread, text: 'private:yes Is he?' });
  await finished('M1');
  await ask({
    id: 'M2',
    eventId: 'M2',
    conversation: thread,
    text: 'Shall we have lunch?',
    mentionsUs: false,
  });
  await bench.idle();
  expect(bench.chat.pages.map(({ answers }) => answers)).toEqual(['I1', 'I2', 'M1']);
});
