/** The command line: `start`, `ask`, `inspect`, `doctor`, `move`, `watch:replay` and the set-up of the platforms. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiled code is kept for the next start, which takes half the time then: it is most of what a crash costs.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
const { ask, doctor, inspect, move, setupDiscord, setupSlack, start, watchReplay } =
  await import('./cli/index.ts');
const { sentenceFor, UserError } = await import('./chat/index.ts');

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  start,
  ask,
  inspect,
  doctor,
  move,
  'setup:discord': setupDiscord,
  'setup:slack': setupSlack,
  'watch:replay': watchReplay,
};

// A reader that has seen enough, as `head` has, ends the program: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const [name = 'start', ...args] = process.argv.slice(2);
try {
  const command = COMMANDS[name];
  if (!command)
    throw new UserError(
      'usage',
      `There is no command “${name}”.`,
      `Use one of: ${Object.keys(COMMANDS).join(', ')}.`,
    );
  await command(args);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(sentenceFor(error));
  process.exitCode = error.code === 'usage' || error.code === 'config' ? 2 : 1;
}
