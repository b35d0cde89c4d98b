import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { checkJson, type JsonSchema, readSchema, schemaFault } from '../../src/schema/index.ts';

const never = new AbortController().signal;
const check = (schema: JsonSchema, text: string, signal = never) =>
  checkJson({ schema, written: { text, strict: false, isWrapped: false } }, signal);

const INVOICE: JsonSchema = {
  type: 'object',
  properties: {
    number: { type: 'string', pattern: '^R-\\d+$' },
    date: { type: 'string', format: 'date' },
    total: { type: 'number', minimum: 0 },
    currency: { enum: ['EUR', 'USD'] },
  },
  required: ['number', 'total'],
  additionalProperties: false,
};

describe('what a model wrote', () => {
  it('that fits the schema comes back as JSON that people can read', async () => {
    expect(await check(INVOICE, '{"number":"R-7","total":12.5}')).toEqual({
      kind: 'valid',
      json: '{\n  "number": "R-7",\n  "total": 12.5\n}',
    });
  });

  it.each(['```json\n{"number":"R-7","total":1}\n```', '\n```\n{"number":"R-7","total":1}\n```  \n'])(
    'may stand in a fence: %j',
    async (text) => {
      expect(await check(INVOICE, text)).toMatchObject({ kind: 'valid' });
    },
  );

  it('that does not fit comes back with every fault and its place', async () => {
    const wrong = '{"number":"7","total":-1,"date":"yesterday","currency":"DM","note":"paid"}';
    expect(await check(INVOICE, wrong)).toEqual({
      kind: 'invalid',
      faults: [
        'the whole: must NOT have additional properties ("note")',
        '/number: must match pattern "^R-\\d+$"',
        '/date: must match format "date"',
        '/total: must be >= 0',
        '/currency: must be equal to one of the allowed values (["EUR","USD"])',
      ],
    });
  });

  it.each(['Here you are: {"number":"R-7","total":1}', '{"number":"R-7","total":', ''])(
    'that is no JSON is a fault: %j',
    async (text) => {
      expect(await check(INVOICE, text)).toEqual({
        kind: 'invalid',
        faults: [expect.stringContaining('it is not valid JSON')],
      });
    },
  );

  it('that is longer than any model writes is not looked at, for it could fill the memory', async () => {
    const text = `[${'{"a":[1.0,2,3]},'.repeat(400_000)}{}]`;
    expect(await check({}, text)).toEqual({
      kind: 'unusable',
      fault: 'it is longer than the 1000000 characters that can be checked',
    });
  });

  it('that is wrong in a thousand places names a few of them', async () => {
    const answer = await check({ items: { type: 'number' } }, JSON.stringify(Array(1_000).fill('x')));
    expect(answer.kind === 'invalid' && answer.faults).toHaveLength(10);
  });

  it.each([
    ['draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'number' }] }],
    ['2019-09', { $schema: 'https://json-schema.org/draft/2019-09/schema', items: [{ type: 'number' }] }],
    [
      '2020-12',
      { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'number' }] },
    ],
    ['no draft', { prefixItems: [{ type: 'number' }] }],
  ])('is checked by the draft its schema names: %s', async (_draft, schema) => {
    expect(await check(schema, '[1]')).toMatchObject({ kind: 'valid' });
    expect(await check(schema, '["one"]')).toMatchObject({ kind: 'invalid' });
  });
});

