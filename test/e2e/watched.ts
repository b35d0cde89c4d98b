/** A channel on each platform with the whole bot watching it, so that one specification of rules holds for both. */
import { onTestFinished } from 'vitest';
import { startDiscord } from '../loopback/discord/index.ts';
import type { LoopbackOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { temporaryFolder } from '../support/program.ts';
import { type FILES, startBot } from './bench.ts';

/** What the bot has posted, wherever that is. */
export interface Posted {
  readonly channel: string;
  readonly text: string;
  /** The rule, the model and the price. */
  readonly footer: string;
  /** It stands under this message: in its thread, or as a reply. */
  readonly under: string | undefined;
}

export interface WatchedRoom {
  readonly platform: 'discord' | 'slack';
  /** The channel people talk in, and another one, both with the bot in them. */
  readonly channel: string;
  readonly other: string;
  /** Bo says something in the channel that is not for the bot; gives its id. */
  say(text: string, files?: typeof FILES): string;
  posted(): readonly Posted[];
  until<T>(look: () => T, what: string): Promise<NonNullable<T>>;
  /** What Bo gets for `/watch`. */
  watch(text: string): Promise<string>;
  /** Stops the bot, does something to its folder, and starts it again, with other settings where there are some. */
  restart(between?: (folder: string) => Promise<void>, settings?: (room: Places) => string): Promise<void>;
  /** What the platform refused, and what it asked to be sent later. */
  faults(): readonly unknown[];
}

/** Starts a room with these settings, which are made for its channels. */
export type Watched = (openai: LoopbackOpenAi, settings: (room: Places) => string) => Promise<WatchedRoom>;

/** What settings need to know of a room. */
export interface Places {
  readonly platform: 'discord' | 'slack';
  readonly channel: string;
  readonly other: string;
  /** Bo, who looks after the bot. */
  readonly admin: string;
}

type Env = Readonly<Record<string, string>>;

/** A bot that can be stopped and started again on the same data. */
async function restartable(
  openai: LoopbackOpenAi,
  env: Env,
  places: Places,
  settings: (room: Places) => string,
): Promise<WatchedRoom['restart']> {
  const folder = temporaryFolder();
  let app = await startBot(openai, env, { folder, settings: settings(places) });
  return async (between = () => Promise.resolve(), others = settings) => {
    await app.stop();
    await between(folder);
    app = await startBot(openai, env, { folder, settings: others(places) });
  };
}

const discordRoom: Watched = async (openai, settings) => {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const { guild } = discord.guild('Studio');
  const [channel, other] = [discord.channel(guild, 'general'), discord.channel(guild, 'desk')];
  const bo = discord.user('Bo');
  const places: Places = { platform: 'discord', channel: channel.id, other: other.id, admin: bo.id };
  const env = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    ATTACHE_MEDIA_HOSTS: discord.mediaHost,
  };
  const restart = await restartable(openai, env, places, settings);
  const ours = () =>
    [channel, other].flatMap((place) =>
      discord
        .messages(place)
        .filter(({ author, stored }) => author.id === discord.bot.id && !stored.ephemeralFor),
    );
  return {
    ...places,
    say: (content, files = []) =>
      discord.say({
        channel,
        author: bo,
        content,
        attachments: files.map(({ name, bytes }) => ({ name, bytes })),
      }).id,
    posted: () =>
      ours().map(({ content, embeds, stored }) => ({
        channel: stored.channelId,
        text: content,
        footer: embeds.map(({ footer }) => footer?.text ?? '').join('\n'),
        under: stored.replyTo?.messageId,
      })),
    until: discord.until,
    async watch(text) {
      const [action, ...rule] = text.split(' ');
      const before = new Set(discord.messages(channel).map(({ id }) => id));
      discord.runCommand('watch', {
        channel,
        user: bo,
        options: { do: action!, ...(rule.length > 0 && { rule: rule.join(' ') }) },
      });
      const told = () =>
        discord
          .messages(channel)
          .filter(({ id, stored, loading }) => !before.has(id) && stored.ephemeralFor && !loading);
      await discord.until(() => told().length > 0, 'an answer to /watch');
      return told()
        .map(({ content }) => content)
        .join('\n');
    },
    restart,
    faults: () => [...discord.violations(), ...discord.rateLimited()],
  };
};

const slackRoom: Watched = async (openai, settings) => {
  const slack = await startSlack();
  onTestFinished(() => slack.stop());
  const [channel, other] = [slack.channel('general').id, slack.channel('desk').id];
  const bo = slack.user('Bo').id;
  const places: Places = { platform: 'slack', channel, other, admin: bo };
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    ATTACHE_MEDIA_HOSTS: slack.host,
  };
  const restart = await restartable(openai, env, places, settings);
  const ours = (isTold: boolean) =>
    [channel, other].flatMap((place) =>
      slack
        .messages(place)
        .filter(
          ({ user, visibleTo, streaming }) =>
            user === slack.botUserId && Boolean(visibleTo) === isTold && !streaming,
        )
        .map((message) => ({ ...message, channel: place })),
    );
  return {
    ...places,
    say: (text, files = []) =>
      slack.say({
        user: bo,
        channel,
        text,
        ...(files.length > 0 && {
          files: files.map(({ name, type, bytes }) => ({ name, mimetype: type, bytes })),
        }),
      }).ts,
    posted: () =>
      ours(false).map((message) => ({
        channel: message.channel,
        text: message.text,
        footer: message.context.join('\n'),
        under: message.thread,
      })),
    async until(look, what) {
      await slack
        .until(() => Boolean(look()))
        .catch((error: unknown) => {
          throw new Error(`waited in vain for ${what}`, { cause: error });
        });
      return look()!;
    },
    async watch(text) {
      const before = ours(true).length;
      slack.runCommand({ command: '/watch', user: bo, channel, text });
      await slack.until(() => ours(true).length > before);
      return ours(true)
        .slice(before)
        .map((message) => message.text)
        .join('\n');
    },
    restart,
    faults: () => [...slack.violations(), ...(slack.throttled() > 0 ? ['429'] : [])],
  };
};

/** For `describe.each`: the name of a platform, and a room on it. */
export const WATCHED = [
  ['Discord', discordRoom],
  ['Slack', slackRoom],
] as const;
