/** The named JSON Schemas of attache.yaml: written there, or in a file beside it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type JsonSchema, readSchema, schemaFault } from '../schema/index.ts';
import { byName } from './by-name.ts';

const Schema = z.unknown().transform((value, context): JsonSchema => {
  const { schema, fault } = typeof value === 'string' ? fromFile(value) : { schema: value };
  const wrong = fault ?? schemaFault(schema);
  if (wrong === undefined) return schema as JsonSchema;
  context.addIssue(`expected a JSON Schema, or the path of a file that holds one; ${wrong}`);
  return z.NEVER;
});

export const Schemas = byName(Schema, 'schemas');

/** @param path from the folder of attache.yaml, which is the working folder */
function fromFile(path: string): { readonly schema?: unknown; readonly fault?: string } {
  try {
    return readSchema(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return { fault: `${path} cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}