describe('numbers and names', () => {
  it.each(['12345678901234567890', '0.1234567890123456789', '12.50', '-0', '1E+30'])(
    'are handed on digit for digit: %s',
    async (digits) => {
      expect(await check({ type: 'array' }, `[${digits}]`)).toEqual({
        kind: 'valid',
        json: `[\n  ${digits}\n]`,
      });
    },
  );

  it('are so inside a wrapping, too, and where fillers are taken out', async () => {
    const schema = { type: 'object', properties: { id: { type: 'integer' }, note: { type: 'string' } } };
    const text = '{"data":{"id":9007199254740993,"note":null}}';
    expect(
      await checkJson({ schema, written: { text, strict: true, isWrapped: true } }, never),
    ).toMatchObject({ kind: 'valid', json: '{\n  "id": 9007199254740993\n}' });
  });

  it.each(['9007199254740993.5', '1.00000000000000000001', '1e-400', '1e400', '-1e400'])(
    'whose digits are too many to be checked are a fault: %s',
    async (digits) => {
      expect(await check({}, `{"a":[${digits}]}`)).toEqual({
        kind: 'invalid',
        faults: [`the number ${digits} has more digits than can be checked`],
      });
    },
  );

  it.each([
    ['{"total":1,"lines":[],"total":2}', 'total'],
    ['{"lines":[{"a":1,"b":{"a":1}},{"a":2,"\\u0061":3}]}', 'a'],
    ['{"a:{\\"":1,"a:{\\"":1}', 'a:{"'],
  ])('given twice are a fault, for nobody knows which is meant: %s', async (text, name) => {
    expect(await check({}, text)).toEqual({
      kind: 'invalid',
      faults: [`the property ${JSON.stringify(name)} is given twice in one object`],
    });
  });

  it('may return in another object, and in what strings say', async () => {
    const text = '[{"a":{"a":"\\"a\\":1,"},"b":"a"},{"a":["a","a"]}]';
    expect(await check({}, text)).toMatchObject({ kind: 'valid' });
  });
});

describe('many checks at once', () => {
  it('run two at a time, so that a flood fills neither the cores nor the memory', async () => {
    let running = 0;
    let most = 0;
    const count = (worker: Worker) => {
      most = Math.max(most, (running += 1));
      worker.once('exit', () => (running -= 1));
    };
    process.on('worker', count);
    const all = await Promise.all(
      Array.from({ length: 6 }, () => check(INVOICE, '{"number":"R-7","total":1}')),
    );
    process.off('worker', count);
    expect(all.map(({ kind }) => kind)).toEqual(Array(6).fill('valid'));
    expect(most).toBe(2);
  });

  it('are left at once when nobody waits for them any more, also before their turn has come', async () => {
    const slow = new AbortController();
    const endless = () => check({ pattern: '^(a+)+$' }, `"${'a'.repeat(60)}b"`, slow.signal);
    const running = Promise.allSettled([endless(), endless()]);
    const stop = new AbortController();
    const waiting = check(INVOICE, '{}', stop.signal);
    stop.abort(new Error('stopped'));
    const first = await Promise.race([waiting.catch((error: unknown) => error), running]);
    slow.abort(new Error('over'));
    expect(first).toEqual(new Error('stopped'));
    await running;
  });
});

