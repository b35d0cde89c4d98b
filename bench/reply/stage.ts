/** A platform of this machine with questions asked on it: where a contender answers, and what its readers then see. */
import { startDiscord } from '../../test/loopback/discord/index.ts';
import { startSlack, type LoopbackSlack, type SeenMessage } from '../../test/loopback/slack/index.ts';

export type Platform = 'discord' | 'slack';

/** What a contender needs to know to reach the platform. */
export interface Door {
  readonly platform: Platform;
  readonly apiUrl: string;
  readonly botToken: string;
  /** Slack's, for its socket. */
  readonly appToken: string;
  readonly signingSecret: string;
  /** The workspace, or Discord's server. */
  readonly team: string;
}

/** A question, in the order of the replies. */
export interface Question {
  readonly channel: string;
  /** Its message. */
  readonly id: string;
  readonly user: string;
}

/** A message of the bot as its readers saw it from a time on. */
export interface Sighting {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
  readonly text: string;
}

export interface Calls {
  readonly all: number;
  /** Refused because there were too many. */
  readonly tooMany: number;
  /** Refused for any other reason, with how often. */
  readonly refused: Readonly<Record<string, number>>;
  /** By method, the most frequent first. */
  readonly byMethod: Readonly<Record<string, number>>;
}

export interface Stage {
  readonly door: Door;
  /** Everybody asks at once. What went before is not counted. */
  ask(): readonly Question[];
  /** Everything that could be seen so far, in the order of time. */
  sightings(): readonly Sighting[];
  /** What stands there now: the texts of the messages in their order, and of the files. */
  standing(): { readonly messages: readonly string[]; readonly files: readonly string[] };
  calls(): Calls;
  close(): Promise<void>;
}

/** What a question says, so that an answer can be told whose it is. */
export const questionOf = (reply: number): string => `question ${reply}`;
export const replyOf = (text: string): number => Number(/question (\d+)/.exec(text)![1]);

function counted(calls: readonly { readonly method: string; readonly outcome: string }[]): Calls {
  const countBy = (values: readonly string[]) =>
    Object.fromEntries(
      [...Map.groupBy(values, (value) => value)]
        .map(([value, all]) => [value, all.length] as const)
        .toSorted(([, a], [, b]) => b - a),
    );
  return {
    all: calls.length,
    tooMany: calls.filter(({ outcome }) => outcome === '429').length,
    refused: countBy(
      calls.flatMap(({ outcome }) => (outcome === 'ok' || outcome === '429' ? [] : [outcome])),
    ),
    byMethod: countBy(calls.map(({ method }) => method)),
  };
}

/** Every text inside embeds, blocks and components. */
function textsIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(textsIn).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, inner]) =>
      typeof inner === 'string' && ['content', 'description', 'text', 'value'].includes(key)
        ? inner
        : textsIn(inner),
    )
    .join('\n');
}

const read = (files: readonly { readonly bytes: Uint8Array }[]): string[] =>
  files.map(({ bytes }) => new TextDecoder().decode(bytes));

/** `channels`: the channel of each reply. */
export async function discordStage(channels: readonly number[]): Promise<Stage> {
  const discord = await startDiscord();
  const { guild } = discord.guild('Bench');
  const asker = discord.user('Ana');
  const known = [...new Set(channels)].map((channel) => discord.channel(guild, `channel-${channel}`));
  let before = 0;
  const messages = () =>
    known
      .flatMap((channel) => discord.messages(channel))
      .filter(({ author }) => author.id === discord.bot.id)
      .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));

  return {
    door: {
      platform: 'discord',
      apiUrl: discord.apiUrl,
      botToken: discord.token,
      appToken: '',
      signingSecret: '',
      team: guild.id,
    },
    ask: () => {
      before = discord.requests.length;
      return channels.map((channel, reply) => {
        const { id } = discord.say({
          channel: known[channel]!,
          author: asker,
          content: `<@${discord.bot.id}> ${questionOf(reply)}`,
        });
        return { channel: known[channel]!.id, id, user: asker.id };
      });
    },
    sightings: () =>
      messages()
        .flatMap(({ id, stored, files }) =>
          stored.revisions.map(({ at, content, embeds, components }) => ({
            at,
            message: id,
            text: [content, textsIn(embeds), textsIn(components), ...read(files)].join('\n'),
          })),
        )
        .toSorted((a, b) => a.at - b.at),
    standing: () => ({
      messages: messages().map(({ stored }) => {
        const { content, components } = stored.revisions.at(-1)!;
        return content === '' ? textsIn(components) : content;
      }),
      files: messages().flatMap(({ files }) => read(files)),
    }),
    calls: () =>
      counted(
        discord.requests.slice(before).map(({ method, path, status, code }) => ({
          method: `${method} ${path.replaceAll(/\d{5,}/g, ':id').replaceAll(/webhooks\/:id\/[^/]+/g, 'webhooks/:id/:token')}`,
          outcome: status === 429 ? '429' : status >= 400 ? `${status} ${code ?? ''}` : 'ok',
        })),
      ),
    close: () => discord.close(),
  };
}

/** What a message of Slack shows: its text, or that of its blocks where it has none. */
const shownBy = ({ text, blocks }: SeenMessage): string => (text === '' ? textsIn(blocks) : text);

/** Notes every state a message is in, with the time: Slack's own messages do not tell when they changed. */
function watch(slack: LoopbackSlack): { readonly sightings: Sighting[]; stop(): void } {
  const sightings: Sighting[] = [];
  const noted = new Map<string, number>();
  let isOver = false;
  void slack.until(() => {
    for (const message of slack.messages()) {
      const { ts, user, revisions, files } = message;
      if (user !== slack.botUserId || noted.get(ts) === revisions.length) continue;
      noted.set(ts, revisions.length);
      sightings.push({ at: Date.now(), message: ts, text: [shownBy(message), ...read(files)].join('\n') });
    }
    return isOver;
  });
  return {
    sightings,
    stop: () => {
      isOver = true;
    },
  };
}

/** `isWatched`: every state of every message is noted, which takes its time where there are many. */
export async function slackStage(channels: readonly number[], isWatched = true): Promise<Stage> {
  const slack = await startSlack();
  const asker = slack.user('Ana');
  const known = [...new Set(channels)].map((channel) => slack.channel(`channel-${channel}`));
  const watched = isWatched ? watch(slack) : undefined;
  let before = 0;
  const messages = () => slack.messages().filter(({ user }) => user === slack.botUserId);

  return {
    door: {
      platform: 'slack',
      apiUrl: slack.apiUrl,
      botToken: slack.botToken,
      appToken: slack.appToken,
      signingSecret: slack.signingSecret,
      team: slack.team,
    },
    ask: () => {
      before = slack.calls.length;
      return channels.map((channel, reply) => {
        const { ts } = slack.say({
          user: asker.id,
          channel: known[channel]!.id,
          text: `<@${slack.botUserId}> ${questionOf(reply)}`,
        });
        return { channel: known[channel]!.id, id: ts, user: asker.id };
      });
    },
    sightings: () => watched?.sightings ?? [],
    standing: () => ({
      messages: messages().map(shownBy),
      files: messages().flatMap(({ files }) => read(files)),
    }),
    calls: () => counted(slack.calls.slice(before)),
    close: async () => {
      watched?.stop();
      await slack.stop();
    },
  };
}
