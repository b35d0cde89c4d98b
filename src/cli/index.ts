/** The commands that a person runs from a shell. */
export { ask } from './ask.ts';
export { doctor } from './doctor.ts';
export { inspect } from './inspect.ts';
export { move } from './move.ts';
export { setupDiscord } from './setup-discord.ts';
export { setupSlack } from './setup-slack.ts';
export { start } from './start.ts';
export { watchReplay } from './watch-replay.ts';
