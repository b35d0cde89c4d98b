/** The attachments of a question and of what was said before it, prepared for the model. */
import type { Attachment, Message } from '../chat/index.ts';
import type { Media, OpenAttachment, Prepared } from '../media/index.ts';
import type { ModelEntry } from '../model/index.ts';
import type { TurnEvent } from '../reply/index.ts';
import type { PreparedMessage } from './context.ts';
import { LIMITS } from './limits.ts';

export interface Preparation {
  readonly media: Media;
  readonly model: ModelEntry;
  readonly open: OpenAttachment;
  readonly signal: AbortSignal;
}

/** Prepares everything at once, telling what is being done; returns the question and what was said before it, oldest first. */
export async function* prepareAll(
  question: Message,
  history: readonly Message[],
  { media, model, open, signal }: Preparation,
): AsyncGenerator<
  TurnEvent,
  { readonly asked: PreparedMessage; readonly past: readonly PreparedMessage[] },
  undefined
> {
  const prepare = (attachment: Attachment, { text }: Message, onProgress: (status: string) => void) =>
    media.prepare(attachment, { model, about: text, open, onProgress, signal });
  const asked: Prepared[] = [];
  const past: PreparedMessage[] = [];
  yield* new ReadableStream<TurnEvent>({
    async start(controller) {
      const onProgress = (text: string) => controller.enqueue({ type: 'status', text });
      const remembered = prepareHistory(history, (attachment, message) =>
        // A model that cannot look again is shown the moments that this question names.
        prepare(attachment, model.takes.tools ? message : question, () => {}),
      );
      const work = question.attachments.map((attachment, index) =>
        index < LIMITS.attachmentsPerMessage
          ? prepare(attachment, question, onProgress)
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
  return { asked: { message: question, prepared: asked }, past };
}

/** Prepares the attachments of earlier messages, the newest ones first as far as the limit allows. */
async function prepareHistory(
  history: readonly Message[],
  prepare: (attachment: Attachment, message: Message) => Promise<Prepared>,
): Promise<readonly PreparedMessage[]> {
  const newest = history
    .flatMap(({ attachments }) => attachments)
    .slice(-LIMITS.historyAttachments)
    .map(({ id }) => id);
  return Promise.all(
    history.map(async (message) => ({
      message,
      prepared: await Promise.all(
        message.attachments
          .filter(({ id }) => newest.includes(id))
          .map((attachment) => prepare(attachment, message)),
      ),
    })),
  );
}

const tooMany = ({ id, name }: Attachment): Prepared => ({
  parts: [],
  receipt: {
    attachmentId: id,
    name,
    kind: 'unknown',
    outcome: 'skipped',
    summary: `not opened: I take ${LIMITS.attachmentsPerMessage} files of one message, please send the others in another one`,
    pictures: 0,
    tokens: 0,
    costUsd: 0,
  },
});
