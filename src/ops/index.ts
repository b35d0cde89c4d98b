/** Operating the bot: logs, time, threads and health. Every part may use it; it imports no other part. */
export { systemClock, type Clock } from './clock.ts';
export { createFarClock, type FarClock } from './far-clock.ts';
export { type Connection, createHealth } from './health.ts';
export { createLogger, LOG_LEVELS, type Logger, type LogLevel } from './log.ts';
export { inThread } from './thread.ts';
