/** What rules do on a chat platform in memory: it remembers what was done, and lacks what a test says. */
import type {
  Acts,
  Author,
  Conversation,
  Message,
  Placing,
  ReplyTarget,
  Right,
} from '../../src/chat/index.ts';

export interface SeenReaction {
  readonly messageId: string;
  readonly emoji: string;
}

export interface MemoryActs extends Acts {
  /** Every reaction so far, each once. */
  readonly reactions: readonly SeenReaction[];
  /** Everything that was to be placed so far. */
  readonly placed: readonly Placing[];
  /** The members of every workspace, by their ids; anybody is one, without roles, where this is empty. */
  readonly members: Map<string, Author>;
  /** The rights that somebody lacks, by their id. */
  readonly lacking: Map<string, readonly Right[]>;
  /** Channels that are forums. */
  readonly forums: Set<string>;
  /** Ids that mean nothing. */
  readonly nowhere: Set<string>;
  /** What the next reaction or place is refused with. */
  refusal: Error | undefined;
}

/**
 * @param platform its name
 * @param said the messages that can be found
 * @param changed is called after every reaction
 */
export function createMemoryActs(
  platform: string,
  said: () => readonly Message[],
  changed: () => void,
): MemoryActs {
  const reactions: SeenReaction[] = [];
  const placed: Placing[] = [];
  const members = new Map<string, Author>();
  const lacking = new Map<string, readonly Right[]>();
  const forums = new Set<string>();
  const nowhere = new Set<string>();
  return {
    reactions,
    placed,
    members,
    lacking,
    forums,
    nowhere,
    refusal: undefined,
    message: (conversation, id) =>
      Promise.resolve(
        said().find((one) => one.id === id && one.conversation.channel === conversation.channel),
      ),
    async place(placing) {
      throwOnce(this);
      placed.push(placing);
      return targetOf(placing, platform);
    },
    async react(_, messageId, emoji) {
      throwOnce(this);
      if (!reactions.some((one) => one.messageId === messageId && one.emoji === emoji))
        reactions.push({ messageId, emoji });
      changed();
    },
    member: (id) =>
      Promise.resolve(members.size === 0 ? { id, name: `Person ${id}`, roles: [] } : members.get(id)),
    lacks: (person, _, rights) =>
      Promise.resolve(rights.filter((right) => lacking.get(person)?.includes(right))),
    async around({ thread, ...channel }) {
      return thread !== undefined && forums.has(channel.channel)
        ? { ...channel, thread }
        : { ...channel, kind: 'channel' };
    },
    async named(id, near) {
      if (nowhere.has(id)) return undefined;
      const { platform, workspace } = near;
      return [near.channel, near.thread].includes(id)
        ? near
        : { platform, workspace, channel: id, kind: 'channel' };
    },
    async located(link, near) {
      const [, channel, id] = /^https:\/\/chat\.test\/([^/]+)\/([^/]+)$/.exec(link) ?? [];
      if (channel === undefined || id === undefined)
        return said().some((one) => one.id === link) ? { conversation: near, id: link } : undefined;
      return { conversation: { ...near, channel, kind: 'channel' }, id };
    },
  };
}

function throwOnce(acts: MemoryActs): void {
  const { refusal } = acts;
  acts.refusal = undefined;
  if (refusal) throw refusal;
}

/** Where people and channels answer to their own ids. */
function targetOf(placing: Placing, platform: string): ReplyTarget {
  const inChannel = (conversation: Conversation, userId: string, messageId?: string): ReplyTarget => ({
    conversation,
    userId,
    private: false,
    ...(messageId !== undefined && { messageId }),
  });
  switch (placing.how) {
    case 'reply': {
      const { conversation, author, id } = placing.message;
      return inChannel(conversation, author.id, id);
    }
    case 'thread': {
      const { conversation, author, id } = placing.message;
      return inChannel({ ...conversation, kind: 'thread', thread: conversation.thread ?? id }, author.id, id);
    }
    case 'post': {
      const { channel, workspace = 'W1' } = placing;
      return inChannel({ platform, workspace, channel, kind: 'channel' }, '', `post-${channel}`);
    }
    case 'direct': {
      const { user, workspace } = placing;
      return inChannel({ platform, workspace, channel: `dm-${user}`, kind: 'dm' }, user, `dm-${user}`);
    }
  }
}
