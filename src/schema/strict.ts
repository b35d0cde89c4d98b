/**
 * A JSON Schema as OpenAI takes it for Structured Outputs. A strict one names each property, requires it and allows no others;
 * what it cannot say is left out of it, and found when the answer is checked against the schema itself.
 */
import {
  branchesOf,
  isSchema,
  type JsonSchema,
  leadingTo,
  nullsIn,
  propertiesOf,
  requires,
  targetOf,
} from './json-schema.ts';
import { STRICT } from './limits.ts';

/** What is asked for, and how to find in it what was wanted. */
export interface AnswerShape {
  readonly schema: JsonSchema;
  readonly strict: boolean;
  /** The value is the only property of an object, for an answer must be an object. */
  readonly isWrapped: boolean;
}

/** What a wrapped value is called. */
export const WRAPPED = 'data';

const NOT_STRICT = new Error('the schema cannot be strict');

/** Kept as they are: what a strict schema may say of a value (OpenAI's guide, and the client's own list of what it refuses). */
const KEPT = [
  'type',
  'description',
  'enum',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
] as const;
const FORMATS: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
]);
/** Left out, a value could become something else; all other keywords only narrow what is allowed. */
const NEEDED = ['allOf', 'patternProperties', 'prefixItems', '$dynamicRef', '$recursiveRef'] as const;
/** May stand beside a reference, for a value is held to none of it; anything else there is a shape of its own. */
const BESIDE_REFERENCE: ReadonlySet<string> = new Set([
  '$ref',
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);
/** Patterns that not every engine knows: groups with a question mark, back references, word boundaries, classes. */
const PECULIAR = /\(\?|\\[1-9bBpPk]/;

/** @example shapeOf({ type: 'array', items: { type: 'string' } }).isWrapped // true */
export function shapeOf(schema: JsonSchema): AnswerShape {
  const isWrapped = schema['type'] !== 'object' || branchesOf(schema) !== undefined || '$ref' in schema;
  try {
    return { schema: wrapped(strictOf(schema), isWrapped), strict: true, isWrapped };
  } catch (error) {
    if (error !== NOT_STRICT) throw error;
    const { $schema: _, $id: __, ...rest } = schema;
    return { schema: wrapped(rest, isWrapped), strict: false, isWrapped };
  }
}

function wrapped(schema: JsonSchema, isWrapped: boolean): JsonSchema {
  if (!isWrapped) return schema;
  const { $defs, definitions, ...value } = schema;
  return {
    type: 'object',
    properties: { [WRAPPED]: moved(value) },
    required: [WRAPPED],
    additionalProperties: false,
    ...($defs !== undefined && { $defs: moved($defs) }),
    ...(definitions !== undefined && { definitions: moved(definitions) }),
  };
}

/** References to what is one level further down now. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isHere =
        key === '$ref' && typeof inner === 'string' && /^#(?!\/(?:\$defs|definitions)\/)/.test(inner);
      return [key, isHere ? `#/properties/${WRAPPED}${inner.slice(1)}` : moved(inner)];
    }),
  );
}

/** @throws `NOT_STRICT` */
function strictOf(root: JsonSchema): JsonSchema {
  let properties = 0;
  let enumValues = 0;
  const acceptsNull = nullsIn(root);
  const hasOptional = optionalsIn(root, acceptsNull);

  function convert(schema: JsonSchema, levels: number): JsonSchema {
    if (levels > STRICT.levels || NEEDED.some((keyword) => keyword in schema)) throw NOT_STRICT;
    // What is referred to from within is to be found in it, not in the whole.
    if ('$id' in schema && schema !== root) throw NOT_STRICT;
    const { description, type, $ref } = schema;
    const said = description === undefined ? {} : { description };
    if ($ref !== undefined) {
      const isAlone = Object.keys(schema).every((keyword) => BESIDE_REFERENCE.has(keyword));
      if (!isAlone || !targetOf($ref, root)) throw NOT_STRICT;
      return { $ref: String($ref).replace(/^#\/definitions\//, '#/$defs/') };
    }
    const branches = branchesOf(schema);
    if (branches) {
      if (type !== undefined || 'properties' in schema || ('anyOf' in schema && 'oneOf' in schema))
        throw NOT_STRICT;
      // Which of them an answer is could not be told any more.
      if (branches.length > 1 && branches.some(hasOptional)) throw NOT_STRICT;
      const all = (schema['anyOf'] ?? schema['oneOf']) as readonly unknown[];
      return { ...said, anyOf: all.map((one) => convert(schemaIn(one), levels)) };
    }
    if ('const' in schema) return convert({ ...said, enum: [schema['const']] }, levels);
    const values = schema['enum'];
    if (Array.isArray(values) && (enumValues += values.length) > STRICT.enumValues) throw NOT_STRICT;
    const types = typesOf(schema);
    if (types.length === 0) throw NOT_STRICT;
    return {
      ...Object.fromEntries(KEPT.flatMap((key) => (key in schema ? [[key, schema[key]]] : []))),
      type: types.length === 1 ? types[0] : types,
      ...(FORMATS.has(schema['format']) && { format: schema['format'] }),
      ...(typeof schema['pattern'] === 'string' &&
        !PECULIAR.test(schema['pattern']) && { pattern: schema['pattern'] }),
      ...(types.includes('object') && objectOf(schema, levels)),
      ...(types.includes('array') && { items: convert(schemaIn(schema['items']), levels + 1) }),
    };
  }

  function objectOf(schema: JsonSchema, levels: number): JsonSchema {
    const { properties: named, additionalProperties: others, required = [] } = schema;
    const known = propertiesOf(schema);
    properties += known.length;
    const isOpen = others !== undefined && others !== false;
    const isWhole = isSchema(named) && known.length === Object.keys(named).length && known.length > 0;
    if (isOpen || !isWhole || properties > STRICT.properties) throw NOT_STRICT;
    if (!(required as readonly string[]).every((name) => Object.hasOwn(named, name))) throw NOT_STRICT;
    return {
      properties: Object.fromEntries(
        known.map(([name, one]) => {
          const converted = convert(one, levels + 1);
          const isFilled = !requires(schema, name) && !acceptsNull(one);
          return [name, isFilled ? { anyOf: [converted, { type: 'null' }] } : converted];
        }),
      ),
      required: known.map(([name]) => name),
      additionalProperties: false,
    };
  }

  const shared = { ...(root['definitions'] as object), ...(root['$defs'] as object) };
  const converted = convert(root, 1);
  const defs = Object.entries(shared).map(([name, one]) => [name, convert(schemaIn(one), 1)]);
  return { ...converted, ...(defs.length > 0 && { $defs: Object.fromEntries(defs) }) };
}

const schemaIn = (value: unknown): JsonSchema => {
  if (isSchema(value)) return value;
  throw NOT_STRICT;
};

/** The types of a value: those it names, else those of the values it may have. */
function typesOf({ type, enum: values, nullable }: JsonSchema): readonly string[] {
  const named = Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : undefined;
  if (named) return nullable === true && !named.includes('null') ? [...named, 'null'] : named;
  if (!Array.isArray(values)) return [];
  return [
    ...new Set(
      values.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)),
    ),
  ];
}

/** Tells whether a schema has a property, however deep, that may be left out and cannot be `null`. */
const optionalsIn = (
  root: JsonSchema,
  acceptsNull: (schema: JsonSchema) => boolean,
): ((schema: JsonSchema) => boolean) =>
  leadingTo(
    (one) => propertiesOf(one).some(([name, inner]) => !requires(one, name) && !acceptsNull(inner)),
    (one) => [
      ...[targetOf(one['$ref'], root), one['items']].filter(isSchema),
      ...(branchesOf(one) ?? []),
      ...propertiesOf(one).map(([, inner]) => inner),
    ],
  );
