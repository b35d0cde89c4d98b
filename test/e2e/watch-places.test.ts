/** Rules that name no channel, and places of every kind: one where the bot may not write or read holds up none of the others. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { type Channel, type LoopbackDiscord, startDiscord } from '../loopback/discord/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { startBot } from './bench.ts';

type Rules = Readonly<Record<string, object>>;

async function startModel(): Promise<LoopbackOpenAi> {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  openai.answers(() => ['Noted.']);
  return openai;
}

/** A server with a channel and what else `build` makes there; Bo looks after the bot. */
async function onDiscord<Built>(
  rules: Rules,
  build: (discord: LoopbackDiscord, guild: Parameters<LoopbackDiscord['channel']>[0]) => Built,
) {
  const openai = await startModel();
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const { guild } = discord.guild('Studio');
  const general = discord.channel(guild, 'general');
  const bo = discord.user('Bo');
  guild.members.set(bo.id, []);
  const built = build(discord, guild);
  await startBot(
    openai,
    {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ATTACHE_MEDIA_HOSTS: discord.mediaHost,
    },
    { settings: JSON.stringify({ admins: { users: [bo.id] }, rules }) },
  );
  const say = (channel: Channel, content: string) => discord.say({ channel, author: bo, content });
  const ours = (channel: Channel) =>
    discord
      .messages(channel)
      .filter(({ author, stored }) => author.id === discord.bot.id && !stored.ephemeralFor);
  const posted = (channel: Channel) => discord.until(() => ours(channel).length > 0, 'a post');
  const watch = async (action: string, rule: string) => {
    const before = new Set(discord.messages(general).map(({ id }) => id));
    discord.runCommand('watch', { channel: general, user: bo, options: { do: action, rule } });
    const told = () =>
      discord
        .messages(general)
        .filter(({ id, stored, loading }) => !before.has(id) && stored.ephemeralFor && !loading);
    await discord.until(() => told().length > 0, 'an answer to /watch');
    return told()
      .map(({ content }) => content)
      .join('\n');
  };
  return { openai, discord, guild, general, bo, built, say, ours, posted, watch };
}

const asked = ({ requests }: LoopbackOpenAi): string =>
  JSON.stringify(requests.flatMap((request) => (request.asked ? [request.asked.turns] : [])));

describe('a rule for a whole server of Discord', () => {
  const hello = { when: { on: 'message' }, then: { say: 'Hello.', to: 'reply' } };

  it('leaves a channel that the bot may only read, says why, and goes on in the others', async () => {
    const { guild, discord, general, built, say, ours, posted, watch } = await onDiscord(
      { hello },
      (made, there) => made.channel(there, 'announcements'),
    );
    discord.deny(built, 'SendMessages');
    const said = [1, 2, 3, 4].map((number) => say(built, `news ${number}`));
    say(general, 'hi');
    await posted(general);
    const link = `https://discord.com/channels/${guild.id}/${built.id}/${said[0]!.id}`;
    expect(await watch('why', link)).toContain(
      '**hello**: did not act · I may not write in this channel: I lack Send Messages.',
    );
    say(general, 'hi again');
    await discord.until(() => ours(general).length === 2, 'another post');
    expect(ours(built)).toEqual([]);
  });

  it('reads the post of a forum where it answers in one', async () => {
    const { openai, discord, general, built, say, posted } = await onDiscord(
      {
        help: {
          when: { on: 'message', matches: '\\?' },
          then: { prompt: 'Answer it.', to: 'reply', read: { since: '1h' } },
        },
      },
      (made, there) => made.channel(there, 'support', 'forum'),
    );
    const post = discord.thread(built, 'Printer');
    say(post, 'PRN-2 is on the second floor');
    say(post, 'what is it called?');
    await posted(post);
    expect(asked(openai)).toContain('second floor');
    say(general, 'and here?');
    await posted(general);
  });

  it('answers what nobody has answered in the post of a forum', async () => {
    const { openai, discord, built, say, posted } = await onDiscord(
      { unanswered: { ready: 'unanswered', when: { after: '1s', question: null } } },
      (made, there) => made.channel(there, 'support', 'forum'),
    );
    const post = discord.thread(built, 'Printer');
    say(post, 'what is our printer called?');
    await posted(post);
    expect(asked(openai)).toContain('what is our printer called?');
  });

  it('can be made for a forum in a chat, and watches all of its posts', async () => {
    const { discord, built, say, posted, watch } = await onDiscord({}, (made, there) =>
      made.channel(there, 'support', 'forum'),
    );
    const rule = `forum: {where: {channels: ['${built.id}']}, when: {on: message}, then: {say: Hi., to: reply}}`;
    expect(await watch('add', rule)).toMatch(/^Added \*\*forum\*\*/);
    const post = discord.thread(built, 'Printer');
    say(post, 'what is our printer called?');
    await posted(post);
  });

  it('cannot be made to post in a forum itself, nor for a channel that there is not', async () => {
    const { built, watch } = await onDiscord({}, (made, there) => made.channel(there, 'support', 'forum'));
    const to = `{platform: discord, channel: '${built.id}'}`;
    expect(await watch('add', `forum: {when: {on: message}, then: {say: Hi., to: ${to}}}`)).toContain(
      'then.to.channel: Nothing can be written in a forum itself, only in its posts.',
    );
    const nowhere = `{channels: ['123456789012345678']}`;
    expect(await watch('add', `none: {where: ${nowhere}, when: {on: message}, then: {react: 👋}}`)).toContain(
      'where.channels.0: I see no channel or thread “123456789012345678” from here.',
    );
  });
});

