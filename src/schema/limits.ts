/** The numbers of this part, each with its reason. */
export const LIMITS = {
  /** Characters of a schema: more than fits into a message, and a hundred fields with their descriptions. */
  characters: 20_000,
  /** Characters of what is checked: more than any model writes at once (128,000 tokens), and than fills the memory below. */
  checkedCharacters: 1_000_000,
  /** How deep a schema may be nested: a deeper one fills the stack of whoever reads it. */
  depth: 40,
  /** The longest a schema and a value may take to be checked, in milliseconds: a thousand times what honest ones take. */
  checkMs: 3_000,
  /** Checks that run at once: each keeps a core busy, the others wait for their turn. */
  checksAtOnce: 2,
  /** The memory that may take, in MiB. */
  checkMemory: 128,
  /** Faults that are told of one value, and the length of each: enough to mend it. */
  faults: 10,
  faultCharacters: 200,
} as const;

/** What a strict schema may hold (OpenAI's guide to Structured Outputs, 2026). */
export const STRICT = {
  /** Levels of objects and lists. */
  levels: 10,
  /** Properties of all objects together. */
  properties: 5_000,
  /** Values of all enums together. */
  enumValues: 1_000,
} as const;
