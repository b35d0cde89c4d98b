/** When Discord does nothing for the bot at all, whatever it is asked. */
import { UserError } from '../../../src/chat/index.ts';
import { isRefusal } from '../errors.ts';
import { HINT } from '../setup/hints.ts';

/** What connections end with, by the names that Node and undici give it. */
const NETWORK = /^(?:E[A-Z_]+|UND_ERR_\w+)$/;
/** What @discordjs/rest says once a token was refused: it asks nothing more. */
const NO_TOKEN = /^Expected token to be set/;

/** Undefined where it is something else. Errors of discord.js may be the cause of one of ours. */
export function outageOf(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || error instanceof UserError) return undefined;
  const status = isRefusal(error) ? error.status : undefined;
  if (status === 401 || NO_TOKEN.test(error.message))
    return new UserError('discord-token', 'Discord does not accept my token.', HINT.token, { cause: error });
  const isAway = (status ?? 0) >= 500 || ('code' in error && NETWORK.test(String(error.code)));
  if (isAway)
    return new UserError('discord-unreachable', 'I could not reach Discord.', HINT.unreachable, {
      cause: error,
    });
  return outageOf(error.cause);
}

/** Does something; where Discord is away it throws `UserError`. */
export async function unlessAway<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw outageOf(error) ?? error;
  }
}
