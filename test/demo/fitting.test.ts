/** The forms that the demo model fills in: whatever schema it is given, the value fits. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitting } from '../../src/demo/index.ts';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

type Json = Record<string, unknown>;
const fits = (schema: Json, value: unknown): boolean => ajv.validate(schema, value);

it('strings are the question’s words, numbers those it names, and the rest the least there is', () => {
  const schema = {
    type: 'object',
    properties: {
      title: { type: 'string' },
      count: { type: 'integer', minimum: 1 },
      kind: { enum: ['invoice', 'letter'] },
      isPaid: { type: 'boolean' },
      note: { type: ['string', 'null'] },
      lines: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } } } },
    },
  };
  expect(fitting(schema, 'Order 3 lamps for 19.5')).toEqual({
    title: 'Order 3 lamps for 19.5',
    count: 3,
    kind: 'invoice',
    isPaid: false,
    note: 'Order 3 lamps for 19.5',
    lines: [{ price: 19.5 }],
  });
});

it.each<[string, Json]>([
  ['formats', { type: 'array', minItems: 1, items: { type: 'string', format: 'date-time' } }],
  ['lengths', { type: 'string', minLength: 40, maxLength: 41 }],
  ['limits', { type: 'number', exclusiveMinimum: 2, exclusiveMaximum: 2.5 }],
  ['steps', { type: 'integer', minimum: 7, multipleOf: 5 }],
  ['constants', { const: { a: 1 } }],
  ['choices', { anyOf: [{ type: 'integer', maximum: -3 }, { type: 'null' }] }],
  [
    'parts that all hold',
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { properties: { b: { type: 'integer' } }, required: ['b'] },
      ],
    },
  ],
  [
    'definitions that contain themselves',
    {
      $defs: {
        node: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
          },
          required: ['name', 'next'],
          additionalProperties: false,
        },
      },
      $ref: '#/$defs/node',
    },
  ],
  [
    'lists of themselves',
    {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      required: ['children'],
      additionalProperties: false,
    },
  ],
])('it knows %s', (_, schema) => {
  const value = fitting(schema, 'Look at 0:05 and tell me');
  expect(ajv.errorsText(fits(schema, value) ? null : ajv.errors)).toBe('No errors');
});

it('a value fits whatever schema is put together of such pieces', () => {
  const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom<Json>({ type: 'string' }, { type: 'boolean' }, { type: 'null' }, { enum: ['a', 2] }),
      fc
        .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(20))
        .map(([minimum, more]): Json => ({ type: 'integer', minimum, maximum: minimum + more })),
      fc
        .tuple(tie('schema'), fc.nat(3))
        .map(([items, minItems]): Json => ({ type: 'array', items, minItems })),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema')).map((properties): Json => ({
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      })),
    ),
  }));
  fc.assert(
    fc.property(schema, fc.string(), (one, question) => {
      expect(fits(one, fitting(one, question))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
