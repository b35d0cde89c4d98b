/** The attachments of a question and of what was said before it, prepared for the model. */
import {
  type Attachment,
  conversationKey,
  type Message,
  type Receipt,
  type ReplyStep,
} from '../../chat/index.ts';
import type { Media, OpenAttachment, Prepared } from '../../media/index.ts';
import type { ModelEntry, Part } from '../../model/index.ts';
import type { TurnEvent } from '../../reply/index.ts';
import { type Beginnings, createBeginnings } from './beginnings.ts';
import type { PreparedMessage } from './context.ts';
import { inLine } from '../asking/one-line.ts';
import { LIMITS } from '../limits.ts';
import type { OwnerOf } from '../owner.ts';

export interface Preparation {
  readonly media: Media;
  readonly model: ModelEntry;
  readonly open: OpenAttachment;
  /** Whose files they are; nobody's where left out. */
  readonly ownerOf?: OwnerOf | undefined;
  /** From which messages on attachments were opened for earlier questions. */
  readonly beginnings?: Beginnings | undefined;
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
  parts: Preparation,
): AsyncGenerator<
  TurnEvent,
  { readonly asked: PreparedMessage; readonly past: readonly PreparedMessage[] },
  undefined
> {
  const { signal } = parts;
  const asked: Prepared[] = [];
  const past: PreparedMessage[] = [];
  const again: Part[] = [];
  const plan = planFor(question);
  yield* plan;
  yield* new ReadableStream<TurnEvent>({
    async start(controller) {
      const tell = (step: ReplyStep) => controller.enqueue({ type: 'step', step });
      const remembered = prepareHistory(history, question, parts);
      const lookedAgain = remembered.then((before) => lookAgain(before, question, parts));
      const work = question.attachments.map(async (attachment, index) => {
        const { id, name } = attachment;
        if (index < LIMITS.attachmentsPerMessage) tell({ id, title: `Opening ${name}…`, state: 'running' });
        const prepared = await prepareOne(attachment, index, question, question.text, parts, (status) => {
          controller.enqueue({ type: 'status', text: status });
          tell({ id, title: status, state: 'running' });
        });
        if (index < LIMITS.attachmentsPerMessage) tell({ id, ...ended(prepared.receipt) });
        return prepared;
      });
      // The first rejection is thrown below; the others must not count as unhandled.
      await Promise.allSettled([...work, lookedAgain]);
      for (const prepared of await Promise.all(work)) {
        asked.push(prepared);
        controller.enqueue({ type: 'receipt', receipt: prepared.receipt });
      }
      if (plan.length > 0) controller.enqueue(takenIn(asked.map(({ receipt }) => receipt)));
      again.push(...(await lookedAgain));
      past.push(...(await remembered));
      controller.close();
    },
  });
  signal.throwIfAborted();
  return { asked: { message: question, prepared: asked, again }, past };
}

/** Prepares an attachment of a message: the same for its place in it, whether that is asked now or was said before. */
export async function prepareOne(
  given: Attachment,
  index: number,
  message: Message,
  about: string,
  { media, model, open, ownerOf, signal }: Preparation,
  onProgress: (status: string) => void = () => {},
): Promise<Prepared> {
  // By its name it is spoken of to the model, whose end tells what is in it: it is not cut.
  const attachment = { ...given, name: inLine(given.name) };
  if (index >= LIMITS.attachmentsPerMessage) return tooMany(attachment);
  const owner = ownerOf?.(message, attachment);
  return media.prepare(attachment, {
    model,
    about,
    open,
    onProgress,
    ...(owner !== undefined && { owner }),
    signal,
  });
}

/** Prepares the attachments of earlier messages, those of the newest as far as the limit allows. */
async function prepareHistory(
  history: readonly Message[],
  question: Message,
  parts: Preparation,
): Promise<readonly PreparedMessage[]> {
  const { beginnings = createBeginnings() } = parts;
  const first = beginnings.first(
    `${conversationKey(question.conversation)} attachments`,
    history.map(({ id, attachments }) => ({
      id,
      size: Math.min(attachments.length, LIMITS.attachmentsPerMessage),
    })),
    LIMITS.historyAttachments,
  );
  return Promise.all(
    history.map(async (message, index) => ({
      message,
      prepared:
        index < first
          ? []
          : await Promise.all(
              message.attachments.map((attachment, place) =>
                prepareOne(attachment, place, message, message.text, parts),
              ),
            ),
    })),
  );
}

/**
 * The moments of earlier videos that a question names, for a model that cannot look again itself. They come with the question,
 * so that the videos stay as they were sent before. The questions after it are sent without them: decoding all of that anew for
 * each of them would take longer than the prompt cache saves from there on.
 */
async function lookAgain(
  past: readonly PreparedMessage[],
  question: Message,
  parts: Preparation,
): Promise<readonly Part[]> {
  if (parts.model.takes.tools) return [];
  const videos = past.flatMap(({ message, prepared }) =>
    prepared.flatMap(({ parts: seen, receipt }) => {
      const index = message.attachments.findIndex(({ id }) => id === receipt.attachmentId);
      const isShown = receipt.kind === 'video' && receipt.outcome === 'used';
      return isShown ? [{ message, attachment: message.attachments[index]!, index, seen }] : [];
    }),
  );
  const more = videos.map(async ({ message, attachment, index, seen }) => {
    const prepared = await prepareOne(attachment, index, message, question.text, parts);
    return framesBeyond(prepared.parts, seen);
  });
  return (await Promise.all(more)).flat();
}

/** The pictures, each with the label before it, whose labels are not among those that were seen. */
function framesBeyond(parts: readonly Part[], seen: readonly Part[]): readonly Part[] {
  const known = new Set(seen.flatMap((part) => (part.type === 'text' ? [part.text] : [])));
  return parts.flatMap((part, index) => {
    const label = parts[index - 1];
    return part.type === 'image' && label?.type === 'text' && !known.has(label.text) ? [label, part] : [];
  });
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
export const literal = (text: string): string => text.replace(/[\\`*_~[\]<>$|]/g, '\\$&');

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
