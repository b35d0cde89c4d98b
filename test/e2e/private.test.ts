/** What one person asks for themselves stays with them, whatever they do with the answer. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startOpenAi } from '../loopback/openai/index.ts';
import { finished, ROOMS } from './rooms.ts';

describe.each(ROOMS)('%s', (_name, openRoom) => {
  it('a private answer stays private: given again, thought about harder, explained, after a restart', async () => {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    const room = await openRoom(openai);
    openai.reply({ reasoning: 'Leaves, perhaps.' }, 'Tea is a drink.');
    room.askPrivately('What is tea?');
    const answer = await room.until(() => finished(room, /Tea is a drink\.$/), 'the answer');

    room.press(answer, 'reasoning');
    await room.until(() => room.shown().some(({ text }) => text.includes('Leaves')), 'the reasoning');
    openai.reply('Tea is leaves in water.');
    room.press(answer, 'harder');
    const second = await room.until(() => finished(room, /leaves in water\.$/), 'the second answer');
    expect(openai.requests.at(-1)?.asked?.effort).toBe('high');

    await room.restart();
    openai.reply('Tea is what tea drinkers drink.');
    room.press(second, 'regenerate');
    await room.until(() => finished(room, /tea drinkers drink\.$/), 'the third answer');
    expect(room.shown().length).toBeGreaterThan(3);
    expect(room.shown().map(({ seenBy }) => seenBy)).toEqual(room.shown().map(() => room.ana));
    expect(room.faults()).toEqual([]);
  });

  it('a long private answer arrives whole, for its asker alone', async () => {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    const room = await openRoom(openai);
    const long = Array.from({ length: 400 }, (_, line) => `L${line} says a little more.`).join('\n\n');
    openai.reply(...(long.match(/[^]{1,40}/g) ?? []));
    room.askPrivately('Tell me more.');
    await room.until(() => finished(room, /L399 /), 'the end');
    const text = room
      .shown()
      .map((message) => message.text)
      .join('\n');
    expect(text.match(/\bL\d+\b/g)).toEqual(long.match(/\bL\d+\b/g));
    expect(room.shown().every(({ seenBy }) => seenBy === room.ana)).toBe(true);
    expect(room.faults()).toEqual([]);
  });
});
