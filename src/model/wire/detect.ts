/** Which dialect a server speaks. */
import { APIConnectionError, APIError } from 'openai';
import { connect } from './connection.ts';
import type { Connection } from './connection.ts';
import { WAITS } from '../limits.ts';

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
    return !isMissing(error);
  }
}

/** Whether an error means that the server does not know the path it was asked at. It may also not know the model. */
export const isMissing = (error: unknown): error is APIError =>
  error instanceof APIError && [404, 405, 501].includes(error.status ?? 0);

/**
 * The dialect to speak with a server, without asking for an answer: Responses where it has it, otherwise Chat Completions.
 *
 * @throws {APIConnectionError} where the server cannot be reached
 */
export async function detectDialect(connection: Connection, signal?: AbortSignal): Promise<DialectName> {
  // OpenAI has both; nobody needs to be asked.
  if (connection.baseUrl === undefined) return 'responses';
  return (await speaks(connection, 'responses', signal)) ? 'responses' : 'chat';
}
