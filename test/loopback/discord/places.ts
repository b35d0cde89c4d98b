/** Where people are: servers with their roles, members and emoji, channels and threads. */

export interface Role {
  readonly id: string;
  readonly name: string;
  /** What it lets its members do on the server, besides what everyone may. */
  readonly permissions: bigint;
  /** The bot this role was made for when it joined. */
  readonly botId?: string;
}

export interface Emoji {
  readonly id: string;
  readonly name: string;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly roles: Role[];
  /** Roles of each member, by user id. */
  readonly members: Map<string, readonly string[]>;
  readonly emojis: Emoji[];
  /** What everybody may do here. */
  everyone: bigint;
  /** Until when members may neither write nor react, by user id, in milliseconds since 1970. */
  readonly timeouts: Map<string, number>;
  ownerId: string;
}

export const CHANNEL_TYPE = {
  text: 0,
  dm: 1,
  voice: 2,
  group: 3,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
} as const;
export type ChannelTypeName = keyof typeof CHANNEL_TYPE;

/** What a channel gives to the members of a role, or to one member, and takes from them. */
export interface Overwrite {
  readonly id: string;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface Channel {
  readonly id: string;
  readonly type: (typeof CHANNEL_TYPE)[ChannelTypeName];
  readonly name: string;
  readonly guildId?: string;
  /** The channel a thread belongs to. */
  readonly parentId?: string;
  /** The person a direct message is with. */
  readonly recipientId?: string;
  /** A conversation of people among themselves, which the bot is no part of. */
  readonly among?: true;
  /** Who is in a private thread. */
  readonly inside: Set<string>;
  /** Nobody has written in the thread for a while: it is no longer among the active ones. */
  archived?: boolean;
  /** Only moderators write in the thread. */
  locked?: boolean;
  /** The last message that was written here, whether or not it still stands. */
  lastMessageId?: string;
  /** Permissions taken from the bot here, and what else the channel gives and takes. */
  denied: bigint;
  readonly overwrites: Overwrite[];
}

const THREADS: ReadonlySet<number> = new Set([
  CHANNEL_TYPE.announcementThread,
  CHANNEL_TYPE.publicThread,
  CHANNEL_TYPE.privateThread,
]);

export const isThread = ({ type }: Pick<Channel, 'type'>): boolean => THREADS.has(type);

/** Whether it is with people alone, on no server. */
export const isDirect = ({ type }: Pick<Channel, 'type'>): boolean =>
  type === CHANNEL_TYPE.dm || type === CHANNEL_TYPE.group;