describe('on Slack', () => {
  async function onSlack(rules: Rules) {
    const openai = await startModel();
    const slack = await startSlack();
    onTestFinished(() => slack.stop());
    const [general, news] = [slack.channel('general').id, slack.channel('news').id];
    const bo = slack.user('Bo').id;
    await startBot(
      openai,
      {
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        ATTACHE_MEDIA_HOSTS: slack.host,
      },
      { settings: JSON.stringify({ admins: { users: [bo] }, rules }) },
    );
    const ours = (channel: string, isTold = false) =>
      slack
        .messages(channel)
        .filter(({ user, visibleTo }) => user === slack.botUserId && Boolean(visibleTo) === isTold);
    const say = (channel: string, text: string, thread?: string) =>
      slack.say({ channel, user: bo, text, ...(thread !== undefined && { thread }) });
    const watch = async (text: string) => {
      const before = ours(general, true).length;
      slack.runCommand({ command: '/watch', user: bo, channel: general, text });
      await slack.until(() => ours(general, true).length > before);
      return ours(general, true)
        .slice(before)
        .map((message) => message.text)
        .join('\n');
    };
    return { slack, general, news, ours, say, watch };
  }

  it('a rule for a whole workspace leaves a channel that only some may write in', async () => {
    const { slack, general, news, ours, say } = await onSlack({
      hello: { when: { on: 'message' }, then: { say: 'Hello.', to: 'reply' } },
    });
    slack.fail('chat.postMessage', { error: 'restricted_action_read_only_channel', times: 4 });
    const posts = () => slack.calls.filter(({ method }) => method === 'chat.postMessage').length;
    for (const times of [1, 2, 3, 4]) {
      say(news, `news ${times}`);
      await slack.until(() => posts() === times);
    }
    say(general, 'hi');
    await slack.until(() => ours(general).length === 1);
    expect(ours(news)).toEqual([]);
  });

  it('a rule can be made for a single thread, in its channel', async () => {
    const { slack, general, news, ours, say, watch } = await onSlack({});
    const { ts } = say(general, 'start');
    const elsewhere = say(news, 'another start').ts;
    const rule = (id: string) =>
      `add one: {where: {channels: ['${id}']}, when: {on: message}, then: {say: Hi., to: reply}}`;
    expect(await watch(rule(elsewhere))).toContain('is named in the channel it is in');
    expect(await watch(rule(ts))).toContain('Added');
    say(general, 'beside it');
    say(general, 'in it', ts);
    await slack.until(() => ours(general).length > 0);
    expect(ours(general)).toMatchObject([{ thread: ts }]);
  });
});
