/** `npm run move`: moves what is in the data folder to the PostgreSQL of DATABASE_URL. */
import { UserError } from '../chat/index.ts';
import { loadConfig } from '../config/index.ts';
import { moveStore } from '../store/index.ts';

const USAGE = 'Use it like this: npm run move, with DATABASE_URL set.';

/** What to do when everything is there. */
const NEXT = [
  'Everything is in the database now, and what was being answered goes on there.',
  '',
  'Next: start with this DATABASE_URL, in one process (npm start) or in several (npm start -- gateway, npm start -- worker).',
  'Keep ATTACHE_SECRET_KEY as it is: what workspaces have agreed to can be read with it only.',
  'The file is as it was. Delete it when you have seen that all is well: whatever happens from now on is not in it.',
];

export async function move(args: readonly string[]): Promise<void> {
  if (args.length > 0)
    throw new UserError('usage', `There is nothing to choose: “${args.join(' ')}”.`, USAGE);
  const { dataFolder, databaseUrl } = loadConfig();
  if (databaseUrl === undefined)
    throw new UserError(
      'config',
      'DATABASE_URL is not set.',
      'Set it in .env to the database that everything is to be moved to.',
    );
  process.stdout.write(`From ${dataFolder} to the database of DATABASE_URL:\n`);
  await moveStore({ dataFolder, databaseUrl }, ({ name, rows }) =>
    process.stdout.write(`  ${name.padEnd(16)}${rows.toLocaleString('en').padStart(10)}\n`),
  );
  process.stdout.write(`${NEXT.join('\n')}\n`);
}
