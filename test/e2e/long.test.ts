/** Answers that are more than one short message: long ones, pictures, files that are too large. Nothing is lost. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoopbackOpenAi, type Step, startOpenAi } from '../loopback/openai/index.ts';
import { finished, type Room, ROOMS } from './rooms.ts';

const numbered = (letter: string, count: number, line: (mark: string) => string): string[] =>
  Array.from({ length: count }, (_, index) => line(`${letter}${String(index).padStart(3, '0')}`));

/** Code of about 9,500 characters: longer than a message of either platform. */
const CODE = numbered('c', 260, (mark) => `print("${mark} what is said here")  # kept`).join('\n');
/** About 13,000 characters. Each thing in it has a mark of its own. */
const LONG = [
  '# A report',
  ...numbered('p', 20, (mark) => `${mark} is a sentence that says something in a few words. It goes on.`),
  `| mark | what it is |\n| --- | --- |\n${numbered('r', 40, (mark) => `| ${mark} | a row |`).join('\n')}`,
  `\`\`\`python\n${CODE}\n\`\`\``,
  ...numbered('q', 5, (mark) => `${mark} comes at the end.`),
].join('\n\n');
const marksIn = (text: string) => text.match(/\b[cpqr]\d{3}\b/g);

const picture = (bytes: Uint8Array): Step => ({
  event: {
    type: 'response.output_item.done',
    output_index: 0,
    item: {
      type: 'image_generation_call',
      id: 'ig_1',
      status: 'completed',
      output_format: 'jpeg',
      result: Buffer.from(bytes).toString('base64'),
    },
  },
});
const PHOTO = readFileSync('test/fixtures/photo.jpg');
/** More bytes than any platform takes of one file of a bot. */
const TOO_LARGE = 21 * 2 ** 20;

describe.each(ROOMS)('%s', (_name, openRoom) => {
  async function open(settings?: string): Promise<Room & { readonly openai: LoopbackOpenAi }> {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    return { ...(await openRoom(openai, settings)), openai };
  }
  const files = (room: Room) => room.shown().flatMap((message) => message.files);

  it('a long answer with a table and code arrives whole and in order, and the code as a file besides', async () => {
    const room = await open();
    room.openai.reply(...(LONG.match(/[^]{1,40}/g) ?? []));
    room.ask('Report, please.');
    await room.until(() => finished(room, /q004/), 'the end');
    await room.until(() => files(room).length > 0, 'the file');

    const text = room.shown().map((message) => message.text);
    expect(text.length).toBeGreaterThan(1);
    expect(marksIn(text.join('\n'))).toEqual(marksIn(LONG));
    for (const page of text) expect((page.match(/^```/gm) ?? []).length % 2, page).toBe(0);
    expect(room.shown().filter(({ buttons }) => buttons.length > 0)).toHaveLength(1);
    expect(files(room).map(({ name, bytes }) => [name, Buffer.from(bytes).toString().trim()])).toEqual([
      ['code-1.py', CODE],
    ]);
    expect(room.faults()).toEqual([]);
  });

  it('a picture that the model draws is posted with its answer', async () => {
    const room = await open('tools: [image_generation]');
    room.openai.reply(picture(PHOTO), 'Here it is.');
    room.ask('Draw a street.');
    await room.until(() => finished(room, 'Here it is.'), 'the answer');
    const [drawn] = await room.until(() => (files(room).length > 0 ? files(room) : undefined), 'the picture');
    expect(drawn).toMatchObject({ name: 'picture-1.jpg' });
    expect(Buffer.from(drawn!.bytes).equals(PHOTO)).toBe(true);
    expect(room.openai.requests[0]?.body).toMatchObject({ tools: [{ type: 'image_generation' }] });
    expect(room.faults()).toEqual([]);
  });

  it('a picture alone is an answer, too', async () => {
    const room = await open('tools: [image_generation]');
    room.openai.reply(picture(PHOTO));
    room.ask('Draw a street, and say nothing.');
    await room.until(() => files(room).length > 0, 'the picture');
    await room.until(() => finished(room, /^/), 'the buttons');
    expect(JSON.stringify(room.shown().map(({ around }) => around))).not.toMatch(/empty answer/);
    expect(room.faults()).toEqual([]);
  });

  it('a file that is too large costs a line, and nothing of the answer', async () => {
    const room = await open('tools: [image_generation]');
    room.openai.reply(picture(Buffer.alloc(TOO_LARGE, 7)), 'Here it is.');
    room.ask('Draw a street, very large.');
    await room.until(() => finished(room, 'Here it is.'), 'the answer');
    const line = await room.until(
      () => room.shown().find(({ text }) => text.includes('picture-1.jpg')),
      'the line',
    );
    expect(line.text).toMatch(/^I could not post `picture-1\.jpg`: .*MB/);
    expect(files(room)).toEqual([]);
    expect(room.faults()).toEqual([]);
  });

  it('tools of the provider are offered to the model only where attache.yaml turns them on', async () => {
    const room = await open();
    room.ask('Draw a street.');
    await room.until(() => finished(room, /You said/), 'the answer');
    expect(room.openai.requests[0]?.body).not.toHaveProperty('tools');
  });
});
