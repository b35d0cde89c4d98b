/** The rules of Structured Outputs: what a schema may say where it is strict. */
import { refuse } from './refusals.ts';

type Json = Readonly<Record<string, unknown>>;

/** OpenAI's structured-outputs guide. */
const LIMITS = { properties: 5000, depth: 10, nameChars: 64 } as const;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a schema has inside, under the path that the API names it by. */
function* insideOf(schema: Json, path: readonly string[]): Generator<readonly [Json, readonly string[]]> {
  for (const key of ['properties', '$defs', 'definitions'])
    if (isObject(schema[key]))
      for (const [name, one] of Object.entries(schema[key]))
        if (isObject(one)) yield [one, [...path, key, name]];
  for (const key of ['anyOf', 'prefixItems'])
    if (Array.isArray(schema[key]))
      for (const [index, one] of schema[key].entries())
        if (isObject(one)) yield [one, [...path, key, String(index)]];
  if (isObject(schema['items'])) yield [schema['items'], [...path, 'items']];
}

/** The first thing in a schema that is not allowed where it is strict, in the API's words. */
export function strictFault(schema: Json, path: readonly string[] = []): string | undefined {
  const context = `In context=(${path.map((step) => `'${step}'`).join(', ')}${path.length === 1 ? ',' : ''}), `;
  const properties = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const isForm = schema['type'] === 'object' || properties.length > 0;
  if (path.length === 0 && schema['type'] !== 'object')
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(schema['type'] ?? 'None')}"'.`;
  if (path.length > LIMITS.depth * 2) return `${context}the schema is nested too deeply.`;
  if (properties.length > LIMITS.properties) return `${context}the schema has too many properties.`;
  for (const key of ['allOf', 'oneOf', 'not', 'patternProperties', 'if', 'dependentRequired'])
    if (key in schema) return `${context}'${key}' is not permitted.`;
  if (isForm && schema['additionalProperties'] !== false)
    return `${context}'additionalProperties' is required to be supplied and to be false.`;
  const missing = properties.find((key) => !required.includes(key));
  if (missing !== undefined)
    return `${context}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
  for (const [one, at] of insideOf(schema, path)) {
    const fault = strictFault(one, at);
    if (fault) return fault;
  }
  return undefined;
}

/** A shape that an answer has to have, as it was sent. */
export interface SentFormat {
  readonly name: string;
  readonly schema: Json;
  readonly strict: boolean;
}

/** @param param where the schema stands in the request */
export function checkFormat({ name, schema, strict }: SentFormat, param: string): void {
  if (!/^[\w-]+$/.test(name) || name.length > LIMITS.nameChars)
    refuse({
      message: `Invalid '${param}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      code: 'invalid_value',
      param: `${param}.name`,
    });
  const fault = strict ? strictFault(schema) : undefined;
  if (fault)
    refuse({
      message: `Invalid schema for response_format '${name}': ${fault}`,
      code: 'invalid_json_schema',
      param: `${param}.schema`,
    });
}

/** A strict tool allows nothing else and requires everything. */
export function checkTool(name: string, parameters: Json): void {
  const fault = strictFault(parameters);
  if (fault)
    refuse({
      message: `Invalid schema for function '${name}': ${fault}`,
      code: 'invalid_function_parameters',
      param: 'tools[0].parameters',
    });
}
