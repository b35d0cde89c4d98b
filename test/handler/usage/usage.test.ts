import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Author, type Conversation, conversationKey } from '../../../src/chat/index.ts';
import type { CallCost } from '../../../src/store/index.ts';
import type { SeenFiles } from '../../support/memory-chat.ts';
import { askEvent, conversation } from '../../support/events.ts';
import { admitted, everybody, useBench } from '../harness.ts';

const bench = useBench();

const ada: Author = { id: 'U1', name: 'Ada', roles: [] };
const admins = { access: { admins: { ...everybody, users: ['U1'] } } };
const channel = conversation({ kind: 'channel' });

/** Noon of a day of November 2026, or another time of it. */
const november = (day: number, hour = 12): Date => new Date(2026, 10, day, hour);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(november(23));
});
afterEach(() => {
  vi.useRealTimers();
});

const call = (changes: Partial<CallCost> = {}): CallCost => ({
  purpose: 'answer',
  model: 'gpt-5.5',
  effort: 'high',
  inputTokens: 1_000,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 200,
  reasoningTokens: 50,
  estimated: false,
  usd: 0.25,
  ...changes,
});

interface Answered {
  readonly at?: Date;
  readonly name?: string;
  readonly where?: Conversation;
}

/** Somebody was answered by one request, as the journal has it. */
async function answered(
  id: string,
  changes: Partial<CallCost> = {},
  { at, name = 'Ada', where }: Answered = {},
) {
  if (at) vi.setSystemTime(at);
  const author = { id, name, roles: [] };
  const event = askEvent({ eventId: crypto.randomUUID(), author, ...(where && { conversation: where }) });
  const { purpose: _, estimated: __, ...cost } = call(changes);
  await bench.offline(async (store) => {
    const turn = (await store.accept(event, admitted))!;
    await store.take(conversationKey(event.target.conversation));
    await store.finish(turn.id, 'done', { ...cost, calls: [call(changes)] });
  });
  vi.setSystemTime(november(23));
}

let commands = 0;

/** Runs the command and gives the first so many messages that answer it. */
async function usage(
  value: string | undefined,
  messages: number,
  author: Author = ada,
): Promise<readonly SeenFiles[]> {
  const eventId = `usage-${++commands}`;
  await bench.chat.deliver({
    type: 'control',
    eventId,
    control: 'usage',
    value,
    scope: 'me',
    author,
    target: { conversation: channel, messageId: eventId, userId: author.id, private: true },
  });
  const mine = () => bench.chat.attached.filter(({ answers }) => answers === eventId);
  await bench.chat.untilAttached(() => mine().length === messages);
  return mine();
}

const sizeOf = async (data: Uint8Array) => {
  const { width, height, format } = await sharp(data).metadata();
  return { width, height, format };
};

