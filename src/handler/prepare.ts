/** The attachments of a question and of what was said before it, prepared for the model. */
import type { Attachment, Message, Receipt, ReplyStep } from '../chat/index.ts';
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

/** What is done with the files of a question, where they are several: what the steps for each belong to. */
export const planFor = ({ attachments: { length } }: Message): readonly PlanEvent[] =>
  length < 2 ? [] : [{ type: 'plan', title: `Taking in ${length} files` }];

type PlanEvent = Extract<TurnEvent, { type: 'plan' }>;

const takenIn = (receipts: readonly Receipt[]): PlanEvent => {
  const { length } = receipts.filter(({ outcome }) => outcome === 'used');
  const all = receipts.length;
  return {
    type: 'plan',
    title: length === all ? `Took in ${all} files` : `Took in ${length} of ${all} files`,
  };
};

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
  const plan = planFor(question);
  yield* plan;
  yield* new ReadableStream<TurnEvent>({
    async start(controller) {
      const tell = (step: ReplyStep) => controller.enqueue({ type: 'step', step });
      const remembered = prepareHistory(history, (attachment, message) =>
        // A model that cannot look again is shown the moments that this question names.
        prepare(attachment, model.takes.tools ? message : question, () => {}),
      );
      const work = question.attachments.map(async (attachment, index) => {
        if (index >= LIMITS.attachmentsPerMessage) return tooMany(attachment);
        const { id, name } = attachment;
        tell({ id, title: `Opening ${name}…`, state: 'running' });
        const prepared = await prepare(attachment, question, (status) => {
          controller.enqueue({ type: 'status', text: status });
          tell({ id, title: status, state: 'running' });
        });
        tell({ id, ...ended(prepared.receipt) });
        return prepared;
      });
      // The first rejection is thrown below; the others must not count as unhandled.
      await Promise.allSettled([...work, remembered]);
      for (const prepared of await Promise.all(work)) {
        asked.push(prepared);
        controller.enqueue({ type: 'receipt', receipt: prepared.receipt });
      }
      if (plan.length > 0) controller.enqueue(takenIn(asked.map(({ receipt }) => receipt)));
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

/** What was done with a file, in a word. */
const DONE = {
  image: 'Looked at',
  audio: 'Listened to',
  video: 'Watched',
  document: 'Read',
  text: 'Read',
  unknown: 'Opened',
} as const satisfies Record<Receipt['kind'], string>;

const ended = ({ kind, name, outcome, summary }: Receipt): Omit<ReplyStep, 'id'> => ({
  ...(outcome === 'used'
    ? { title: `${DONE[kind]} ${name}`, state: 'done' }
    : { title: `Skipped ${name}`, state: 'failed' }),
  details: literal(summary),
});

/** Words as Markdown that shows them as they are. */
const literal = (text: string): string => text.replace(/[\\`*_~[\]<>$|]/g, '\\$&');

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
