/** What can be asked for besides an answer, in a room of each platform: two answers side by side, data, the best of several. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { FILES } from './bench.ts';
import { finished, type Room, ROOMS } from './rooms.ts';

const SETTINGS = `
schemas:
  report:
    type: object
    properties:
      title: { type: string }
      people: { type: array, items: { type: string } }
      place: { type: string }
    required: [title, people]
`;
const PHOTO_AND_PDF = FILES.filter(({ name }) => name === 'photo.jpg' || name === 'report.pdf');

describe.each(ROOMS)('%s', (_name, openRoom) => {
  async function open(settings?: string): Promise<Room & { readonly openai: LoopbackOpenAi }> {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    return { ...(await openRoom(openai, settings)), openai };
  }
  /** The message that stands finished at the end of an answer. */
  const done = (room: Room, text: RegExp) => room.until(() => finished(room, text), `an answer like ${text}`);
  const visible = (room: Room) =>
    room
      .shown()
      .map(({ text }) => text)
      .join('\n');

  it('/compare shows both answers, what differs, and what each took', async () => {
    const room = await open();
    room.openai.replyWhen(({ effort }) => effort === 'low', 'Tea is made with ', 'hot water.');
    room.openai.replyWhen(({ effort }) => effort === 'high', 'Tea is made with ', 'boiling water.');
    room.ask('/compare a:low b:high How is tea made?');
    const { around } = await done(room, /boiling/);
    const text = visible(room).replace(/\u200a/g, '');
    expect(text).toMatch(/A · gpt-5\.5 · low[^]*hot water\.[^]*B · gpt-5\.5 · high[^]*boiling water\./);
    expect(text).toMatch(/What differs[^]*~~?hot~~? \*\*?boiling\*\*? water\./);
    expect(text).toMatch(/Tokens in[^]*100[^]*100/);
    expect(around).toMatch(/gpt-5\.5 · low \+ gpt-5\.5 · high · 200 in · 40 out · \$0\.0022/);
    expect(room.faults()).toEqual([]);
  });

  it('/extract makes data of a photo and a PDF, and brings it as a file', async () => {
    const room = await open(SETTINGS);
    const data = { title: 'A report', people: ['Ada'], place: null };
    room.openai.reply(JSON.stringify(data));
    room.ask('/extract schema:report What is this about?', undefined, PHOTO_AND_PDF);
    const { around, text } = await done(room, /A report/);
    expect(text).toContain('"people": [');
    expect(text).not.toContain('place');
    for (const said of ['photo.jpg', 'report.pdf', 'Checked against the schema “report”.'])
      expect(around).toContain(said);
    const file = await room.until(() => room.shown().flatMap(({ files }) => files)[0], 'the file');
    expect(file.name).toBe('report.json');
    expect(JSON.parse(Buffer.from(file.bytes).toString())).toEqual({ title: 'A report', people: ['Ada'] });
    const parts = room.openai.requests[0]?.asked?.turns.at(-1)?.parts.map(({ type }) => type);
    expect(parts).toEqual(expect.arrayContaining(['image', 'file', 'text']));
    expect(room.faults()).toEqual([]);
  });

  it('best:3 keeps one of three attempts and says why', async () => {
    const room = await open();
    for (const text of ['Tea, hot.', 'Tea, cold.', 'Tea, warm.'])
      room.openai.replyWhen(({ format }) => format === undefined, text);
    room.openai.replyWhen(
      ({ format }) => format?.name === 'verdict',
      JSON.stringify({ faults: [], best: 1, why: 'It is the clearest.' }),
    );
    room.ask('best:3 How is tea?');
    const { around } = await done(room, /^Tea, (hot|cold|warm)\.$/);
    expect(around).toMatch(/Attempt [123] of 3 was kept: It is the clearest\./);
    expect(around).toMatch(/400 in · 80 out/);
    expect(room.openai.requests).toHaveLength(4);
    expect(room.faults()).toEqual([]);
  });
});
