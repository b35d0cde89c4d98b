/** `/watch`, and what a replay says in the same words. */
export { type Command, type CommandParts, createCommand } from './command.ts';