describe('a schema of a stranger', () => {
  it.each<JsonSchema>([
    { $async: true, type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
    { $async: true },
    { $async: 1, type: 'string' },
    { type: 'object', properties: { a: { $async: true, type: 'number' } } },
    { $defs: { a: { $async: true, type: 'number' } }, items: { $ref: '#/$defs/a' } },
    { anyOf: [{ type: 'string' }, { $async: true, type: 'number' }] },
    { $schema: 'http://json-schema.org/draft-07/schema#', $async: true, type: 'number' },
  ])('that would be checked later, with nobody waiting, is refused: %j', async (schema) => {
    const fault = '“$async” has no meaning here: please leave it out';
    expect(await check(schema, '"x"')).toEqual({ kind: 'unusable', fault });
    expect(await checkJson({ schema }, never), 'before a model is asked').toEqual({
      kind: 'unusable',
      fault,
    });
    expect(schemaFault(schema), 'in the settings').toBe(fault);
  });

  it('cannot hold up the bot with a pattern that never ends', async () => {
    let beats = 0;
    const heart = setInterval(() => (beats += 1), 100);
    const answer = await check({ type: 'string', pattern: '^(a+)+$' }, `"${'a'.repeat(60)}b"`);
    clearInterval(heart);
    expect(answer).toEqual({ kind: 'unusable', fault: 'checking against it takes too long' });
    expect(beats, 'meanwhile everybody else is served').toBeGreaterThan(10);
  });

  it.each([
    ['that refers to itself without end', { $ref: '#' }, 'call stack'],
    ['that refers to another machine', { $ref: 'https://schemas.example/invoice.json' }, "can't resolve"],
    ['with a pattern that is none', { pattern: '(' }, 'Unterminated group'],
    ['with a type that is none', { type: 'sting' }, 'schema is invalid'],
  ])('%s is told to be unusable', async (_what, schema, fault) => {
    expect(await check(schema, '{}')).toEqual({ kind: 'unusable', fault: expect.stringContaining(fault) });
  });

  it('with a million branches is given up', async () => {
    const wide = { anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }] };
    const $defs = Object.fromEntries(
      Array.from({ length: 30 }, (_, depth) => [
        `d${depth}`,
        { allOf: [{ $ref: `#/$defs/d${depth + 1}` }, { $ref: `#/$defs/d${depth + 1}` }] },
      ]),
    );
    const answer = await check({ ...wide, $defs: { ...$defs, a: { $ref: '#/$defs/d0' }, d30: {} } }, '{}');
    expect(answer).toMatchObject({ kind: 'unusable' });
  });

  /** In a thread this ends it, so that no answer comes. */
  const code = '"]); process.exit(7); //';
  it.each<[JsonSchema, string]>([
    [{ properties: { [code]: { type: 'number' } }, required: [code] }, 'invalid'],
    [{ enum: [code, { [code]: code }] }, 'invalid'],
    [{ const: code, description: code, $comment: code, title: code }, 'invalid'],
    [{ $defs: { [code]: { type: 'string' } }, $ref: `#/$defs/${encodeURIComponent(code)}` }, 'invalid'],
    [{ properties: { a: { pattern: '"\\]\\); process.exit(7); //' } } }, 'valid'],
    [{ format: code }, 'valid'],
    [{ [code]: code }, 'valid'],
  ])('runs no code out of %j', async (schema, kind) => {
    expect(await check(schema, '{"a":1}')).toMatchObject({ kind });
  });

  it('is left when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const checked = check({ type: 'string', pattern: '^(a+)+$' }, `"${'a'.repeat(60)}b"`, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(checked).rejects.toThrow('stopped');
  });
});

describe('a schema that is typed or kept in the settings', () => {
  it.each([
    ['{"type":"object",}', /not valid JSON: .*position 17/],
    ['[1]', /is an object/],
    [`{"a":"${'x'.repeat(20_000)}"}`, /at most 20000/],
    ['{"a":'.repeat(60) + '1' + '}'.repeat(60), /deeper than 40/],
    ['{“type”: “object”}', /curly quotes \(“ ”\), and JSON takes straight ones \("\)/],
    ['{"type": „string“}', /curly quotes/],
    ['{"const": 9007199254740993}', /the number 9007199254740993 has more digits than can be kept/],
    ['{"type":"string","type":"number"}', /the property "type" is given twice/],
  ])('is refused with the reason: %.30s', (text, fault) => {
    expect(readSchema(text)).toEqual({ fault: expect.stringMatching(fault) });
  });

  it('may speak of curly quotes, and of large numbers that can be kept', () => {
    const schema = { title: 'What is “said”', maximum: 1e21, minimum: -0.5, multipleOf: 100 };
    const text =
      '{"title":"What is “said”","maximum":1000000000000000000000,"minimum":-5.0e-1,"multipleOf":1E2}';
    expect(readSchema(text)).toEqual({ schema });
  });

  it('is told to be unusable at the start', () => {
    expect(schemaFault({ type: 'object', properties: { a: { type: 'sting' } } })).toContain('must be equal');
    expect(schemaFault('invoice')).toContain('is an object');
    expect(schemaFault(INVOICE)).toBeUndefined();
  });
});
