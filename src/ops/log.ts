/** Logs: one JSON line an event, never a secret, never message text at the default level. */
import { pino } from 'pino';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger that writes to standard error, so that standard output stays the program's own. */
export function createLogger(level: LogLevel) {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: errorLine } },
    pino.destination(2),
  );
}

/**
 * An error as it is logged: its kind, its words with those of its causes, where it was thrown, its code. Nothing else of
 * it: libraries hang requests and responses on their errors, with tokens in addresses and somebody's words in bodies.
 */
function errorLine(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack, ...('code' in error && { code: String(error.code) }) };
}
