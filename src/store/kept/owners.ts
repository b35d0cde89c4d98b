/** Whose a setting or a question is: the keys of people and channels. */
import type { Conversation } from '../../chat/index.ts';

/**
 * Stands for whoever runs the bot, as the author of a rule of that file that names none, and as the key of that person. It is nobody's id
 * or key on any platform.
 */
export const RULE_FILE = 'attache.yaml';

/** @example personKey('slack', { id: 'U1' }) // 'slack:U1' */
export const personKey = (platform: string, { id }: { readonly id: string }): string => `${platform}:${id}`;

/** The key of the person whose usage and budget it is what a rule does, wherever it does it. */
export const payerOfRule = (
  author: { readonly platform: string; readonly id: string } | undefined,
): string => (author ? personKey(author.platform, author) : RULE_FILE);

/** The channel of a conversation; a thread counts as its channel. */
export const channelKey = ({ platform, workspace, channel }: Conversation): string =>
  `${platform}:${workspace}:${channel}`;
