/** Discord's `<…>` markup as text that a reader, or a model, understands. */

/** Looks up what ids stand for; nothing where that is not known. */
export interface Names {
  /** Ids of the bot itself: its user and the role Discord made for it. */
  readonly us: ReadonlySet<string>;
  user(id: string): string | undefined;
  role(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/** The furthest second from 1970 that a date can hold. */
const LAST_SECOND = 8_640_000_000_000;

/** Code first, so that what looks like a mention inside it stays as it is. */
const CODE = /(?<code>```[\s\S]*?```|`[^`\n]*`)/;
const MARKS = [
  /<@!?(?<user>\d+)>/,
  /<@&(?<role>\d+)>/,
  /<#(?<channel>\d+)>/,
  /<\/(?<command>[^:>]+):\d+>/,
  /<(?<animated>a?):(?<emoji>\w+):(?<emojiId>\d+)>/,
  /<t:(?<time>-?\d{1,14})(?::[a-zA-Z])?>/,
];
const MARKUP = new RegExp(
  `${CODE.source}|(?<space> ?)(?:${MARKS.map(({ source }) => source).join('|')})`,
  'g',
);

/**
 * Resolves mentions, channels, roles, commands, custom emoji and timestamps; takes the bot's own mention away.
 *
 * @example resolveMentions('<@1> what did <@2> say in <#3>?', names) // 'what did @Ana say in #general?'
 */
export function resolveMentions(text: string, names: Names): string {
  return text
    .replaceAll(MARKUP, (whole: string, ...rest: unknown[]) => {
      const {
        code,
        space = '',
        user,
        role,
        channel,
        command,
        emoji,
        time,
      } = rest.at(-1) as Record<string, string | undefined>;
      if (code !== undefined) return code;
      if (names.us.has(user ?? role ?? '')) return '';
      if (user !== undefined) return `${space}@${names.user(user) ?? user}`;
      if (role !== undefined) return `${space}@${names.role(role) ?? role}`;
      if (channel !== undefined) return `${space}#${names.channel(channel) ?? channel}`;
      if (command !== undefined) return `${space}/${command}`;
      if (emoji !== undefined) return `${space}:${emoji}:`;
      const seconds = Number(time);
      return Math.abs(seconds) > LAST_SECOND ? whole : `${space}${new Date(seconds * 1000).toISOString()}`;
    })
    .trim();
}

export interface CustomEmoji {
  readonly id: string;
  readonly name: string;
  readonly animated: boolean;
}

/** The custom emoji of a text, each once, in order of appearance. */
export function customEmojiIn(text: string): readonly CustomEmoji[] {
  const found = new Map<string, CustomEmoji>();
  for (const { groups } of text.matchAll(MARKUP)) {
    const { emojiId: id, emoji: name, animated } = groups!;
    if (id !== undefined && name !== undefined) found.set(id, { id, name, animated: animated === 'a' });
  }
  return [...found.values()];
}
