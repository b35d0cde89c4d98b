/** What was wanted, out of an answer of the shape that was asked for. */
import {
  branchesOf,
  isSchema,
  type JsonSchema,
  nullsIn,
  propertiesOf,
  requires,
  targetOf,
} from './json-schema.ts';
import { type AnswerShape, WRAPPED } from './strict.ts';

/** The value without its wrapping, and without the `null` that stands for what a strict answer could not leave out. */
export function unpack(
  answer: unknown,
  schema: JsonSchema,
  { strict, isWrapped }: Pick<AnswerShape, 'strict' | 'isWrapped'>,
): unknown {
  // A server that does not hold a model to the shape may give the value as it is.
  const isBare = !isWrapped || !isSchema(answer) || !Object.hasOwn(answer, WRAPPED);
  const value = isBare ? answer : answer[WRAPPED];
  return strict ? withoutFillers(value, schema, { root: schema, acceptsNull: nullsIn(schema) }) : value;
}

interface Whole {
  readonly root: JsonSchema;
  readonly acceptsNull: (schema: JsonSchema) => boolean;
}

function withoutFillers(value: unknown, schema: JsonSchema, whole: Whole): unknown {
  const target = targetOf(schema['$ref'], whole.root);
  if (target) return target === schema ? value : withoutFillers(value, target, whole);
  const branches = branchesOf(schema);
  // Of several, none has anything that can be left out: see `shapeOf`.
  if (branches) return branches.length === 1 ? withoutFillers(value, branches[0]!, whole) : value;
  if (Array.isArray(value)) {
    const { items } = schema;
    return isSchema(items) ? value.map((item) => withoutFillers(item, items, whole)) : value;
  }
  if (!isSchema(value) || JSON.isRawJSON(value)) return value;
  const known = new Map(propertiesOf(schema));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const one = known.get(name);
      if (!one) return [[name, inner]];
      const isFiller = inner === null && !requires(schema, name) && !whole.acceptsNull(one);
      return isFiller ? [] : [[name, withoutFillers(inner, one, whole)]];
    }),
  );
}
