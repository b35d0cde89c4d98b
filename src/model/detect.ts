/** Which dialect a server speaks, found out without asking for an answer. */
import { APIConnectionError, APIError } from 'openai';
import { connect } from './connection.ts';
import type { Connection } from './connection.ts';
import { WAITS } from './limits.ts';

export type DialectName = 'responses' | 'chat';

const PATHS: Readonly<Record<DialectName, string>> = { responses: '/responses', chat: '/chat/completions' };

/**
 * Whether a server has this dialect: an empty request is refused where it is known, and not found where it is not.
 *
 * @throws {APIConnectionError} where the server cannot be reached
 */
export async function speaks(
  connection: Connection,
  dialect: DialectName,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const client = connect(connection, { timeoutMs: WAITS.checkMs });
    await client.post(PATHS[dialect], { body: {}, signal: signal ?? null });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof APIConnectionError || !(error instanceof APIError)) throw error;
    return error.status !== 404 && error.status !== 405 && error.status !== 501;
  }
}

/**
 * The dialect to speak with a server: Responses where it has it, otherwise Chat Completions.
 *
 * @throws {APIConnectionError} where the server cannot be reached
 */
export async function detectDialect(connection: Connection, signal?: AbortSignal): Promise<DialectName> {
  // OpenAI has both; nobody needs to be asked.
  if (connection.baseUrl === undefined) return 'responses';
  return (await speaks(connection, 'responses', signal)) ? 'responses' : 'chat';
}
