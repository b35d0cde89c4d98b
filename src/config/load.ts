/** Reads the environment, `.env` and attache.yaml of the working folder. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { UserError } from '../chat/index.ts';
import { type Config, parseConfig } from './config.ts';
import { SECRETS } from './environment.ts';

/** The text of a file without a byte order mark, which editors on Windows add; undefined where there is none. */
function readOptional(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UserError(
      'config',
      `${path} cannot be read: ${error instanceof Error ? error.message : error}.`,
      'Make it a text file in UTF-8 that this user may read, or remove it.',
      { cause: error },
    );
  }
}

/**
 * The configuration of this process: its environment first, then `.env`, then attache.yaml beside it. Secrets are taken
 * out of the environment, so that no child process (ffmpeg) inherits them.
 *
 * @throws {UserError} `config` naming every wrong value, or the file that cannot be read
 */
export function loadConfig(): Config {
  const env = { ...parseEnv(readOptional('.env') ?? ''), ...process.env };
  for (const name of SECRETS) delete process.env[name];
  const config = parseConfig(env, readOptional('attache.yaml'));
  for (const { secretFrom } of Object.values(config.webhooks)) delete process.env[secretFrom];
  return config;
}
