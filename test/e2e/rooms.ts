/** A room on each platform with the whole bot in it, so that one specification holds for both. */
import { onTestFinished } from 'vitest';
import type { ActionId } from '../../src/chat/index.ts';
import { startDiscord } from '../loopback/discord/index.ts';
import type { LoopbackOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { temporaryFolder } from '../support/program.ts';
import { type FILES, startBot } from './bench.ts';

/** One message of the bot as readers see it now. */
export interface Shown {
  readonly id: string;
  readonly text: string;
  /** Steps, thoughts, receipts, notices and the footer. */
  readonly around: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly buttons: readonly ActionId[];
  /** Only this person sees it. */
  readonly seenBy: string | undefined;
  /** It is still being written. */
  readonly isOpen: boolean;
}

/** A question of Ana's that mentions the bot. Promises resolve when the bot has taken in what she did. */
export interface Question {
  readonly heard: Promise<unknown>;
  edit(text: string): Promise<unknown>;
  remove(): Promise<unknown>;
}

export interface Room {
  readonly ana: string;
  /** Asks in the channel, or in the conversation that an earlier question began; with files of `FILES`. */
  ask(text: string, after?: Question, files?: typeof FILES): Question;
  /** Asks with /ask, for an answer that nobody else sees. */
  askPrivately(text: string): void;
  /** Bo says something in the channel that is not for the bot; gives what shows it in its place, once the bot has heard it. */
  bystander(text: string): Promise<{ readonly link: string }>;
  /** All messages of the bot, oldest first. */
  shown(): readonly Shown[];
  /** Resolves with the first truthy value of `look`, which is asked again whenever something happens. */
  until<T>(look: () => T, what: string): Promise<NonNullable<T>>;
  /** Ana uses a button under a message of the bot. */
  press(message: Shown, action: ActionId): void;
  /** The bot ends in good order and starts again on the same data. */
  restart(): Promise<void>;
  /** What the platform refused, and what it asked to be sent later. */
  faults(): readonly unknown[];
}

/** A finished answer with this text: the message that has the buttons. */
export const finished = (room: Room, text: string | RegExp): Shown | undefined =>
  room
    .shown()
    .find(
      (message) =>
        !message.isOpen &&
        message.buttons.includes('regenerate') &&
        (typeof text === 'string' ? message.text.trim() === text : text.test(message.text)),
    );

/** Starts a bot with these variables and the text of attache.yaml; gives what starts it again on the same data. */
export type Begin = (
  openai: LoopbackOpenAi,
  env: Readonly<Record<string, string>>,
  settings?: string,
) => Promise<() => Promise<void>>;

const inThisProcess: Begin = async (openai, env, settings) => {
  const options = { folder: temporaryFolder(), ...(settings !== undefined && { settings }) };
  let app = await startBot(openai, env, options);
  return async () => {
    await app.stop();
    app = await startBot(openai, env, options);
  };
};

async function discordRoom(
  openai: LoopbackOpenAi,
  settings?: string,
  begin: Begin = inThisProcess,
): Promise<Room> {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const channel = discord.channel(discord.guild('Studio').guild, 'general');
  const ana = discord.user('Ana');
  const bo = discord.user('Bo');
  const restart = await begin(
    openai,
    {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ATTACHE_MEDIA_HOSTS: discord.mediaHost,
    },
    settings,
  );
  const ours = () => discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);
  /** Discord tells things in their order: what comes after them has been heard, so they have. */
  const heard = async () => {
    const user = discord.user('Echo');
    const place = discord.dm(user);
    discord.runCommand('help', { channel: place, user });
    await discord.until(() => discord.messages(place).some(({ loading }) => !loading), 'an echo');
  };
  return {
    ana: ana.id,
    ask(text, _after, files = []) {
      const attachments = files.map(({ name, bytes }) => ({ name, bytes }));
      const content = `<@${discord.bot.id}> ${text}`;
      const said = discord.say({ channel, author: ana, content, attachments });
      return {
        get heard() {
          return heard();
        },
        edit(anew) {
          discord.edit(said, `<@${discord.bot.id}> ${anew}`);
          return heard();
        },
        remove() {
          discord.delete(said);
          return heard();
        },
      };
    },
    async bystander(text) {
      const { id } = discord.say({ channel, author: bo, content: text });
      await heard();
      return { link: `https://discord.com/channels/${channel.guildId}/${channel.id}/${id}` };
    },
    askPrivately: (question) =>
      void discord.runCommand('ask', { channel, user: ana, options: { question, private: true } }),
    shown: () =>
      ours().map(({ id, content, embeds, files, buttons, stored, loading }) => ({
        id,
        text: content,
        around: embeds.map(({ description, footer }) => `${description}\n${footer?.text}`).join('\n'),
        files: files.map(({ filename, bytes }) => ({ name: filename, bytes })),
        buttons: buttons.map((button) => button.slice(0, button.indexOf(':')) as ActionId),
        seenBy: stored.ephemeralFor,
        isOpen: loading || buttons.some((button) => button.startsWith('stop:')),
      })),
    until: discord.until,
    press({ id }, action) {
      const { stored, buttons } = ours().find((message) => message.id === id)!;
      discord.press(
        stored,
        buttons.find((button) => button.startsWith(`${action}:`))!,
        ana,
      );
    },
    restart,
    faults: () => [...discord.violations(), ...discord.rateLimited()],
  };
}

