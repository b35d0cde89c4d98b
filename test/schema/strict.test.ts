import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonSchema, shapeOf } from '../../src/schema/index.ts';
import { compile } from '../../src/schema/compile.ts';
import { unpack } from '../../src/schema/unpack.ts';

const closed = (properties: Readonly<Record<string, unknown>>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

describe('what is asked of a model for a schema', () => {
  it('requires every property and lets those be null that could be left out', () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' }, note: { type: ['string', 'null'] } },
      required: ['name'],
    };
    expect(shapeOf(schema)).toEqual({
      strict: true,
      isWrapped: false,
      schema: closed({
        name: { type: 'string' },
        age: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
        note: { type: ['string', 'null'] },
      }),
    });
  });

  it.each([
    ['a list', { type: 'array', items: { type: 'string' } }],
    ['a number', { type: 'number' }],
    ['one of several', { anyOf: [closed({ a: { type: 'string' } }), { type: 'null' }] }],
    ['a reference', { $ref: '#/$defs/a', $defs: { a: closed({ a: { type: 'string' } }) } }],
  ])('wraps %s, for an answer must be an object', (_what, schema) => {
    const { schema: asked, isWrapped, strict } = shapeOf(schema);
    expect([isWrapped, strict]).toEqual([true, true]);
    expect(asked).toMatchObject({ type: 'object', required: ['data'], additionalProperties: false });
    expect('anyOf' in asked || '$ref' in asked).toBe(false);
  });

  it('keeps references true', () => {
    const tree = {
      type: 'array',
      items: closed({
        name: { type: 'string' },
        children: { $ref: '#' },
        tag: { $ref: '#/definitions/tag' },
      }),
      definitions: { tag: { type: 'string' } },
    };
    expect(shapeOf(tree).schema).toEqual({
      ...closed({
        data: {
          type: 'array',
          items: closed({
            name: { type: 'string' },
            children: { $ref: '#/properties/data' },
            tag: { $ref: '#/$defs/tag' },
          }),
        },
      }),
      $defs: { tag: { type: 'string' } },
    });
  });

  it('says nothing that a strict schema must not say', () => {
    const schema = closed({
      a: { type: 'string', minLength: 3, format: 'uri', default: 'x', pattern: '^(?=a)', examples: ['abc'] },
      b: { type: 'array', items: { type: 'string', format: 'date' }, uniqueItems: true, minItems: 1 },
      c: { const: 3 },
    });
    expect(shapeOf(schema).schema).toEqual(
      closed({
        a: { type: 'string' },
        b: { type: 'array', items: { type: 'string', format: 'date' }, minItems: 1 },
        c: { type: 'number', enum: [3] },
      }),
    );
  });

  it.each([
    ['an object of any properties', { type: 'object', additionalProperties: { type: 'number' } }],
    ['an object of unknown properties', { type: 'object' }],
    ['anything', closed({ a: {} })],
    ['all of several', closed({ a: { allOf: [closed({ b: { type: 'string' } })] } })],
    ['a reference to elsewhere', closed({ a: { $ref: 'https://schemas.example/a.json' } })],
    [
      'eleven levels',
      Array.from({ length: 11 }).reduce<JsonSchema>((inner) => closed({ a: inner }), { type: 'string' }),
    ],
    [
      'one of several that cannot be told apart without what may be left out',
      closed({
        a: {
          anyOf: [
            { type: 'object', properties: { b: { type: 'string' } } },
            closed({ c: { type: 'string' } }),
          ],
        },
      }),
    ],
    [
      'a schema within a schema, whose references are its own',
      {
        ...closed({
          a: { $id: 'a', ...closed({ b: { $ref: '#/$defs/b' } }), $defs: { b: { type: 'null' } } },
        }),
        $defs: { b: { type: 'string' } },
      },
    ],
    [
      'a reference with something to hold beside it',
      {
        ...closed({ a: { $ref: '#/$defs/a', properties: { c: { type: 'string' } }, required: ['c'] } }),
        $defs: { a: closed({ b: { type: 'string' } }) },
      },
    ],
  ])('is not strict for %s', (_what, schema) => {
    expect(shapeOf(schema).strict).toBe(false);
  });

  it('is strict for a reference that is described where it stands', () => {
    const a = { $ref: '#/$defs/a', title: 'A', description: 'The first', default: {}, deprecated: true };
    const schema = { ...closed({ a }), $defs: { a: closed({ b: { type: 'string' } }) } };
    expect(shapeOf(schema)).toMatchObject({
      strict: true,
      schema: { properties: { a: { $ref: '#/$defs/a' } } },
    });
  });

  it.each([
    { type: ['string', 'null'], enum: ['a', 'b'] },
    { type: ['string', 'null'], const: 'a' },
    { type: 'string', enum: ['a', null] },
    { type: 'string', nullable: true, enum: ['a'] },
    { anyOf: [{ type: ['string', 'null'], enum: ['a'] }] },
  ])('lets a model leave out what could be null by its type but not by its values: %j', (schema) => {
    const whole: JsonSchema = { type: 'object', properties: { a: schema } };
    const shape = shapeOf(whole);
    expect(compile(shape.schema)({ a: null })).toEqual([]);
    expect(compile(whole)({ a: null })).not.toEqual([]);
    expect(unpack({ a: null }, whole, shape)).toEqual({});
  });

  it('is known at once, however often a schema refers on to the same', () => {
    const links = (end: JsonSchema): JsonSchema => {
      const next = (index: number) => ({ $ref: `#/$defs/d${index + 1}` });
      const link = (_: unknown, index: number) =>
        [`d${index}`, { anyOf: [next(index), next(index), next(index)] }] as const;
      return {
        type: 'object',
        properties: { x: { $ref: '#/$defs/d0' } },
        $defs: { ...Object.fromEntries(Array.from({ length: 200 }, link)), d200: end },
      };
    };
    const begun = performance.now();
    const x = { $ref: '#/$defs/d0' };
    const ends: readonly (readonly [JsonSchema, unknown])[] = [
      [{ type: 'string' }, { anyOf: [x, { type: 'null' }] }],
      [{ type: ['string', 'null'] }, x],
      [{ $ref: '#/$defs/d0' }, { anyOf: [x, { type: 'null' }] }],
      [closed({ a: { type: 'string' } }), { anyOf: [x, { type: 'null' }] }],
    ];
    for (const [end, property] of ends) {
      const schema = links(end);
      const shape = shapeOf(schema);
      expect(shape).toMatchObject({ strict: true, schema: { properties: { x: property } } });
      expect(unpack({ x: null }, schema, shape)).toEqual(property === x ? { x: null } : {});
    }
    const open = links({ type: 'object', properties: { a: { type: 'string' } } });
    expect(shapeOf(open).strict, 'which branch it was could not be told').toBe(false);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('is known at once for the busiest schema that can be typed', () => {
    const fields = Array.from({ length: 200 }, (_, index) => [`p${index}`, { $ref: '#/$defs/d0' }]);
    const branches = Array.from({ length: 150 }, () => ({ $ref: '#/$defs/o' }));
    const $defs = {
      ...Object.fromEntries(
        Array.from({ length: 150 }, (_, index) => [
          `d${index}`,
          { anyOf: [{ $ref: `#/$defs/d${index + 1}` }] },
        ]),
      ),
      d150: { type: 'null' },
      o: { type: 'object', properties: Object.fromEntries(fields) },
    };
    const schema = { type: 'object', properties: { x: { anyOf: branches } }, required: ['x'], $defs };
    expect(JSON.stringify(schema).length).toBeLessThan(20_000);
    const begun = performance.now();
    expect(shapeOf(schema).strict).toBe(true);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

/** A schema and a value that fits it. */
interface Pair {
  readonly schema: JsonSchema;
  readonly value: unknown;
}

const word = fc.constantFrom('a', 'b', 'c', 'total', 'name');
const leaf: fc.Arbitrary<Pair> = fc.oneof(
  fc.string().map((value) => ({ schema: { type: 'string' }, value })),
  fc.integer().map((value) => ({ schema: { type: 'integer' }, value })),
  fc.boolean().map((value) => ({ schema: { type: 'boolean' }, value })),
  fc.constant({ schema: { type: 'null' }, value: null }),
  fc.constantFrom(null, 'x').map((value) => ({ schema: { type: ['string', 'null'] }, value })),
  fc.constantFrom(1, 'two').map((value) => ({ schema: { enum: [1, 'two'] }, value })),
);
const pair = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc
      .uniqueArray(
        fc.record({ name: word, one: tie('pair'), isRequired: fc.boolean(), isThere: fc.boolean() }),
        { selector: ({ name }) => name, minLength: 1 },
      )
      .map((fields): Pair => ({
        schema: {
          type: 'object',
          properties: Object.fromEntries(fields.map(({ name, one }) => [name, one.schema])),
          required: fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
        },
        value: Object.fromEntries(
          fields
            .filter(({ isRequired, isThere }) => isRequired || isThere)
            .map(({ name, one }) => [name, one.value]),
        ),
      })),
    fc.record({ one: tie('pair'), times: fc.nat(3) }).map(({ one, times }): Pair => ({
      schema: { type: 'array', items: one.schema },
      value: Array.from({ length: times }, () => one.value),
    })),
    tie('pair').map((one): Pair => ({ schema: { anyOf: [one.schema, { type: 'null' }] }, value: one.value })),
  ),
})).pair;

/** The value as a model would have to write it for a strict schema: what is left out is null. */
function filled(value: unknown, schema: JsonSchema): unknown {
  const { anyOf, properties, items } = schema;
  if (Array.isArray(anyOf)) {
    const one = (anyOf as JsonSchema[]).find((branch) => branch['type'] !== 'null');
    return one && value !== null ? filled(value, one) : value;
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, items as JsonSchema));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(properties as Record<string, JsonSchema>).map(([name, one]) => [
      name,
      name in value ? filled((value as Record<string, unknown>)[name], one) : null,
    ]),
  );
}

/** Where null is a value as good as none, it may stay: nobody could tell what was meant. */
const withoutNulls = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(withoutNulls)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).flatMap(([name, one]) => (one === null ? [] : [[name, withoutNulls(one)]])),
        )
      : value;

describe('an answer to a strict schema', () => {
  it('fits what was asked, and is what was wanted once it is unpacked', () => {
    fc.assert(
      fc.property(pair, ({ schema, value }) => {
        const shape = shapeOf(schema);
        fc.pre(shape.strict);
        const inner = filled(value, schema);
        const answer = shape.isWrapped ? { data: inner } : inner;
        expect(compile(shape.schema)(answer)).toEqual([]);
        const found = unpack(answer, schema, shape);
        expect(compile(schema)(found)).toEqual([]);
        expect(withoutNulls(found)).toEqual(withoutNulls(value));
      }),
      { numRuns: 50 },
    );
  });
});