describe('/usage', () => {
  it('of this month says what each model took, and shows it day by day', async () => {
    await answered('U1', {}, { at: november(2) });
    await answered('U1', { usd: 1.5 }, { at: november(20) });
    await answered('U1', { model: 'gpt-5.4-mini', usd: 0.01 }, { at: november(20) });
    await answered('U2', { usd: 100 });
    await answered('U1', { usd: 100 }, { at: new Date(2026, 9, 31, 23, 59) });
    const [figures, picture] = await usage(undefined, 2);
    expect(figures?.text.split('\n')).toEqual([
      'What your questions have used this month:',
      '- **gpt-5.5**: answers 2, tokens 2,000 in and 400 out, $1.75',
      '- **gpt-5.4-mini**: answers 1, tokens 1,000 in and 200 out, $0.01',
      'In all: answers 3, $1.76',
    ]);
    const [file] = picture!.files;
    expect(file).toMatchObject({
      name: 'usage-2026-11.png',
      mediaType: 'image/png',
      altText:
        'Chart of what was used on each day of November 2026, most on November 20: $1.51. All models: gpt-5.5 $1.75, gpt-5.4-mini $0.01.',
    });
    expect(await sizeOf(file!.data)).toEqual({ width: 1200, height: 675, format: 'png' });
  });

  it('of this month has its first day still on the thirty-first, when the words of that day are gone', async () => {
    const first = new Date(2026, 9, 1, 9);
    const last = new Date(2026, 9, 31, 21);
    await answered('U1', { usd: 0.5 }, { at: first });
    await bench.restart(admins);
    vi.setSystemTime(last);
    await bench.restart(admins);
    const [figures, picture] = await usage('month', 2);
    expect(figures?.text).toContain('answers 1, tokens 1,000 in and 200 out, $0.50');
    expect(picture?.files[0]?.altText).toContain('most on October 1: $0.50');
    // Names go with the words they stood beside.
    const [everybodys] = await usage('everybody', 2);
    expect(everybodys?.text).toContain('\n- **#1 U1**: answers 1,');
  });

  it('of today shows a bar for each model', async () => {
    await answered('U1', {}, { at: november(23, 0) });
    await answered('U1', { usd: 9 }, { at: november(22, 23) });
    const [figures, picture] = await usage('today', 2);
    expect(figures?.text).toContain('today:\n- **gpt-5.5**: answers 1, tokens 1,000 in and 200 out, $0.25');
    expect(picture?.files[0]).toMatchObject({
      name: 'usage-2026-11-23.png',
      altText: 'Chart of what was used by model, November 23, 2026: gpt-5.5 $0.25.',
    });
  });

  it('counts tokens where no price is known, and says of what is known that it is more', async () => {
    await answered('U1', { model: 'local', usd: undefined });
    const [, tokens] = await usage('today', 2);
    expect(tokens?.files[0]?.altText).toContain('local 1,200 tokens.');
    await answered('U1', {});
    const [figures, dollars] = await usage('today', 2);
    expect(figures?.text).toMatch(/local\*\*.*, \$ –\n/);
    expect(figures?.text).toContain('In all: answers 2, ≥ $0.25');
    expect(dollars?.files[0]?.altText).toContain('gpt-5.5 $0.25, local $ –.');
  });

  it('is said without a picture where no files can be posted', async () => {
    bench.chat.fileBytes = 0;
    await answered('U1');
    const [figures] = await usage('month', 1);
    expect(figures).toMatchObject({ files: [], text: expect.stringContaining('answers 1') });
  });

  it('says so where nothing was asked', async () => {
    expect((await usage('today', 1))[0]?.text).toBe('You have asked me nothing today.');
    await bench.restart(admins);
    expect((await usage('everybody', 1))[0]?.text).toBe('Nobody has asked me anything this month.');
    expect((await usage('csv', 1))[0]?.text).toBe('Nobody has asked me anything this month.');
  });

  it.each([
    ['de', '1,25 $', 'November 2026'],
    ['fr', '1,25 $', 'novembre 2026'],
    ['es', '1,25 $', 'noviembre de 2026'],
    ['ja', '$1.25', '2026年11月'],
    ['zh', '$1.25', '2026年11月'],
  ])('is said in %s, picture and all', async (locale, price, month) => {
    await answered('U1', { usd: 1.25 });
    const [figures, picture] = await usage('month', 2, { ...ada, locale });
    expect(figures?.text.replaceAll(/\s/g, ' ')).toContain(price);
    expect(picture?.files[0]?.altText).toContain(month);
  });
});

describe('/usage of everybody', () => {
  it.each(['everybody', 'csv'])('is for admins only (%s)', async (value) => {
    await answered('U2', {}, { name: 'Bo' });
    const said = await usage(value, 1);
    expect(said).toMatchObject([
      { files: [], text: expect.stringMatching(/^Only those who look after me may see/) },
    ]);
  });

  it('tells by model and by person, and shows both', async () => {
    await bench.restart(admins);
    await answered('U1');
    await answered('U2', { model: 'gpt-5.4-mini', usd: 2 }, { name: '山田 **太郎**' });
    await answered('U3', { usd: 1 }, { name: 'Cy' });
    await bench.store.forgetPerson('test:U3');
    const [figures, pictures] = await usage('everybody', 2);
    expect(figures?.text.split('\n')).toEqual([
      'What everybody’s questions have used this month:',
      '- **gpt-5.5**: answers 2, tokens 2,000 in and 400 out, $1.25',
      '- **gpt-5.4-mini**: answers 1, tokens 1,000 in and 200 out, $2.00',
      'In all: answers 3, $3.25',
      '',
      '- **#1 山田 \\*\\*太郎\\*\\***: answers 1, tokens 1,000 in and 200 out, $2.00',
      '- **#2 forgotten people**: answers 1, tokens 1,000 in and 200 out, $1.00',
      '- **#3 Ada**: answers 1, tokens 1,000 in and 200 out, $0.25',
    ]);
    expect(pictures?.files.map(({ name }) => name)).toEqual([
      'usage-2026-11.png',
      'usage-2026-11-people.png',
    ]);
    expect(pictures?.files[1]?.altText).toBe(
      'Chart of what was used by person, November 2026: 山田 **太郎** $2.00, forgotten people $1.00, Ada $0.25.',
    );
  });

  it('adds up people beyond those it names, in the text and in the picture', async () => {
    await bench.restart(admins);
    for (let index = 1; index <= 28; index++)
      await answered(`U${index}`, { usd: index }, { name: `P${index}` });
    const [figures, pictures] = await usage('everybody', 2);
    expect(figures?.text).toContain('\n- **#25 P4**: answers 1,');
    expect(figures?.text).toContain('\n- **3 others**: answers 3, tokens 3,000 in and 600 out, $6.00');
    expect(pictures?.files[1]?.altText).toContain('P21 $21.00, 20 others $210.00.');
  });
});