async function slackRoom(
  openai: LoopbackOpenAi,
  settings?: string,
  begin: Begin = inThisProcess,
): Promise<Room> {
  const slack = await startSlack();
  onTestFinished(() => slack.stop());
  const channel = slack.channel('general').id;
  const ana = slack.user('Ana').id;
  const bo = slack.user('Bo').id;
  const restart = await begin(
    openai,
    {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      ATTACHE_MEDIA_HOSTS: slack.host,
    },
    settings,
  );
  /** The thread that each question is in. */
  const threads = new Map<Question, string>();
  const ours = () => slack.messages(channel).filter(({ user }) => user === slack.botUserId);
  return {
    ana,
    ask(text, after, files = []) {
      const thread = after && threads.get(after);
      const { ts, delivered } = slack.say({
        user: ana,
        channel,
        text: `<@${slack.botUserId}> ${text}`,
        ...(thread !== undefined && { thread }),
        ...(files.length > 0 && {
          files: files.map(({ name, type, bytes }) => ({ name, mimetype: type, bytes })),
        }),
      });
      const question: Question = {
        heard: delivered,
        edit: (anew) => slack.edit(channel, ts, `<@${slack.botUserId}> ${anew}`),
        remove: () => slack.remove(channel, ts),
      };
      threads.set(question, thread ?? ts);
      return question;
    },
    async bystander(text) {
      const { ts, delivered } = slack.say({ user: bo, channel, text });
      await delivered;
      return { link: `/archives/${channel}/p${ts.replace('.', '')}` };
    },
    askPrivately: (text) => void slack.runCommand({ user: ana, channel, text: `private:yes ${text}` }),
    shown: () =>
      ours().map(({ ts, text, context, tasks, files, buttons, visibleTo, streaming }) => ({
        id: ts,
        text,
        around: [...context, ...tasks.map(({ title, details }) => `${title} ${details}`)].join('\n'),
        files,
        buttons: buttons.map(({ action }) => action.replace('attache_', '') as ActionId),
        seenBy: visibleTo,
        isOpen: streaming || buttons.some(({ action }) => action === 'attache_stop'),
      })),
    async until(look, what) {
      await slack
        .until(() => Boolean(look()))
        .catch((error: unknown) => {
          throw new Error(`waited in vain for ${what}`, { cause: error });
        });
      return look()!;
    },
    press({ id }, action) {
      const { buttons } = ours().find(({ ts }) => ts === id)!;
      const button = buttons.find((one) => one.action === `attache_${action}`)!;
      void slack.press(ana, channel, id, button.action, button.value);
    },
    restart,
    faults: () => [...slack.violations(), ...(slack.throttled() > 0 ? ['429'] : [])],
  };
}

/** For `describe.each`: the name of a platform, and a room on it. */
export const ROOMS = [
  ['Discord', discordRoom],
  ['Slack', slackRoom],
] as const;
