import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModel, type ModelEntry } from '../../src/model/index.ts';
import { readTags } from '../../src/model/think-tags.ts';
import { startOpenAi, type LoopbackOpenAi } from '../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question } from './ask.ts';

/** What an answer that comes in these pieces is taken for. */
function read(pieces: readonly string[]) {
  const reader = readTags();
  const events = [...pieces.flatMap((piece) => reader.take(piece)), ...reader.end()];
  const all = (wanted: 'text' | 'reasoning') =>
    events.map((event) => (event.type === wanted ? event.text : '')).join('');
  return { reasoning: all('reasoning'), text: all('text') };
}

describe('an answer that is written whole into the text', () => {
  it.each([
    ['<think>I count.</think>\n\nThree.', 'I count.', 'Three.'],
    ['<thinking>\nI count.\n</thinking>Three.', 'I count.\n', 'Three.'],
    ['\n<think>I count.</think> Three.', 'I count.', 'Three.'],
    ['<think></think>\n\nThree.', '', 'Three.'],
    ['<think>The tag </thinking> is not mine.</think>Three.', 'The tag </thinking> is not mine.', 'Three.'],
    ['<think>I never', 'I never', ''],
    ['<think>I never</thin', 'I never</thin', ''],
    ['Write `<think>` and `</think>`.', '', 'Write `<think>` and `</think>`.'],
    ['<b>Three</b>', '', '<b>Three</b>'],
    ['<thin', '', '<thin'],
    ['  Three.', '', '  Three.'],
    ['<think>One.</think><think>Two.</think>', 'One.', '<think>Two.</think>'],
    ['', '', ''],
  ])('%j', (answer, reasoning, text) => {
    expect(read([answer])).toEqual({ reasoning, text });
  });

  it('is taken for the same however it is cut into pieces', () => {
    const piece = fc.constantFrom(
      '<',
      'think',
      'ing',
      '>',
      '</',
      '<think>',
      '</think>',
      '\n',
      ' ',
      'a',
      '😀',
    );
    const answer = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(answer, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (whole, lengths) => {
        const pieces: string[] = [];
        for (let from = 0; from < whole.length;) {
          const length = lengths.next().value ?? 1;
          pieces.push(whole.slice(from, from + length));
          from += length;
        }
        expect(read(pieces)).toEqual(read([whole]));
      }),
      { numRuns: 1000 },
    );
  });

  it('that begins with a thought never shows it, and loses nothing of what follows', () => {
    const thought = fc.string().filter((text) => !text.includes('</think>') && text.trimStart() === text);
    const answer = fc.string().filter((text) => text.trimStart() === text);
    fc.assert(
      fc.property(thought, answer, fc.array(fc.nat(60), { maxLength: 8 }), (thinks, says, cuts) => {
        const whole = `<think>${thinks}</think>\n\n${says}`;
        const places = [0, ...cuts.filter((cut) => cut < whole.length), whole.length];
        const sorted = places.toSorted((one, other) => one - other);
        const pieces = sorted.slice(1).map((end, index) => whole.slice(sorted[index], end));
        expect(read(pieces)).toEqual({ reasoning: thinks, text: says });
      }),
      { numRuns: 500 },
    );
  });
});

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi({ models: ['local-model'] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const local = findModel('local-model');

describe.each(DIALECTS)('a server that writes thoughts into the text, over %s', (dialect) => {
  const ask = (model: ModelEntry = local) =>
    collect(clientOf(openai, dialect).stream(question('How many?', { model }), never));

  it('is understood: they are reasoning, and no part of the answer', async () => {
    openai.reply('<th', 'ink>I co', 'unt.</thi', 'nk>\n\nThr', 'ee.');
    const { reasoning, text, done } = await ask();
    expect(reasoning).toBe('I count.');
    expect(text).toBe('Three.');
    expect(done?.reason).toBe('complete');
  });

  it('may be cut in the middle of a thought: then there is no answer', async () => {
    openai.reply('<think>I count and cou', { end: 'length' });
    const { reasoning, text, done } = await ask();
    expect(reasoning).toBe('I count and cou');
    expect(text).toBe('');
    expect(done?.reason).toBe('length');
  });

  it('an answer that only speaks of the tag stays as it is', async () => {
    openai.reply('Begin with ', '<think>', ' and end with ', '</think>.');
    expect((await ask()).text).toBe('Begin with <think> and end with </think>.');
  });

  it('a model whose thoughts have fields of their own may begin with the tag', async () => {
    openai.reply('<think>', ' is a tag.');
    expect((await ask({ ...local, wire: { ...local.wire, thoughts: 'fields' } })).text).toBe(
      '<think> is a tag.',
    );
  });
});

it('what was thought between tags goes not into the next request either', async () => {
  const tool = {
    name: 'look_at',
    description: 'Look.',
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
  };
  const asked = question('Look', { model: local, tools: [tool] });
  const client = clientOf(openai, 'chat');
  openai.reply('<think>Where is it?</think>Let me look.', {
    call: { id: 'call_1', name: 'look_at', arguments: '{}' },
  });
  const { done } = await collect(client.stream(asked, never));
  const turns = [
    ...asked.turns,
    { role: 'said', replay: done?.replay },
    { role: 'results', results: [{ callId: 'call_1', parts: [{ type: 'text', text: 'There.' }] }] },
  ] as const;
  await collect(client.stream({ ...asked, turns }, never));
  expect(openai.requests[1]?.body).toHaveProperty('messages.2.content', 'Let me look.');
});
