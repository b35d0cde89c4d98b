/** Whose a setting or a question is: the keys of people and channels. */
import type { Conversation } from '../chat/index.ts';

/** The id of whoever asks where a rule of that file acts with the bot's own rights. */
export const RULE_FILE = 'attache.yaml';

/** @example personKey('slack', { id: 'U1' }) // 'slack:U1' */
export const personKey = (platform: string, { id }: { readonly id: string }): string => `${platform}:${id}`;

/** The channel of a conversation; a thread counts as its channel. */
export const channelKey = ({ platform, workspace, channel }: Conversation): string =>
  `${platform}:${workspace}:${channel}`;
