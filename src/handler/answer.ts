/** The way from a question to its answer, without a platform: history and media, request, model, price. */
import type { Attachment, Effort, Message } from '../chat/index.ts';
import type { Media, OpenAttachment, Prepared } from '../media/index.ts';
import {
  costUsd,
  estimateTokens,
  fitEffort,
  type ModelClient,
  type ModelEntry,
  type Usage,
} from '../model/index.ts';
import type { TurnEvent } from '../reply/index.ts';
import { pack, type PreparedMessage } from './context.ts';
import { LIMITS } from './limits.ts';

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
}

/** Said while nothing is known but that there will be an answer. */
export const THINKING = { type: 'status', text: 'Thinking…' } as const satisfies TurnEvent;

const tooMany = ({ id, name }: Attachment): Prepared => ({
  parts: [],
  receipt: {
    attachmentId: id,
    name,
    kind: 'unknown',
    outcome: 'skipped',
    summary: `not opened: I take ${LIMITS.attachmentsPerMessage} files of one message, please send the others in another one`,
    tokens: 0,
    costUsd: 0,
  },
});

/**
 * Answers a question as a stream of events. The last ones are `done` and `spent`.
 *
 * @throws {UserError} for everything the person who asked can act on; the signal's reason when it aborts
 */
export async function* answer(
  { message, history, model, effort: wanted, instructions, open }: Question,
  { media, model: client }: AnswerParts,
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

  const prepare = (attachment: Attachment, onProgress: (status: string) => void) =>
    media.prepare(attachment, { images: model.images, open, onProgress, signal });

  const asked: Prepared[] = [];
  const past: PreparedMessage[] = [];
  yield* new ReadableStream<TurnEvent>({
    async start(controller) {
      const onProgress = (text: string) => controller.enqueue({ type: 'status', text });
      const remembered = prepareHistory(history, (attachment) => prepare(attachment, () => {}));
      const work = message.attachments.map((attachment, index) =>
        index < LIMITS.attachmentsPerMessage
          ? prepare(attachment, onProgress)
          : Promise.resolve(tooMany(attachment)),
      );
      // The first rejection is thrown below; the others must not count as unhandled.
      await Promise.allSettled([...work, remembered]);
      for (const prepared of await Promise.all(work)) {
        asked.push(prepared);
        controller.enqueue({ type: 'receipt', receipt: prepared.receipt });
      }
      past.push(...(await remembered));
      controller.close();
    },
  });
  signal.throwIfAborted();

  const { turns, inputTokens, leftOut, sent } = pack(past, { message, prepared: asked }, instructions, model);
  for (const { receipt } of sent.filter((one) => !asked.includes(one))) yield { type: 'receipt', receipt };
  if (leftOut > 0)
    yield { type: 'notice', text: `${leftOut} earlier messages did not fit and were left out.` };
  yield THINKING;

  let text = '';
  for await (const event of client.stream({ model, effort, instructions, turns }, signal)) {
    yield event;
    if (event.type === 'text' || event.type === 'refusal') text += event.text;
    if (event.type === 'done') {
      const usage = event.usage ?? guessUsage(inputTokens, estimateTokens([{ type: 'text', text }], model));
      yield {
        type: 'spent',
        model: model.id,
        effort,
        usage,
        estimated: event.usage === undefined,
        usd: totalUsd(costUsd(model, usage), [...asked, ...past.flatMap(({ prepared }) => prepared)]),
      };
    }
  }
}

/** Prepares the attachments of earlier messages, the newest ones first as far as the limit allows. */
async function prepareHistory(
  history: readonly Message[],
  prepare: (attachment: Attachment) => Promise<Prepared>,
): Promise<readonly PreparedMessage[]> {
  const newest = history
    .flatMap(({ attachments }) => attachments)
    .slice(-LIMITS.historyAttachments)
    .map(({ id }) => id);
  return Promise.all(
    history.map(async (message) => ({
      message,
      prepared: await Promise.all(message.attachments.filter(({ id }) => newest.includes(id)).map(prepare)),
    })),
  );
}

const guessUsage = (inputTokens: number, outputTokens: number): Usage => ({
  inputTokens,
  cachedInputTokens: 0,
  outputTokens,
  reasoningTokens: 0,
});

/** The model's price and what it cost to prepare the attachments; undefined where the model's is not known. */
const totalUsd = (model: number | undefined, prepared: readonly Prepared[]): number | undefined =>
  model === undefined ? undefined : prepared.reduce((sum, { receipt }) => sum + receipt.costUsd, model);
