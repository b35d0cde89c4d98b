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

/** Whether `null` fits it. */
export function acceptsNull(schema: JsonSchema, root: JsonSchema, seen: readonly JsonSchema[] = []): boolean {
  const { type, nullable, anyOf, oneOf, $ref } = schema;
  if (nullable === true || type === 'null' || (Array.isArray(type) && type.includes('null'))) return true;
  if (type !== undefined) return false;
  if ('const' in schema) return schema['const'] === null;
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(null);
  const further = [...(Array.isArray(anyOf) ? anyOf : []), ...(Array.isArray(oneOf) ? oneOf : [])];
  const target = targetOf($ref, root);
  if (further.length === 0 && !target) return $ref === undefined;
  return [...further, ...(target ? [target] : [])].some(
    (one) => isSchema(one) && !seen.includes(one) && acceptsNull(one, root, [...seen, one]),
  );
}
