/**
 * The other side of a cell, as a process of its own: the Vercel Chat SDK with its defaults, posting the same streams to
 * the same places with its own way to stream, `thread.post(stream)`.
 */
import { compete } from '../contender.ts';
import type { Question } from '../stage.ts';

/** What is used of its packages: they are installed only for the bench, so the compiler knows nothing of them. */
interface Thread {
  post(stream: AsyncIterable<string>): Promise<unknown>;
}
interface Sdk {
  readonly Chat: new (options: object) => { initialize(): Promise<void> };
  readonly ThreadImpl: { fromJSON(json: object, adapter: object, chat: object): Thread };
}
type Make = (options: object) => object;

const load = async (name: string): Promise<unknown> => import(name);

/** Refusals are data here, counted at the platform: its log says nothing more. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {}, child: () => SILENT };

/** A thread as it is given to a handler of a mention: it knows who asked, without which Slack takes no stream. */
function threadJson(platform: string, team: string, { channel, id, user }: Question): object {
  const threadId = platform === 'discord' ? `discord:${team}:${channel}` : `slack:${channel}:${id}`;
  return {
    _type: 'chat:Thread',
    id: threadId,
    channelId: threadId.split(':').slice(0, -1).join(':'),
    adapterName: platform,
    isDM: false,
    currentMessage: {
      _type: 'chat:Message',
      id,
      threadId,
      text: '',
      formatted: { type: 'root', children: [] },
      raw: { team_id: team },
      author: { userId: user, userName: 'ana', fullName: 'Ana', isBot: false, isMe: false },
      metadata: { dateSent: new Date().toISOString(), edited: false },
      attachments: [],
    },
  };
}

let ask: (questions: readonly Question[]) => void;

compete({
  start: async ({ door: { platform, apiUrl, botToken, signingSecret, team } }, begin) => {
    const { Chat, ThreadImpl } = (await load('chat')) as Sdk;
    const { createMemoryState } = (await load('@chat-adapter/state-memory')) as { createMemoryState: Make };
    const { createDiscordAdapter } = (await load('@chat-adapter/discord')) as { createDiscordAdapter: Make };
    const { createSlackAdapter } = (await load('@chat-adapter/slack')) as { createSlackAdapter: Make };
    const adapter =
      platform === 'discord'
        ? createDiscordAdapter({
            apiUrl: `${apiUrl}/v10`,
            botToken,
            applicationId: '1',
            publicKey: '0'.repeat(64),
            logger: SILENT,
          })
        : createSlackAdapter({
            apiUrl,
            botToken,
            signingSecret,
            logger: SILENT,
            webClientOptions: { logLevel: 'error' },
          });
    const chat = new Chat({
      userName: 'attache',
      adapters: { [platform]: adapter },
      state: createMemoryState({}),
      logger: SILENT,
    });
    await chat.initialize();
    ask = (questions) => {
      for (const [reply, question] of questions.entries()) {
        const thread = ThreadImpl.fromJSON(threadJson(platform, team, question), adapter, chat);
        begin(reply, async (tokens) => void (await thread.post(tokens)));
      }
    };
  },
  asked: (questions) => ask(questions),
});
