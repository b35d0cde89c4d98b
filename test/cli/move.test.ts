import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { freshDatabase } from '../support/postgres.ts';
import { runProgram, temporaryFolder } from '../support/program.ts';

async function move(env: Readonly<Record<string, string>>, folder: string, args: readonly string[] = []) {
  const program = runProgram(['move', ...args], env, folder);
  const code = await program.ended;
  return { code, output: program.output(), errors: program.errors() };
}

describe('npm run move', () => {
  it('tells of each table, and what to do next', async () => {
    const folder = temporaryFolder();
    const dataFolder = join(folder, 'data');
    const store = await openStore({ dataFolder });
    await store.set('test:U1', { effort: 'low' });
    await store.close();
    const databaseUrl = await freshDatabase();
    const { code, output, errors } = await move({ DATABASE_URL: databaseUrl }, folder);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain(
      `From ${dataFolder} to the database of DATABASE_URL:\n  turn                     0\n`,
    );
    expect(output).toContain('  setting                  1\n');
    expect(output).toContain('Next: start with this DATABASE_URL');
    const moved = await openStore({ dataFolder, databaseUrl });
    expect(await moved.settings('test:U1')).toMatchObject({ effort: 'low' });
    await moved.close();
  });

  it('says what is missing, or stands in the way', async () => {
    const folder = temporaryFolder();
    expect(await move({}, folder)).toEqual({
      code: 2,
      output: '',
      errors: 'DATABASE_URL is not set. Set it in .env to the database that everything is to be moved to.\n',
    });
    expect(await move({ DATABASE_URL: await freshDatabase() }, folder)).toMatchObject({
      code: 1,
      errors: `There is no journal in ${join(folder, 'data')}. Set ATTACHE_DATA to the data folder that is to be moved.\n`,
    });
    expect(await move({}, folder, ['now'])).toMatchObject({ code: 2 });
  });
});
