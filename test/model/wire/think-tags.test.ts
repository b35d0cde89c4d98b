import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModel, type ModelEntry } from '../../../src/model/index.ts';
import { readTags } from '../../../src/model/wire/think-tags.ts';
import { startOpenAi, type LoopbackOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question } from '../ask.ts';

/** What an answer that comes in these pieces is taken for. */
function read(pieces: readonly string[], expected?: 'whole' | 'begun', isWhole = true) {
  const reader = readTags(expected);
  const events = [...pieces.flatMap((piece) => reader.take(piece)), ...reader.end(isWhole)];
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
    // Models close with another name than they opened with.
    ['<think>I count.</thinking>Three.', 'I count.', 'Three.'],
    ['<thought>I count.</think>Three.', 'I count.', 'Three.'],
    ['<THINK>I count.</Think>Three.', 'I count.', 'Three.'],
    ['<think>İ count.</think>Three.', 'İ count.', 'Three.'],
    ['<think>I never', 'I never', ''],
    ['<think>I never</thin', 'I never</thin', ''],
    ['Write `<think>` and `</think>`.', '', 'Write `<think>` and `</think>`.'],
    ['<b>Three</b>', '', '<b>Three</b>'],
    ['<thin', '', '<thin'],
    ['  Three.', '', '  Three.'],
    ['<think>One.</think>\n<think>Two.</think>\nThree.', 'One.\n\nTwo.', 'Three.'],
    ['<think>One.</think>Two.<think>Three.</think>', 'One.', 'Two.<think>Three.</think>'],
    ['</think>\n\nThree.', '', 'Three.'],
    ['<think>One.</thinking></think>Three.', 'One.', 'Three.'],
    ['Three.</think>', '', 'Three.</think>'],
    ['', '', ''],
  ])('%j', (answer, reasoning, text) => {
    expect(read([answer])).toEqual({ reasoning, text });
  });

  it.each(['whole', 'begun'] as const)(
    'is taken for the same however it is cut into pieces, its thoughts %s',
    (expected) => {
      const piece = fc.constantFrom(
        '<',
        'think',
        'ing',
        'thought',
        'THINK',
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
          expect(read(pieces, expected)).toEqual(read([whole], expected));
        }),
        { numRuns: 1000 },
      );
    },
  );

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

describe('an answer whose thought was opened in the prompt', () => {
  it.each([
    ['Okay, the user says hi.\n</think>\n\nHello!', 'Okay, the user says hi.\n', 'Hello!'],
    ['\nOkay.</thinking>Hello!', 'Okay.', 'Hello!'],
    // Where the server writes the tag after all, or there was nothing to think.
    ['<think>Okay.</think>Hello!', 'Okay.', 'Hello!'],
    ['</think>Hello!', '', 'Hello!'],
    ['Okay.</think><think>Well.</think>Hello </think>!', 'Okay.\n\nWell.', 'Hello </think>!'],
  ])('%j', (answer, reasoning, text) => {
    expect(read([answer], 'begun')).toEqual({ reasoning, text });
  });

  it('was the answer where it never ended although the model was done, and a thought where it was cut', () => {
    expect(read(['Hello ', 'you!'], 'begun').text).toBe('Hello you!');
    expect(read(['Hello ', 'you!'], 'begun', false)).toEqual({ reasoning: 'Hello you!', text: '' });
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

  it('may leave the opening tag in the prompt', async () => {
    const model: ModelEntry = { ...local, wire: { thoughts: 'begins in thought' } };
    openai.reply('I co', 'unt.</thi', 'nk>\n\nThr', 'ee.');
    expect(await ask(model)).toMatchObject({ reasoning: 'I count.', text: 'Three.' });
    openai.reply({ reasoning: 'I count.' }, 'Three.');
    expect((await ask(model)).text).toBe('Three.');
    openai.reply('I count and cou', { end: 'length' });
    expect(await ask(model)).toMatchObject({ reasoning: 'I count and cou', text: '' });
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
