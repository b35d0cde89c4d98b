/** A rule may do what its author may do: by the platform's own rules and by the access lists, as they are now. */
import {
  type Author,
  type CodedOutcome,
  type Conversation,
  conversationKey,
  type Right,
} from '../../chat/index.ts';
import { accessFault, isAdmin } from '../../handler/index.ts';
import type { EngineParts, Occasion } from '../case.ts';
import { LIMITS } from '../limits.ts';
import type { StandingRule } from '../rulebook.ts';
import { RULE_FILE } from '../../store/index.ts';

/** What stands in the way. */
export interface Lacking {
  readonly why: CodedOutcome;
  /** Nothing that the rule is made for can be done: it is not just this place among many. */
  readonly isBroken: boolean;
}

export interface Rights {
  /** Whether a rule may do something in a conversation; undefined where it may. */
  lacking(
    standing: StandingRule,
    conversation: Conversation,
    rights: readonly Right[],
    occasion: Occasion,
  ): Promise<Lacking | undefined>;
  /** Its author as they are now in a workspace; whoever runs the bot where it has none. */
  author(standing: StandingRule, conversation: Conversation, occasion: Occasion): Promise<Author>;
}

/** What platforms tell is kept for a moment: a busy rule asks the same again and again. */
export function createRights({ adapters, access }: Pick<EngineParts, 'adapters' | 'access'>): Rights {
  const known = new Map<string, { readonly at: number; readonly told: Promise<unknown> }>();

  function once<T>(key: string, { now }: Occasion, look: () => Promise<T>): Promise<T> {
    const before = known.get(key);
    if (before && Math.abs(now - before.at) < LIMITS.rightsMs) return before.told as Promise<T>;
    for (const [other, { at }] of known) if (Math.abs(now - at) >= LIMITS.rightsMs) known.delete(other);
    const told = look();
    known.set(key, { at: now, told });
    told.catch(() => known.delete(key));
    return told;
  }

  const actsIn = ({ platform }: Conversation) => adapters.get(platform)?.acts;

  const memberOf = (id: string, conversation: Conversation, occasion: Occasion) =>
    once(`member ${conversation.platform}:${conversation.workspace} ${id}`, occasion, async () =>
      actsIn(conversation)?.member(id, conversation.workspace, lookSignal(occasion)),
    );

  return {
    async lacking(standing, conversation, rights, occasion) {
      const { author, rule } = standing;
      if (!author) return undefined;
      const { platform } = conversation;
      const named = rule.where.channels ?? [];
      const isNamed = [conversation.channel, conversation.thread].some((id) => named.includes(id ?? ''));
      const place = isNamed ? { channel: conversation.channel } : {};
      if (author.platform !== platform)
        return {
          why: { code: 'authorElsewhere', theirs: author.platform, here: platform },
          isBroken: isNamed,
        };
      const member = await memberOf(author.id, conversation, occasion);
      if (!member)
        return {
          why: { code: 'authorLeft' },
          isBroken: isNamed || isOnlyHere(standing),
        };
      // Who makes a rule in a chat is an admin, and may spend and post by it as long as they are.
      if (standing.madeIn && !isAdmin(access, { author: member, conversation }))
        return {
          why: { code: 'authorNoAdmin' },
          isBroken: true,
        };
      if (accessFault(access, { author: member, conversation }))
        return {
          why: { code: 'noAccess', ...place },
          isBroken: isNamed,
        };
      const key = `lacks ${conversationKey(conversation)} ${author.id} ${rights.join()}`;
      const lacks = await once(key, occasion, async () =>
        actsIn(conversation)?.lacks(author.id, conversation, rights, lookSignal(occasion)),
      );
      if (lacks?.length === 0) return undefined;
      return {
        why: { code: 'lacksRights', rights: lacks ?? rights, ...place },
        isBroken: isNamed,
      };
    },

    async author({ author }, conversation, occasion) {
      if (!author) return { id: RULE_FILE, name: RULE_FILE, roles: [] };
      const named = { id: author.id, name: author.id, roles: [] };
      const member =
        author.platform === conversation.platform
          ? await memberOf(author.id, conversation, occasion)
          : undefined;
      return { ...(member ?? named), ...(author.locale !== undefined && { locale: author.locale }) };
    },
  };
}

/** A rule that holds in one workspace has nobody's rights once its author has left that. */
const isOnlyHere = ({ madeIn, rule: { where } }: StandingRule): boolean =>
  madeIn !== undefined || where.workspaces?.length === 1;

/** Ends a look at a platform that takes too long. */
export const lookSignal = ({ signal }: Occasion): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(LIMITS.lookMs)]);
