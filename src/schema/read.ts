/** Schemas that come from outside: written into settings by whoever runs the bot, or typed by anybody. */
import { compile } from './compile.ts';
import { ambiguitiesOf, isChanged, lookThrough } from './exact.ts';
import { unfenced } from './fence.ts';
import { isSchema, type JsonSchema } from './json-schema.ts';
import { LIMITS } from './limits.ts';

/** A schema, or what is wrong with it. */
export type ReadSchema = { readonly schema: JsonSchema } | { readonly fault: string };

/** Reads the text of a schema, also in a fence, without finding out yet whether it can be used. */
export function readSchema(text: string): ReadSchema {
  if (text.length > LIMITS.characters)
    return { fault: `it has ${text.length} characters, and at most ${LIMITS.characters} are taken` };
  const json = unfenced(text);
  let schema: unknown;
  try {
    schema = JSON.parse(json);
  } catch (error) {
    if (hasCurlyQuotes(json)) return { fault: 'it has curly quotes (“ ”), and JSON takes straight ones (")' };
    return { fault: `it is not valid JSON: ${error instanceof Error ? error.message : error}` };
  }
  const [fault] = ambiguitiesOf(lookThrough(json), isChanged, 'kept');
  return fault === undefined ? boundedSchema(schema) : { fault };
}

/** Phones and word processors write them where straight ones are typed; within strings they are text. */
const hasCurlyQuotes = (json: string): boolean =>
  /[“”„‟]/.test(json.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)/gs, ''));

/** What is wrong with a schema in the settings; undefined where it can be used. */
export function schemaFault(value: unknown): string | undefined {
  const read = boundedSchema(value);
  if ('fault' in read) return read.fault;
  try {
    compile(read.schema);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function boundedSchema(value: unknown): ReadSchema {
  if (!isSchema(value)) return { fault: 'a JSON Schema is an object, and this is none' };
  if (isDeeperThan(LIMITS.depth, value)) return { fault: `it is nested deeper than ${LIMITS.depth} levels` };
  return { schema: value };
}

const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner)));
