/** Somebody was away, and has the channel they come back to summed up. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startOpenAi } from '../loopback/openai/index.ts';
import { finished, ROOMS } from './rooms.ts';

describe.each(ROOMS)('%s', (_name, openRoom) => {
  it('what was said in a channel is summed up, with links to the messages it rests on', async () => {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    const room = await openRoom(openai);
    openai.reply('Tea is a drink.');
    const question = room.ask('What is tea?');
    await question.heard;
    await room.until(() => finished(room, 'Tea is a drink.'), 'the first answer');
    const friday = await room.bystander('We ship on Friday.');
    await room.bystander('Ana, can you write the notes?');

    openai.replyWhen(
      ({ instructions }) => instructions.includes('transcript'),
      'They ship on Friday ',
      '[3',
      '].',
    );
    room.ask('/catchup last:20');
    const answer = await room.until(() => finished(room, /ship on Friday/), 'the summary');
    const transcript = openai.requests
      .at(-1)!
      .asked!.turns[0]!.parts.map((part) => (part.type === 'text' ? part.text : ''))
      .join('\n');
    expect(transcript).toMatch(
      /\[1\] [^\n]*Ana: What is tea\?\n\[2\] [^\n]*\(you\): Tea is a drink\.\n\[3\] [^\n]*Bo: We ship on Friday\.\n\[4\] [^\n]*Bo: Ana, can you write the notes\?/,
    );
    expect(transcript).not.toContain('/catchup');
    expect(answer.text).toContain(friday.link);

    room.press(answer, 'sources');
    await room.until(
      () => room.shown().some(({ id, text }) => id !== answer.id && text.includes(friday.link)),
      'the sources',
    );
    expect(room.faults()).toEqual([]);
  });
});
