/** Rules that reach from one platform to another, and to a webhook: one bot on both, real files, a receiver that checks signatures. */
import { expect, it, onTestFinished } from 'vitest';
import { openReceiver, SECRET } from '../adapters/webhook/receiver.ts';
import { startDiscord } from '../loopback/discord/index.ts';
import { startOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { FILES, startBot } from './bench.ts';

const [PHOTO] = FILES;
const BRIDGE = 'Bridge';

/** One bot on both platforms with these rules, made for their channels; and what people say on Slack. */
async function startBoth(
  rules: (places: {
    readonly slack: string;
    readonly discord: string;
    /** The ids of the bridge's bots on both. */
    readonly bridge: readonly string[];
  }) => object,
  besides: object = {},
  env: Readonly<Record<string, string>> = {},
) {
  const [openai, discord, slack] = [await startOpenAi(), await startDiscord(), await startSlack()];
  onTestFinished(async () => {
    await Promise.all([openai.close(), discord.close(), slack.stop()]);
  });
  const channel = discord.channel(discord.guild('Studio').guild, 'desk');
  const general = slack.channel('general').id;
  const ana = slack.user('Ana').id;
  const bridge = { slack: slack.bot(BRIDGE), discord: discord.user(BRIDGE, { bot: true }) };
  await startBot(
    openai,
    {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      ATTACHE_MEDIA_HOSTS: `${discord.mediaHost},${slack.host}`,
      ...env,
    },
    {
      settings: JSON.stringify({
        rules: rules({
          slack: general,
          discord: channel.id,
          bridge: [bridge.slack.botId, bridge.discord.id],
        }),
        ...besides,
      }),
    },
  );
  const ours = () => discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);
  const say = (text: string, files: typeof FILES = []) =>
    slack.say({
      user: ana,
      channel: general,
      text,
      ...(files.length > 0 && {
        files: files.map(({ name, type, bytes }) => ({ name, mimetype: type, bytes })),
      }),
    });
  const faults = () => [...discord.violations(), ...discord.rateLimited(), ...slack.violations()];
  return { openai, discord, slack, channel, general, bridge, ours, say, faults };
}

it('a photo posted on Slack is described on Discord, with a link back', async () => {
  const { openai, discord, ours, say, faults } = await startBoth(({ slack, discord: there }) => ({
    pictures: {
      where: { platforms: ['slack'], channels: [slack] },
      when: { on: 'message', has: ['image'] },
      then: { prompt: 'Describe it for the desk. Add {link}.', to: { platform: 'discord', channel: there } },
    },
  }));
  openai.answers(({ turns }) => [
    turns.at(-1)!.parts.some(({ type }) => type === 'image')
      ? 'A street in the evening.'
      : 'No picture came.',
  ]);
  const { ts } = say('our street', [PHOTO!]);
  await discord.until(() => ours().some(({ content }) => content.includes('A street')), 'the description');

  expect(ours()).toHaveLength(1);
  const { asked } = await openai.until(({ endpoint }) => endpoint === 'responses');
  expect(JSON.stringify(asked!.turns)).toContain(`p${ts.replace('.', '')}`);
  expect(faults()).toEqual([]);
});

it('between a bridge that repeats everything and rules that post across, it comes to an end', async () => {
  const { openai, discord, slack, channel, general, bridge, ours, say } = await startBoth(
    ({ slack: here, discord: there, bridge: bots }) => ({
      out: {
        where: { platforms: ['slack'], channels: [here], bots },
        when: { on: 'message' },
        then: { say: 'On Slack: {link}', to: { platform: 'discord', channel: there } },
      },
      back: {
        where: { platforms: ['discord'], channels: [there], bots },
        when: { on: 'message' },
        then: { say: 'On Discord: {link}', to: { platform: 'slack', channel: here } },
      },
    }),
  );
  const onSlack = () => slack.messages(general).filter(({ user }) => user === slack.botUserId);
  say('hello');
  await discord.until(() => ours().length === 1, 'the rule to post on Discord');
  const [first] = ours();

  // The bridge carries both over: what Ana said sets the other rule off, what the bot said does not set the first one off again.
  await slack.sayAsBot({ bot: bridge.slack, channel: general, text: first!.content }).delivered;
  discord.sayAsBot({ name: BRIDGE, channel, content: 'hello' });
  await slack.until(() => onSlack().length === 1);
  discord.sayAsBot({ name: BRIDGE, channel, content: onSlack()[0]!.text });

  say('and one more');
  await discord.until(() => ours().length > 1, 'what comes after all of that');
  expect(ours()).toHaveLength(2);
  expect(onSlack()).toHaveLength(1);
  expect(openai.requests.filter(({ endpoint }) => endpoint === 'responses')).toEqual([]);
});

it('what a rule finds goes to a webhook as signed data that fits the schema', async () => {
  await using receiver = await openReceiver();
  const { openai, say } = await startBoth(
    ({ slack }) => ({
      orders: {
        where: { channels: [slack] },
        when: { on: 'message', matches: 'order' },
        then: { prompt: 'Write down the order.', schema: 'order', to: { webhook: 'shop' } },
      },
    }),
    {
      schemas: {
        order: {
          type: 'object',
          properties: { item: { type: 'string' } },
          required: ['item'],
          additionalProperties: false,
        },
      },
      webhooks: { shop: { url: receiver.url, secretFrom: 'SHOP_SECRET' } },
    },
    { SHOP_SECRET: SECRET },
  );
  openai.answers(() => ['{"item":"two chairs"}']);
  say('we order two chairs');
  expect((await receiver.first).body).toMatchObject({
    type: 'attache.rule',
    data: { rule: 'orders', data: { item: 'two chairs' }, link: expect.stringContaining('/archives/') },
  });
});
