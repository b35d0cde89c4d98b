/** Our side of a cell, as a process of its own: the real adapter, composer, pacer and delivery, without a model. */
import { createDiscordAdapter } from '../../adapters/discord/index.ts';
import { createSlackAdapter } from '../../adapters/slack/index.ts';
import { type ChatAdapter, type ReplyView, wordsFor } from '../../src/chat/index.ts';
import { createLogger, systemClock } from '../../src/ops/index.ts';
import { composer, createPacer, deliver, emptyView } from '../../src/reply/index.ts';
import { compete } from './contender.ts';
import { type Door, replyOf } from './stage.ts';

function adapterFor({ platform, apiUrl, botToken, appToken }: Door): ChatAdapter {
  const common = {
    apiUrl,
    mediaHosts: [],
    choices: { models: [], efforts: [], schemas: [] },
    log: createLogger('silent'),
  };
  return platform === 'discord'
    ? createDiscordAdapter({ ...common, token: botToken })
    : createSlackAdapter({ ...common, botToken, appToken });
}

/** What the handler hands to delivery, one view for each event of a turn. */
async function* viewsOf(turnId: string, tokens: AsyncIterable<string>): AsyncGenerator<ReplyView> {
  const frame = { turnId, words: wordsFor('en'), reasoning: 'off' } as const;
  const compose = composer(frame);
  let view = compose(emptyView(frame), { type: 'status', text: 'Thinking…' });
  yield view;
  for await (const text of tokens) yield (view = compose(view, { type: 'text', text }));
  yield compose(view, { type: 'done', reason: 'complete', usage: undefined });
}

compete({
  start: async ({ door }, begin) => {
    const adapter = adapterFor(door);
    const pacer = createPacer({ clock: systemClock });
    // Slack tells of a mention twice; in the bot the journal sees to it.
    const heard = new Set<number>();
    await adapter.start(async (event) => {
      if (event.type !== 'message') return;
      const reply = replyOf(event.message.text);
      if (heard.has(reply)) return;
      heard.add(reply);
      begin(reply, (tokens, signal) =>
        deliver(viewsOf(event.eventId, tokens), adapter.surface(event.target), pacer, { signal }),
      );
    });
  },
});
