/** Reads the environment, `.env` and attache.yaml of the working folder. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Config, parseConfig } from './config.ts';
import { SECRETS } from './environment.ts';

/** The text of a file; undefined where there is none. */
function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The configuration of this process: its environment first, then `.env`, then attache.yaml beside it. Secrets are taken
 * out of the environment, so that no child process (ffmpeg) inherits them.
 *
 * @throws {UserError} naming every wrong value
 */
export function loadConfig(): Config {
  const env = { ...parseEnv(readOptional('.env') ?? ''), ...process.env };
  for (const name of SECRETS) delete process.env[name];
  return parseConfig(env, readOptional('attache.yaml'));
}
