/** JSON Schemas: read, made ready for a model, and what it wrote checked against them. */
export { checkJson } from './check.ts';
export { type JsonSchema } from './json-schema.ts';
export type { Checked } from './order.ts';
export { readSchema, schemaFault } from './read.ts';
export { type AnswerShape, shapeOf } from './strict.ts';
