/** The way from a question to its answer, without a platform: history and media, request, model, price. */
import type { Effort, HostedTool, Message, OutgoingFile } from '../chat/index.ts';
import type { Media, OpenAttachment } from '../media/index.ts';
import {
  costUsd,
  estimateTokens,
  fitEffort,
  type ModelClient,
  type ModelEntry,
  type ModelEvent,
  type Usage,
} from '../model/index.ts';
import type { Logger } from '../ops/index.ts';
import type { TurnEvent } from '../reply/index.ts';
import { pack, type PreparedMessage } from './context.ts';
import { converse } from './converse.ts';
import { withDistinctNames } from './names.ts';
import { prepareAll } from './prepare.ts';
import { createVideoTools, type Shown } from './video-tools.ts';

export interface Question {
  readonly message: Message;
  /** What was said before, oldest first. */
  readonly history: readonly Message[];
  readonly model: ModelEntry;
  readonly effort: Effort;
  readonly instructions: string;
  /** Opens the attachments of these messages. */
  readonly open: OpenAttachment;
}

export interface AnswerParts {
  readonly media: Media;
  readonly model: ModelClient;
  /** What the model's provider may do by itself; nothing where left out. */
  readonly hosted?: readonly HostedTool[];
  readonly log: Logger;
}

/** Said while nothing is known but that there will be an answer. */
export const THINKING = { type: 'status', text: 'Thinking…' } as const satisfies TurnEvent;

/**
 * Answers a question as a stream of events. The last ones are `done` and `spent`.
 *
 * @throws {UserError} for everything the person who asked can act on; the signal's reason when it aborts
 */
export async function* answer(
  { message, history, model, effort: wanted, instructions, open }: Question,
  { media, model: client, hosted = [], log }: AnswerParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  if (message.text.trim() === '' && message.attachments.length === 0 && history.length === 0) {
    yield {
      type: 'text',
      text: 'Hello! Ask me something, and add images, recordings, videos or documents if they help.',
    };
    yield { type: 'done', reason: 'complete', usage: undefined };
    return;
  }
  const effort = fitEffort(model, wanted);
  if (effort !== wanted)
    yield { type: 'notice', text: `${model.id} has no effort “${wanted}”; I used “${effort}”.` };

  const messages = withDistinctNames([...history, message]);
  const { asked, past } = yield* prepareAll(messages.at(-1)!, messages.slice(0, -1), {
    media,
    model,
    open,
    signal,
  });
  const { turns, inputTokens, leftOut, sent } = pack(past, asked, instructions, model);
  for (const { receipt } of sent.filter((one) => !asked.prepared.includes(one)))
    yield { type: 'receipt', receipt };
  if (leftOut > 0)
    yield { type: 'notice', text: `${leftOut} earlier messages did not fit and were left out.` };
  yield THINKING;

  const tools = createVideoTools(model.takes.tools ? videosOf([...past, asked]) : [], {
    look: (video, seconds) => media.look(video, seconds, { model, open, onProgress: () => {}, signal }),
    most: media.lookFrames,
    log,
    signal,
  });
  const fileOf = createFileNames(message);
  const prepared = [asked, ...past].flatMap((one) => one.prepared);
  let spent: Spent = {
    type: 'spent',
    model: model.id,
    effort,
    usage: { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    estimated: false,
    usd: prepared.reduce((sum, { receipt }) => sum + receipt.costUsd, 0),
  };
  try {
    for await (const event of converse(
      client,
      { model, effort, instructions, turns, hosted },
      tools,
      signal,
    )) {
      if (event.type === 'image' || event.type === 'sound') yield { type: 'file', file: fileOf(event) };
      else if (event.type !== 'round') yield event;
      else {
        const outputTokens = estimateTokens([{ type: 'text', text: event.text }], model);
        const guess = { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 };
        spent = withRound(spent, event.usage ?? guess, model);
        spent = { ...spent, estimated: spent.estimated || event.usage === undefined };
      }
    }
  } catch (error) {
    // What earlier rounds cost is told even when a later one fails.
    if (spent.usage.inputTokens > 0) yield spent;
    throw error;
  }
  yield spent;
}

/** Names what a model has drawn or spoken: picture-1.png, speech-1.mp3. */
function createFileNames({ text }: Message): (event: DrawnOrSpoken) => OutgoingFile {
  const counts = { image: 0, sound: 0 };
  const asked = text.trim() === '' ? '' : `, asked for with: ${text.trim().slice(0, 200)}`;
  return ({ type, mediaType, data }) => {
    counts[type] += 1;
    const [name, what] =
      type === 'image' ? ['picture', 'A picture the model has drawn'] : ['speech', 'What the model has said'];
    const ending = ENDINGS[mediaType] ?? mediaType.replace(/^[^/]*\/(?:x-)?|[;+].*$/g, '');
    return {
      name: `${name}-${counts[type]}.${ending}`,
      mediaType,
      data,
      altText: `${what}${asked}`.toWellFormed(),
    };
  };
}

type DrawnOrSpoken = Extract<ModelEvent, { type: 'image' | 'sound' }>;

/** Endings that differ from the second half of the media type. */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'audio/mpeg': 'mp3',
  'audio/wave': 'wav',
};

type Spent = Extract<TurnEvent, { type: 'spent' }>;

/** Adds one request: each is priced by itself, because a long one costs more as a whole. */
function withRound(spent: Spent, usage: Usage, model: ModelEntry): Spent {
  const usd = costUsd(model, usage);
  return {
    ...spent,
    usd: usd === undefined || spent.usd === undefined ? undefined : spent.usd + usd,
    usage: {
      inputTokens: spent.usage.inputTokens + usage.inputTokens,
      cachedInputTokens: spent.usage.cachedInputTokens + usage.cachedInputTokens,
      cacheWriteTokens: (spent.usage.cacheWriteTokens ?? 0) + (usage.cacheWriteTokens ?? 0),
      outputTokens: spent.usage.outputTokens + usage.outputTokens,
      reasoningTokens: spent.usage.reasoningTokens + usage.reasoningTokens,
    },
  };
}

/** The videos that were shown, to be looked at again. */
const videosOf = (messages: readonly PreparedMessage[]): readonly Shown[] =>
  messages.flatMap(({ message, prepared }) =>
    prepared.flatMap(({ receipt }) => {
      const attachment = message.attachments.find(({ id }) => id === receipt.attachmentId);
      return attachment && receipt.kind === 'video' && receipt.outcome === 'used'
        ? [{ attachment, receipt }]
        : [];
    }),
  );
