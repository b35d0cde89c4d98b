/** The command line: `start`, `ask`, `inspect`, `doctor` and the set-up of the platforms. */
import { ask, doctor, inspect, setupDiscord, setupSlack, start } from './cli/index.ts';
import { sentenceFor, UserError } from './chat/index.ts';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  start,
  ask,
  inspect,
  doctor,
  'setup:discord': setupDiscord,
  'setup:slack': setupSlack,
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
