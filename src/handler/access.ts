/** Who may ask, and where, and who looks after the bot: the lists of attache.yaml. */
import { type AskEvent, LOCAL_WORKSPACE, type Message, UserError } from '../chat/index.ts';
import { RULE_FILE } from '../store/index.ts';
import { ruleOf } from './rule/rule-of.ts';

interface AccessList {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly channels: readonly string[];
}

/** An empty allow list allows everybody; deny wins over allow. */
export interface AccessRules {
  readonly allow: AccessList;
  readonly deny: AccessList;
  readonly admins: Pick<AccessList, 'users' | 'roles'>;
}

type Person = Pick<Message, 'author' | 'conversation'>;

/** Whether somebody may change what holds for a channel, and use the buttons of others. */
export const isAdmin = ({ admins }: AccessRules, { author, conversation }: Person): boolean =>
  conversation.workspace === LOCAL_WORKSPACE ||
  admins.users.includes(author.id) ||
  author.roles.some((role) => admins.roles.includes(role));

/**
 * Holds a message against the lists. A thread counts as its channel. Direct messages are in no channel, so only the
 * lists of people and roles apply to them. Whoever sits at this machine runs the bot and may always ask.
 *
 * @returns the `access` error with a sentence for the person who asked; undefined where they may
 */
export function accessFault(
  { allow, deny }: AccessRules,
  { author, conversation }: Person,
): UserError | undefined {
  if (conversation.workspace === LOCAL_WORKSPACE) return undefined;
  const person = (list: AccessList) =>
    list.users.includes(author.id) || author.roles.some((role) => list.roles.includes(role));
  const place = (list: AccessList) =>
    list.channels.includes(conversation.channel) ||
    (conversation.thread !== undefined && list.channels.includes(conversation.thread));

  const hint = 'Whoever runs this bot can change that under "access" in attache.yaml.';
  if (person(deny) || (allow.users.length + allow.roles.length > 0 && !person(allow)))
    return new UserError('access', 'Sorry, you are not among the people I may answer.', hint);
  if (conversation.kind === 'dm') return undefined;
  if (place(deny) || (allow.channels.length > 0 && !place(allow)))
    return new UserError('access', 'Sorry, I may not answer in this channel.', hint);
  return undefined;
}

/**
 * The same for what asks for an answer: of a rule, its author must be allowed to ask where it was set off, and where it posts on
 * the same platform. Whoever runs the bot is held against no list.
 */
export function askFault(access: AccessRules, event: AskEvent): UserError | undefined {
  const { message, target } = event;
  if (!ruleOf(event)) return accessFault(access, message);
  if (message.author.id === RULE_FILE) return undefined;
  const { author, conversation } = message;
  const isElsewhere = target.conversation.platform !== conversation.platform;
  return (
    accessFault(access, message) ??
    (isElsewhere ? undefined : accessFault(access, { author, conversation: target.conversation }))
  );
}
