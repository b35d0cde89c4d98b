/** Reads `.env` and attache.yaml from the working folder. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Config, parseConfig } from './config.ts';

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
 * The configuration of this process: its environment first, then `.env`, then attache.yaml beside it.
 *
 * @throws {UserError} naming every wrong value
 */
export function loadConfig(): Config {
  return parseConfig(
    { ...parseEnv(readOptional('.env') ?? ''), ...process.env },
    readOptional('attache.yaml'),
  );
}