describe('/usage as a table', () => {
  /** The cells of a CSV file as RFC 4180 has it. */
  function read(data: Uint8Array): readonly (readonly string[])[] {
    const text = new TextDecoder().decode(data);
    expect(text.endsWith('\r\n')).toBe(true);
    const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
    const rows: string[][] = [[]];
    for (const [, value, end] of text.matchAll(cell)) {
      rows.at(-1)!.push(value!.startsWith('"') ? value!.slice(1, -1).replaceAll('""', '"') : value!);
      if (end === '\r\n') rows.push([]);
    }
    return rows.slice(0, -1);
  }

  it('has every request with when, where, who and what, the oldest first', async () => {
    await bench.restart(admins);
    const thread = conversation({ kind: 'thread', channel: 'C2', thread: 'T1' });
    await answered(
      'U2',
      { estimated: true, usd: undefined },
      { name: 'Bo "the bot", junior', at: november(3) },
    );
    await answered('U1', { cachedInputTokens: 7, cacheWriteTokens: 3, usd: 0.0000001 }, { where: thread });
    const [said] = await usage('csv', 1);
    expect(said?.text).toBe('Every answer, and every question of a rule, as a table.');
    expect(said?.files).toMatchObject([{ name: 'usage-2026-11.csv', mediaType: 'text/csv' }]);
    const [head, ...rows] = read(said!.files[0]!.data);
    expect(head).toEqual([
      'time',
      'platform',
      'conversation',
      'person',
      'name',
      'rule',
      'model',
      'effort',
      'purpose',
      'input_tokens',
      'cached_input_tokens',
      'cache_write_tokens',
      'output_tokens',
      'reasoning_tokens',
      'estimated',
      'cost_usd',
    ]);
    const model = ['', 'gpt-5.5', 'high', 'answer'];
    expect(rows).toEqual([
      [november(3).toISOString(), 'test', 'test:W1:C1', 'test:U2', 'Bo "the bot", junior', ...model].concat([
        '1000',
        '0',
        '0',
        '200',
        '50',
        'yes',
        '',
      ]),
      [november(23).toISOString(), 'test', 'test:W1:C2:T1', 'test:U1', 'Ada', ...model].concat([
        '1000',
        '7',
        '3',
        '200',
        '50',
        'no',
        '0.0000001',
      ]),
    ]);
  });

  it.each(['=HYPERLINK("https://bad.example")', '+1', '-1', '@SUM(A1)', '\t=1', '  =1', '\n+1'])(
    'makes no formula of a name like %s',
    async (name) => {
      await bench.restart(admins);
      await answered('U2', {}, { name });
      const [said] = await usage('csv', 1);
      expect(read(said!.files[0]!.data)[1]![4]).toBe(`'${name}`);
    },
  );

  it('is read as UTF-8 by spreadsheets, and its ids as text, to the last digit', async () => {
    await bench.restart(admins);
    await answered('1098765432109876543', {}, { name: 'Zoë 山田' });
    const [said] = await usage('csv', 1);
    const [, row] = read(said!.files[0]!.data);
    expect([...said!.files[0]!.data.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(row!.slice(3, 5)).toEqual(['test:1098765432109876543', 'Zoë 山田']);
  });

  it('names nobody who is forgotten', async () => {
    await bench.restart(admins);
    await answered('U2', {}, { name: 'Bo' });
    await bench.store.forgetPerson('test:U2');
    const [said] = await usage('csv', 1);
    expect(read(said!.files[0]!.data)[1]!.slice(3, 5)).toEqual(['', '']);
  });

  it('holds as many of the latest rows as a file may have, and says so', async () => {
    await bench.restart(admins);
    for (let day = 1; day <= 20; day++) await answered('U1', {}, { at: november(day) });
    bench.chat.fileBytes = 1000;
    const [said] = await usage('csv', 1);
    const rows = read(said!.files[0]!.data);
    expect(said?.text).toBe(
      `Every answer, and every question of a rule, as a table. These are the latest ${rows.length - 1} rows of more.`,
    );
    expect(rows.at(-1)![0]).toBe(november(20).toISOString());
    expect(said!.files[0]!.data.byteLength).toBeLessThanOrEqual(1000);
  });

  it('becomes figures where no files can be posted', async () => {
    await bench.restart(admins);
    bench.chat.fileBytes = 0;
    await answered('U1');
    expect(await usage('csv', 1)).toMatchObject([
      { files: [], text: expect.stringContaining('everybody’s') },
    ]);
  });
});
