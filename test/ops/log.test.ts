/** What a log line says of an error. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** The lines that a program writes which logs like this. */
async function logged(code: string): Promise<readonly string[]> {
  const program = `
    import { createLogger } from '${new URL('../../src/ops/index.ts', import.meta.url).href}';
    const log = createLogger('info');
    const refused = Object.assign(new TypeError('Unknown interaction'), {
      code: 10062,
      url: 'https://discord.com/api/interactions/1/SECRET/callback',
      requestBody: { json: { content: 'PRIVATE' } },
      original: Object.assign(new Error('inner'), { headers: { authorization: 'SECRET' } }),
    });
    ${code}`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return stderr.split('\n').filter((line) => line.startsWith('{'));
}

it('names kind, words, code and causes of an error, and nothing of the request it hangs on', async () => {
  const lines = await logged(`
    log.warn({ err: refused }, 'one');
    log.child({ turn: 't1' }).warn({ err: new Error('Not written', { cause: refused }) }, 'two');`);
  const [one, two] = lines.map((line) => JSON.parse(line) as { readonly err: object });
  expect(one!.err).toMatchObject({ type: 'TypeError', message: 'Unknown interaction', code: '10062' });
  expect(two!.err).toMatchObject({ message: 'Not written: Unknown interaction' });
  expect(lines.join()).not.toMatch(/SECRET|PRIVATE/);
});
