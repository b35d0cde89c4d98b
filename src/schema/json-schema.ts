/** A JSON Schema, as it is written, and how what it refers to is found. */
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const JsonSchema = z.custom<JsonSchema>(isSchema, 'expected a JSON Schema, which is an object');

/**
 * What a reference within a schema stands for; undefined where it leads nowhere, or out of the schema.
 *
 * @example targetOf('#/$defs/item', schema) // schema.$defs.item
 */
export function targetOf(reference: unknown, root: JsonSchema): JsonSchema | undefined {
  if (typeof reference !== 'string' || !/^#(?:\/|$)/.test(reference)) return undefined;
  let target: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    target = isSchema(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  }
  return isSchema(target) ? target : undefined;
}

/** The schemas of a union that are not only `null`. */
export const branchesOf = ({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] | undefined => {
  const branches = anyOf ?? oneOf;
  return Array.isArray(branches)
    ? branches.filter((one) => isSchema(one) && one['type'] !== 'null')
    : undefined;
};

/** What its properties are; nothing where it names none. */
export const propertiesOf = ({ properties }: JsonSchema): readonly (readonly [string, JsonSchema])[] =>
  isSchema(properties)
    ? Object.entries(properties).filter((entry): entry is [string, JsonSchema] => isSchema(entry[1]))
    : [];

export const requires = ({ required }: JsonSchema, name: string): boolean =>
  Array.isArray(required) && required.includes(name);

/**
 * Tells of schemas whether they are or lead to one of which something holds. Each is looked at once in all, however many ways
 * lead to it and however often it is asked about: the ways can double with every step.
 */
export function leadingTo(
  holds: (schema: JsonSchema) => boolean,
  next: (schema: JsonSchema) => Iterable<JsonSchema>,
): (schema: JsonSchema) => boolean {
  const known = new Map<JsonSchema, boolean>();
  return (schema) => {
    const found = new Set([schema]);
    const leading = new Set<JsonSchema>();
    const comeFrom = new Map<JsonSchema, JsonSchema[]>();
    // A set that grows while it is gone through is gone through to its end.
    for (const one of found) {
      const isLeading = known.get(one);
      if (isLeading ?? holds(one)) leading.add(one);
      if (isLeading !== undefined) continue;
      for (const further of next(one)) {
        found.add(further);
        comeFrom.set(further, comeFrom.get(further) ?? []);
        comeFrom.get(further)!.push(one);
      }
    }
    for (const one of leading) for (const before of comeFrom.get(one) ?? []) leading.add(before);
    for (const one of found) known.set(one, leading.has(one));
    return leading.has(schema);
  };
}

/** Tells of the schemas within a schema whether `null` fits them. */
export const nullsIn = (root: JsonSchema): ((schema: JsonSchema) => boolean) =>
  leadingTo(
    (one) => mayBeNull(one) && one['$ref'] === undefined && unionOf(one, root).length === 0,
    (one) => (mayBeNull(one) ? unionOf(one, root) : []),
  );

/** Whether what it says itself of its type and values leaves room for `null`: all of it must. */
function mayBeNull(schema: JsonSchema): boolean {
  const { type, nullable, enum: values } = schema;
  if ('const' in schema && schema['const'] !== null) return false;
  if (Array.isArray(values) && !values.includes(null)) return false;
  return (
    type === undefined ||
    nullable === true ||
    type === 'null' ||
    (Array.isArray(type) && type.includes('null'))
  );
}

/** The schemas of which one must fit, and what it refers to. */
const unionOf = ({ anyOf, oneOf, $ref }: JsonSchema, root: JsonSchema): readonly JsonSchema[] =>
  [anyOf, oneOf, targetOf($ref, root)].flat().filter(isSchema);
