/** What was wanted, out of an answer of the shape that was asked for. */
import {
  acceptsNull,
  branchesOf,
  isSchema,
  type JsonSchema,
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
  return strict ? withoutFillers(value, schema, schema) : value;
}

function withoutFillers(value: unknown, schema: JsonSchema, root: JsonSchema): unknown {
  const target = targetOf(schema['$ref'], root);
  if (target) return target === schema ? value : withoutFillers(value, target, root);
  const branches = branchesOf(schema);
  // Of several, none has anything that can be left out: see `shapeOf`.
  if (branches) return branches.length === 1 ? withoutFillers(value, branches[0]!, root) : value;
  if (Array.isArray(value)) {
    const { items } = schema;
    return isSchema(items) ? value.map((item) => withoutFillers(item, items, root)) : value;
  }
  if (!isSchema(value)) return value;
  const known = new Map(propertiesOf(schema));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const one = known.get(name);
      if (!one) return [[name, inner]];
      const isFiller = inner === null && !requires(schema, name) && !acceptsNull(one, root);
      return isFiller ? [] : [[name, withoutFillers(inner, one, root)]];
    }),
  );
}
