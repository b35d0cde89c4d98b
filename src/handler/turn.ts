/** One turn: from a journalled event to an answer that stands finished on its platform. */
import {
  type ChatAdapter,
  type Effort,
  type ReplySurface,
  type ReplyView,
  sentenceFor,
  UserError,
} from '../chat/index.ts';
import { findModel } from '../model/index.ts';
import type { Logger } from '../ops/index.ts';
import { compose, deliver, emptyView, type Pacer, type TurnEvent } from '../reply/index.ts';
import type { Store, Turn, TurnCost } from '../store/index.ts';
import { accessFault, type AccessRules } from './access.ts';
import { answer, type AnswerParts, THINKING } from './answer.ts';
import { type InstructionRules, instructionsFor } from './instructions.ts';
import { type Exchange, historyOf, withAnswers } from './history.ts';
import { LIMITS } from './limits.ts';

export interface TurnParts extends AnswerParts {
  readonly store: Store;
  readonly pacer: Pacer;
  readonly access: AccessRules;
  readonly instructions: InstructionRules;
  readonly defaults: { readonly model: string; readonly effort: Effort };
  readonly log: Logger;
}

export interface TurnSignals {
  /** The person wants this answer to stop: what is there stays and the turn is over. */
  readonly stop: AbortSignal;
  /** The process ends: leave everything as it is, the turn is taken up again at the next start. */
  readonly shutdown: AbortSignal;
}

export interface TurnContext {
  /** Why the turn is not to be answered, told in place of an answer. */
  readonly refusal: UserError | undefined;
  /** What was asked and answered in the conversation while this turn waited. */
  readonly meanwhile: readonly Exchange[];
}

/**
 * Runs a turn to its end and gives the text of its answer. Never rejects: what goes wrong is told to the reader and
 * logged.
 */
export async function runTurn(
  turn: Turn,
  adapter: ChatAdapter,
  parts: TurnParts,
  { stop, shutdown }: TurnSignals,
  { refusal, meanwhile }: TurnContext,
): Promise<string> {
  const { store, pacer } = parts;
  const log = parts.log.child({ turn: turn.id, platform: adapter.platform });
  const deadline = AbortSignal.timeout(LIMITS.turnMs);
  /** Ends what is still under way (media, the model) when the answer cannot be delivered. */
  const over = new AbortController();
  // The first page says what the last one before the answer would say: a page that need not change costs no write.
  let view = compose(emptyView([{ id: 'stop', label: 'Stop', turnId: turn.id }]), THINKING);
  let cost: TurnCost | undefined;
  let delivered = true;

  async function* events(): AsyncGenerator<TurnEvent, void, undefined> {
    try {
      if (refusal) throw refusal;
      for await (const event of ask(
        turn,
        adapter,
        parts,
        meanwhile,
        AbortSignal.any([stop, shutdown, deadline, over.signal]),
      )) {
        if (event.type === 'spent') cost = costOf(event);
        yield event;
      }
    } catch (error) {
      if (shutdown.aborted) throw error;
      if (stop.aborted) {
        yield { type: 'stopped' };
        return;
      }
      log[error instanceof UserError ? 'info' : 'error']({ err: error }, 'turn failed');
      yield { type: 'failed', sentence: deadline.aborted ? tookTooLong : sentenceFor(error) };
    }
  }

  async function* views(): AsyncGenerator<ReplyView, void, undefined> {
    yield view;
    for await (const event of events()) yield (view = compose(view, event));
  }

  const journal = (note: Promise<void>) =>
    note.catch((error: unknown) => log.error({ err: error }, 'the journal could not be written'));

  try {
    const surface = resumed(adapter.surface(turn.event.target), turn.pages);
    await store.begin(turn.id);
    await deliver(views(), surface, pacer, {
      signal: shutdown,
      onPage: (page) => (turn.pages.includes(page) ? undefined : store.addPage(turn.id, page)),
    });
    await surface.closeLeftOver(shutdown);
  } catch (error) {
    if (shutdown.aborted) {
      await journal(store.release(turn.id));
      return view.markdown;
    }
    delivered = false;
    log.error({ err: error }, 'the answer could not be delivered');
  } finally {
    over.abort();
  }
  const outcome = delivered ? OUTCOMES[view.phase] : 'failed';
  await journal(store.finish(turn.id, outcome, cost));
  log.info({ outcome, ...cost }, 'turn finished');
  return view.markdown;
}

/** How a turn ends whose reply was last seen in a phase. A reply never stays in one of the first three. */
const OUTCOMES = {
  working: 'failed',
  thinking: 'failed',
  answering: 'failed',
  done: 'done',
  failed: 'failed',
  stopped: 'cancelled',
} as const satisfies Record<ReplyView['phase'], string>;

const tookTooLong = `This took longer than ${LIMITS.turnMs / 60_000} minutes, so I stopped. Please try a lower effort or a smaller question.`;

async function* ask(
  { event }: Turn,
  adapter: ChatAdapter,
  parts: TurnParts,
  meanwhile: readonly Exchange[],
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { message } = event;
  const fault = accessFault(parts.access, message);
  if (fault) throw fault;
  const history = await historyOf(message, adapter, parts.log, signal);
  if (!history)
    yield { type: 'notice', text: 'I could not read what was said before, so I answered without it.' };
  const { model = parts.defaults.model, effort = parts.defaults.effort } =
    event.type === 'command' ? event : parts.defaults;
  yield* answer(
    {
      message,
      history: withAnswers(history ?? [], meanwhile),
      model: findModel(model),
      effort,
      instructions: instructionsFor(parts.instructions, message.conversation, new Date()),
      open: (attachment, opening) => adapter.open(attachment, opening),
    },
    parts,
    signal,
  );
}

/** A surface that goes on in the messages an interrupted answer has left, before it opens new ones. */
function resumed(
  surface: ReplySurface,
  pages: readonly string[],
): ReplySurface & { closeLeftOver(signal: AbortSignal): Promise<void> } {
  const left = [...pages];
  return {
    get limits() {
      return surface.limits;
    },
    /** The second answer may be shorter than the first: its last messages must not stand there half-written. */
    async closeLeftOver(signal) {
      const over = { ...emptyView([]), phase: 'done', markdown: '(The answer above is whole.)' } as const;
      for (const page of left.splice(0)) await surface.close(page, over, signal);
    },
    async open(view, signal) {
      for (let page = left[0]; page !== undefined; page = left[0]) {
        try {
          await surface.update(page, view, signal);
          left.shift();
          return page;
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          // Somebody has deleted that message.
          left.shift();
        }
      }
      return surface.open(view, signal);
    },
    update: (page, view, signal) => surface.update(page, view, signal),
    close: (page, view, signal) => surface.close(page, view, signal),
    attach: (files, text, signal) => surface.attach(files, text, signal),
  };
}

const costOf = ({ model, effort, usage, usd }: Extract<TurnEvent, { type: 'spent' }>): TurnCost => ({
  model,
  effort,
  ...usage,
  usd,
});
