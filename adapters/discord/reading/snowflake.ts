/** The ids of Discord tell when something happened, by its own clock. */
import { SnowflakeUtil } from 'discord.js';

/** Whether a text is an id at all. */
export const isId = (text: string): boolean => /^\d{15,20}$/.test(text);

/** The smallest id that a message of this moment can have: those before it are below. */
export const idAt = (timestamp: number): string =>
  String(
    SnowflakeUtil.generate({ timestamp: Math.ceil(timestamp), increment: 0n, workerId: 0n, processId: 0n }),
  );

/** Below zero where the first id is older than the second, as sorting wants it. */
export const compareIds = (one: string, other: string): number =>
  one.length - other.length || (one < other ? -1 : Number(one > other));

export const newerOf = (one: string, other: string): string => (compareIds(one, other) < 0 ? other : one);
