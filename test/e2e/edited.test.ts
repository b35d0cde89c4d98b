/** A question that is changed or taken back while the whole bot is answering it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { finished, ROOMS, type Room } from './rooms.ts';

const forever = new Promise<void>(() => {});

describe.each(ROOMS)('%s', (_name, openRoom) => {
  async function open(): Promise<Room & { readonly openai: LoopbackOpenAi }> {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    return { ...(await openRoom(openai)), openai };
  }
  /** Resolves when readers see a message of the bot with this text, whatever stands around it. */
  const showing = (room: Room, text: string) =>
    room.until(() => room.shown().find((message) => message.text.trim() === text), `“${text}”`);
  /** Resolves with the last question of the model's `index`th request. */
  const questionAt = async ({ openai }: { readonly openai: LoopbackOpenAi }, index: number) => {
    const request = await openai.until((one) => one === openai.requests[index]);
    return JSON.stringify(request.asked?.turns.at(-1)?.parts);
  };

  it('edited: the work for the old question ends, the new one is answered in the same message', async () => {
    const room = await open();
    room.openai.reply('Tea is made ', 'of leaves. ', { wait: forever });
    const question = room.ask('What is tea?');
    const { id } = await showing(room, 'Tea is made of leaves.');

    room.openai.reply('Coffee is a drink.');
    void question.edit('What is coffee?');

    const answer = await room.until(() => finished(room, 'Coffee is a drink.'), 'the new answer');
    expect(answer.id).toBe(id);
    expect(await room.openai.requests[0]?.closed, 'the first stream was read to its end').toBe(false);
    expect(await questionAt(room, 1)).toMatch(/coffee/);
    expect(room.shown()).toHaveLength(1);
    expect(answer.around).not.toContain('leaves');
    expect(room.faults()).toEqual([]);
  });

  it('edited before there is a word of an answer, and once more: the last one is answered, once', async () => {
    const room = await open();
    room.openai.reply({ reasoning: 'Leaves, perhaps.' }, { wait: forever });
    const question = room.ask('What is tea?');
    await room.until(() => room.shown().some(({ around }) => around.includes('Leaves')), 'the thoughts');
    room.openai.reply({ wait: forever });
    void question.edit('What is coffee?');
    await questionAt(room, 1);
    room.openai.reply('Cocoa is a drink.');
    void question.edit('What is cocoa?');
    const answer = await room.until(() => finished(room, 'Cocoa is a drink.'), 'the last answer');
    expect(answer.around).not.toContain('Leaves');
    expect(room.shown()).toHaveLength(1);
    expect(await questionAt(room, 2)).toMatch(/cocoa/);
    expect(room.faults()).toEqual([]);
  });

  it('edited in the moment its answer appears: there is still one answer', async () => {
    const room = await open();
    room.openai.reply('Tea is made ', { wait: forever });
    const question = room.ask('What is tea?');
    await room.until(() => room.shown().length > 0, 'any message');
    room.openai.reply('Coffee is a drink.');
    void question.edit('What is coffee?');
    await room.until(() => finished(room, 'Coffee is a drink.'), 'the new answer');
    expect(room.shown()).toHaveLength(1);
    expect(room.faults()).toEqual([]);
  });

  it('edited when the answer fills several messages: nothing of it is left', async () => {
    const room = await open();
    const old = 'Tea is made of old leaves. '.repeat(800);
    room.openai.reply(old, { wait: forever });
    const question = room.ask('What is tea?');
    await room.until(() => room.shown().length > 1, 'a second message');
    room.openai.reply('Coffee is a drink.');
    void question.edit('What is coffee?');
    await room.until(() => finished(room, 'Coffee is a drink.'), 'the new answer');
    await room.until(
      () => room.shown().every(({ isOpen, text }) => !isOpen && !text.includes('old leaves')),
      'the end of the old answer',
    );
    expect(room.shown()[0]?.text).toBe('Coffee is a drink.');
    expect(room.faults()).toEqual([]);
  });

  it('edited after the answer is over: nothing changes', async () => {
    const room = await open();
    room.openai.reply({ reasoning: 'Leaves, perhaps.' }, 'Tea is a drink.');
    const question = room.ask('What is tea?');
    const answer = await room.until(() => finished(room, 'Tea is a drink.'), 'the answer');
    // A button waits until the answer is noted down.
    room.press(answer, 'reasoning');
    await room.until(() => room.shown().some(({ text }) => text.includes('Leaves')), 'the reasoning');
    await question.edit('What is coffee?');
    // A later question has been answered by the time the edit would have been.
    room.openai.reply('Milk is a drink.');
    room.ask('What is milk?');
    await room.until(() => finished(room, 'Milk is a drink.'), 'the other answer');
    expect(finished(room, 'Tea is a drink.')).toBeDefined();
    expect(room.openai.requests).toHaveLength(2);
  });

  it.each([
    ['while it waits for another answer', true],
    ['in the moment it was sent', false],
  ])('edited %s: asked as it is now, and never as it was', async (_when, isHeard) => {
    const room = await open();
    const first = Promise.withResolvers<void>();
    room.openai.reply('One, ', { wait: first.promise }, 'two.');
    const counting = room.ask('Count.');
    await showing(room, 'One,');
    const question = room.ask('What is tea?', counting);
    if (isHeard) await question.heard;
    await question.edit('What is coffee?');
    room.openai.reply('Coffee is a drink.');
    first.resolve();
    await room.until(() => finished(room, 'Coffee is a drink.'), 'the second answer');
    expect(await questionAt(room, 1)).toMatch(/coffee/);
    expect(finished(room, 'One, two.')).toBeDefined();
    expect(room.openai.requests).toHaveLength(2);
    expect(room.faults()).toEqual([]);
  });

  it('deleted: the work ends, and the answer says that it was stopped', async () => {
    const room = await open();
    room.openai.reply('Tea is made ', { wait: forever });
    const question = room.ask('What is tea?');
    await showing(room, 'Tea is made');
    void question.remove();
    const answer = await room.until(() => finished(room, 'Tea is made'), 'the end');
    expect(answer.around).toMatch(/stopped/i);
    expect(await room.openai.requests[0]?.closed).toBe(false);
    expect(room.faults()).toEqual([]);
  });
});
