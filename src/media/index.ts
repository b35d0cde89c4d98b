/** Media: attachments become parts that a model can take, and a receipt for each. */
export type { Media, Prepared, PrepareOptions } from './types.ts';
