/** The named JSON Schemas of attache.yaml: written there, or in a file beside it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type JsonSchema, readSchema, schemaFault } from '../schema/index.ts';

/** OpenAI takes these names for formats, and they can be typed behind `schema:`. */
const NAME = /^[\w-]{1,64}$/;

const Schema = z.unknown().transform((value, context): JsonSchema => {
  const { schema, fault } = typeof value === 'string' ? fromFile(value) : { schema: value };
  const wrong = fault ?? schemaFault(schema);
  if (wrong === undefined) return schema as JsonSchema;
  context.addIssue(`expected a JSON Schema, or the path of a file that holds one; ${wrong}`);
  return z.NEVER;
});

export const Schemas = z
  .record(z.string(), Schema)
  .default({})
  .superRefine((schemas, context) => {
    for (const name of Object.keys(schemas).filter((one) => !NAME.test(one)))
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'expected a name of letters, digits, _ and -, at most 64 of them',
      });
  })
  .readonly();

/** @param path from the folder of attache.yaml, which is the working folder */
function fromFile(path: string): { readonly schema?: unknown; readonly fault?: string } {
  try {
    return readSchema(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return { fault: `${path} cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}
