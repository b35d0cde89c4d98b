/** Whose a setting or a question is: the keys of people and channels. */
import type { Conversation } from '../../chat/index.ts';

/** Stands for whoever runs the bot, as the author of a rule of that file that names none. It is nobody's id on any platform. */
export const RULE_FILE = 'attache.yaml';

/** @example personKey('slack', { id: 'U1' }) // 'slack:U1' */
export const personKey = (platform: string, { id }: { readonly id: string }): string => `${platform}:${id}`;

/** The channel of a conversation; a thread counts as its channel. */
export const channelKey = ({ platform, workspace, channel }: Conversation): string =>
  `${platform}:${workspace}:${channel}`;
