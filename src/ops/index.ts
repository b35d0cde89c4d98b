/** Operating the bot: logs, time and threads. Every part may use it; it imports no other part. */
export { systemClock, type Clock } from './clock.ts';
export { createLogger, LOG_LEVELS, type Logger, type LogLevel } from './log.ts';
export { inThread } from './thread.ts';
