/** The shared handler: one turn, from an event to a finished answer. It knows no platform. */
export { answer } from './answer.ts';
export { createHandler, type Handler } from './handler.ts';
export { type Manner, mannerFor, type MannerRules } from './manner.ts';
