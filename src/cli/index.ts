/** The commands that a person runs from a shell. */
export { ask } from './ask.ts';
export { doctor } from './doctor.ts';
export { inspect } from './inspect.ts';
export { start } from './start.ts';
