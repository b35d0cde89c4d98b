/** Discord for a run: channels, threads and direct messages, and what may happen to the events of questions. */
import { startDiscord } from '../loopback/discord/index.ts';
import type { Channel, MessageView, StoredMessage } from '../loopback/discord/index.ts';
import { askedIn, maySay, textOf } from './answers.ts';
import type { Seen } from './check.ts';
import { fatesOf } from './fates.ts';
import type { Question } from './plan.ts';
import { remarkText } from './remarks.ts';
import { mediaOf, type OpenStage } from './stage.ts';
import type { Exchange } from './wire.ts';

/** Lines of an embed that tell of files, not of what went wrong. */
const RECEIPT = /^(📎|⚠️) /u;
/** What a page shows that has nothing to show yet. */
const NOTHING_YET = '…';

export const discordStage: OpenStage = async (places, onTold) => {
  const discord = await startDiscord();
  const { guild } = discord.guild('Studio');
  const people = places.map((_, index) => discord.user(`Person ${index}`));
  const channels = places.map((place, index): Channel => {
    if (place === 'direct') return discord.dm(people[index]!);
    const channel = discord.channel(guild, `place-${index}`);
    if (place === 'channel') return channel;
    const topic = discord.say({ channel, author: people[index]!, content: 'Something to talk about.' });
    return discord.thread(channel, `thread-${index}`, topic);
  });
  const bystander = discord.user('Bystander');
  // In a thread the bot takes what is said after a question for another one.
  const open = channels.filter((_, index) => places[index] === 'channel');
  if (open.length === 0) open.push(discord.channel(guild, 'beside'));
  const questions = new Map<string, Pick<Question, 'number'>>();
  const asked = new Map<number, { position: number; conversation: number }>();
  const known = new Map<number, Question>();
  const fateOf = fatesOf((number, at) => onTold(number, at, false), known);
  const zero = BigInt(discord.bot.id);
  const positionOf = (id: string) => Number(BigInt(id) - zero);

  /** Questions at the end of a chain of answers. */
  const under = (message: StoredMessage, all: ReadonlyMap<string, StoredMessage>): readonly number[] => {
    for (let at: StoredMessage | undefined = message, steps = 0; at && steps < 100; steps += 1) {
      const id: string | undefined = at.replyTo?.messageId;
      const question = questions.get(id ?? '');
      if (question) return [question.number];
      at = all.get(id ?? '');
    }
    return [];
  };

  const seenOf = (view: MessageView, all: ReadonlyMap<string, StoredMessage>): Seen => ({
    id: view.id,
    text: view.content === NOTHING_YET ? '' : view.content,
    notices: view.embeds
      .flatMap(({ description = '' }) => description.split('\n'))
      .filter((line) => line !== '' && !RECEIPT.test(line)),
    files: view.files.map(({ filename, bytes }) => ({ name: filename, bytes })),
    isOpen:
      view.loading ||
      view.content === NOTHING_YET ||
      view.buttons.some((button) => button.startsWith('stop:')),
    under: under(view.stored, all),
    position: positionOf(view.id),
  });

  return {
    origin: discord.origin,
    env: (origin) => ({
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: `${origin}/api`,
      ATTACHE_MEDIA_HOSTS: discord.mediaHost,
    }),
    wire: {
      fateOf: (frame) => {
        const isQuestion = frame.includes('"t":"MESSAGE_CREATE"') && maySay(frame);
        return isQuestion ? fateOf(askedIn(frame)) : {};
      },
      isKept: () => false,
      writtenBy,
    },
    ask: (question) => {
      const { conversation, number } = question;
      const mention = places[conversation] === 'direct' ? '' : `<@${discord.bot.id}> `;
      known.set(number, question);
      const said = discord.say({
        channel: channels[conversation]!,
        author: people[conversation]!,
        content: `${mention}${textOf(question)}`,
        attachments: mediaOf(question),
      });
      questions.set(said.id, question);
      asked.set(number, { position: positionOf(said.id), conversation });
    },
    remark: (remark) => {
      const { conversation, number } = remark;
      known.set(number, remark);
      const channel = open[conversation % open.length]!;
      questions.set(discord.say({ channel, author: bystander, content: remarkText(remark) }).id, remark);
    },
    asked: () => asked,
    seen: () => {
      const views = channels.flatMap((channel) => discord.messages(channel));
      const all = new Map(views.map(({ stored }) => [stored.id, stored]));
      return views
        .filter(({ author }) => author.id === discord.bot.id)
        .map((view) => seenOf(view, all))
        .toSorted((one, other) => one.position - other.position);
    },
    disconnect: () => discord.gateway.disconnect({ resumable: false }),
    refused: () =>
      discord.violations().map(({ method, path, status, code }) => `${method} ${path}: ${status} ${code}`),
    throttled: () => discord.rateLimited().length,
    close: () => discord.close(),
  };
};

/** The message that a request has written. */
function writtenBy({ method, path, got }: Exchange): string | undefined {
  if (method === 'PATCH') return /\/messages\/(\d+)$/.exec(path)?.[1];
  if (method !== 'POST' || !path.endsWith('/messages')) return undefined;
  return /^\{"id":"(\d+)"/.exec(got.toString())?.[1];
}
