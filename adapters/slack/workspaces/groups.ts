/** Which conversations are group messages: direct messages of several people, which rules watch only where they name them. */
import { LRUCache } from 'lru-cache';
import type { Message } from '../../../src/chat/index.ts';
import type { Caller } from './call.ts';
import { slackCode } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Standing } from '../acts/standing.ts';

export interface Groups {
  /** Slack has told what kind a conversation is. */
  note(team: string, channel: string, isGroup: boolean): void;
  /** Undefined where nobody has told yet. */
  known(team: string, channel: string): boolean | undefined;
  /** Slack is asked where it is not known; what it lets nobody look up counts as one. */
  has(team: string, channel: string, call: Caller): Promise<boolean>;
}

const UNSEEN = new Set(['missing_scope', 'channel_not_found']);

/** What a conversation is once, it stays. */
export function createGroups(standing: Pick<Standing, 'channel'>): Groups {
  const kinds = new LRUCache<string, boolean>({ max: LIMITS.standingsKept });
  const keyOf = (team: string, channel: string) => `${team} ${channel}`;
  const known: Groups['known'] = (team, channel) => kinds.get(keyOf(team, channel));
  const note: Groups['note'] = (team, channel, isGroup) => void kinds.set(keyOf(team, channel), isGroup);
  return {
    note,
    known,
    has: async (team, channel, call) => {
      const told = known(team, channel);
      if (told !== undefined) return told;
      try {
        const isGroup = (await standing.channel(team, channel, call)).is_mpim === true;
        note(team, channel, isGroup);
        return isGroup;
      } catch (error) {
        if (UNSEEN.has(slackCode(error) ?? '')) return true;
        throw error;
      }
    },
  };
}

export const withGroup = (message: Message, isGroup: boolean): Message =>
  isGroup ? { ...message, inGroup: true } : message;
