/** Where what a rule says is posted, and where it looks around for that. */
import {
  type Conversation,
  LOCAL_WORKSPACE,
  type Message,
  outcomeFor,
  type Placing,
  type ReplyTarget,
} from '../../chat/index.ts';
import { oneLine } from '../../handler/index.ts';
import { placeRead } from '../../rules/index.ts';
import { type EngineParts, type Occasion } from '../case.ts';
import { LIMITS } from '../limits.ts';
import { lookSignal, type Rights } from '../deciding/rights.ts';
import type { StandingRule } from '../rulebook.ts';
import { broken, isRefused, kindOf } from '../trouble/trouble-kinds.ts';

type To = NonNullable<StandingRule['rule']['then']['to']>;

/** What an answer is to. */
export interface Answered {
  readonly standing: StandingRule;
  readonly to: To;
  /** The newest message that it is about; undefined of a schedule. */
  readonly message: Message | undefined;
  readonly run: string;
}

type PlaceParts = Pick<EngineParts, 'adapters' | 'webhooks'> & { readonly rights: Rights };

/**
 * The place that a rule names; made where there is none yet.
 *
 * @throws {UserError} `watch-broken` where a place that the rule itself names is not there or not for its author; else what the platform says
 */
export async function placeFor(
  answered: Answered,
  parts: PlaceParts,
  occasion: Occasion,
): Promise<ReplyTarget> {
  const { to, standing } = answered;
  if (typeof to === 'object' && 'webhook' in to) return webhookTarget(to.webhook, answered, parts);
  const { platform, placing } = placingOf(answered);
  const acts = parts.adapters.get(platform)?.acts;
  if (!acts) throw broken({ code: 'whereItPosts', why: { code: 'unconnected', platform } });
  if (typeof to === 'string') return acts.place(placing, lookSignal(occasion));
  const target = await acts.place(placing, lookSignal(occasion)).catch((error: unknown) => {
    throw isRefused(kindOf(error)) ? broken(outcomeFor(error), { cause: error }) : error;
  });
  // On another platform its author is nobody: there it acts as whoever runs the bot has written.
  if ('channel' in to && standing.author?.platform === platform) {
    const fault = await parts.rights.lacking(standing, target.conversation, ['write'], occasion);
    if (fault) throw broken({ code: 'whereItPosts', why: fault.why });
  }
  return target;
}

function placingOf({ to, standing, message }: Answered): {
  readonly platform: string;
  readonly placing: Placing;
} {
  if (typeof to === 'object' && !('webhook' in to)) {
    const { platform } = to;
    const workspace = to.workspace ?? workspaceOn(platform, standing, message?.conversation);
    return 'channel' in to
      ? { platform, placing: { how: 'post', channel: to.channel, workspace } }
      : { platform, placing: { how: 'direct', user: to.person, workspace: workspace ?? '' } };
  }
  if (!message || typeof to === 'object') throw broken({ code: 'nothingToAnswer' });
  const { author, conversation } = message;
  const { platform, workspace } = conversation;
  if (to === 'author') return { platform, placing: { how: 'direct', user: author.id, workspace } };
  if (to === 'reply') return { platform, placing: { how: 'reply', message } };
  return { platform, placing: { how: 'thread', message, title: titleOf(message, standing.name) } };
}

/** The workspace that a rule means on a platform without naming it. */
function workspaceOn(
  platform: string,
  { madeIn, rule: { where } }: StandingRule,
  near: Conversation | undefined,
): string | undefined {
  const known = [madeIn, near].find((conversation) => conversation?.platform === platform);
  return known?.workspace ?? (where.workspaces?.length === 1 ? where.workspaces[0] : undefined);
}

/** The beginning of what was said. */
function titleOf({ text }: Message, name: string): string {
  const line = oneLine(text);
  if (line === '') return name;
  const { titleCharacters: most } = LIMITS;
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}

function webhookTarget(
  name: string,
  { standing, message, run }: Answered,
  { webhooks }: PlaceParts,
): ReplyTarget {
  if (!webhooks.has(name)) throw broken({ code: 'noWebhook', name });
  return {
    conversation: { platform: 'webhook', workspace: LOCAL_WORKSPACE, channel: name, kind: 'channel' },
    messageId: run,
    userId: standing.author?.id ?? '',
    private: false,
    handle: JSON.stringify({
      rule: standing.name,
      ...(message?.link !== undefined && { link: message.link }),
    }),
  };
}

/**
 * Where a rule without a message looks around: the channel it reads, else where it posts.
 *
 * @throws {UserError} `watch-broken` where that channel is not there or not for its author
 */
export async function sourceOf(
  standing: StandingRule,
  target: ReplyTarget,
  parts: PlaceParts,
  occasion: Occasion,
): Promise<Conversation> {
  const named = placeRead(standing.rule);
  const acts = named && parts.adapters.get(named.platform)?.acts;
  if (!acts) return target.conversation;
  const { platform, channel } = named;
  const workspace = named.workspace ?? workspaceOn(platform, standing, undefined);
  const { conversation } = await acts
    .place({ how: 'post', channel, workspace }, lookSignal(occasion))
    .catch((error: unknown) => {
      throw isRefused(kindOf(error)) ? broken(outcomeFor(error), { cause: error }) : error;
    });
  const fault = await parts.rights.lacking(standing, conversation, ['read'], occasion);
  if (fault) throw broken({ code: 'whereItReads', why: fault.why });
  return conversation;
}
