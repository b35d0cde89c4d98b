/** One turn: from a journalled event to an answer that stands finished on its platform. */
import { type ChatAdapter, type ReplyView, type RuleAsk, UserError } from '../chat/index.ts';
import type { Logger } from '../ops/index.ts';
import { type ComposedView, deliver, type Pacer } from '../reply/index.ts';
import type { JsonSchema } from '../schema/index.ts';
import type { Store } from '../store/index.ts';
import type { AccessRules } from './access.ts';
import { amountOf } from './answer/cost.ts';
import { createAnswering } from './answering.ts';
import { planOf, type PlanParts } from './asking/plan.ts';
import type { SettleParts } from './asking/settle.ts';
import { type Amount, createPurse, payerOf, type PurseParts } from './budget/purse.ts';
import { endsWithin } from './ends-within.ts';
import type { Held } from './held.ts';
import { LIMITS } from './limits.ts';
import type { Onlooker, RuleEnd } from './onlooker.ts';
import type { AnswerParts } from './request/request.ts';
import { refusalOf } from './refusal.ts';
import { resumed } from './resumed.ts';
import { failedWith, fateOf } from './rule/end.ts';
import { ruleOf } from './rule/rule-of.ts';

export interface TurnParts extends AnswerParts, PlanParts, SettleParts, PurseParts {
  readonly store: Store;
  readonly pacer: Pacer;
  readonly access: AccessRules;
  /** The shapes that data can be extracted to, by their names. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** Sees all that happens, and asks for turns of its own; nobody does where left out. */
  readonly onlooker?: Onlooker | undefined;
  readonly log: Logger;
}

/** The platforms of a turn: the same unless a rule asks. */
export interface TurnPlaces {
  /** Where its answer is written. */
  readonly target: ChatAdapter;
  /** Where it is asked; undefined where that is none of this process's. */
  readonly source: ChatAdapter | undefined;
}

/**
 * Runs a turn that is held here until it is over, or is to be left: then it waits in the journal, for this process or another.
 * What is composed already is only written. What fails for a while, on the platform or in here, is tried again. Never rejects: what
 * goes wrong is told to the reader and logged; where a rule asks it is told to whoever looks on, and nobody reads of it.
 *
 * @param shutdown the process ends: everything is left as it is
 */
export async function runTurn(
  held: Held,
  { target, source }: TurnPlaces,
  parts: TurnParts,
  shutdown: AbortSignal,
): Promise<void> {
  const { turn } = held;
  const { store, pacer, onlooker } = parts;
  const log = parts.log.child({ turn: turn.id, platform: target.platform });
  const rule = ruleOf(turn.event);
  const leave = AbortSignal.any([shutdown, held.leave]);
  const refusal = refusalOf(turn, source);
  const composed = refusal ? undefined : turn.composed;
  /** Ends what is still under way (media, the model) when the answer cannot be delivered. */
  const over = new AbortController();
  const purse = createPurse(payerOf(turn), parts);
  const answering = createAnswering(
    turn,
    { adapter: source ?? target, purse, refusal, stop: held.stop, leave, over: over.signal },
    { ...parts, log },
  );
  let view: ReplyView | undefined;
  /** The complete answer is in the journal, with what it took. */
  let isKept = composed !== undefined;
  let isSettled = false;
  /** How a turn of a rule ends, unless its answer is posted. */
  let unposted: RuleEnd | undefined;
  let keeping = Promise.resolve();

  async function* views(
    plan: Awaited<ReturnType<typeof planOf>>,
  ): AsyncGenerator<ReplyView, void, undefined> {
    if (composed) {
      // What stands there in part is finished.
      if (rule && turn.pages.length === 0 && (await isSilenced(rule))) return;
      yield (view = { ...composed.view, files: composed.files });
      return;
    }
    if (rule) return yield* wholeView(rule, plan);
    let whole: ComposedView | undefined;
    for await (const next of answering.views(plan)) yield (view = whole = next);
    // What is refused will be refused again.
    if (whole && !refusal) await (keeping = keep(whole));
  }

  /** What a rule asks for is shown when it is complete, and not at all where that says nothing. */
  async function* wholeView(
    asking: RuleAsk,
    plan: Awaited<ReturnType<typeof planOf>>,
  ): AsyncGenerator<ReplyView, void, undefined> {
    if (await isSilenced(asking)) return;
    let whole: ComposedView | undefined;
    for await (const next of answering.views(plan)) whole = next;
    const fate = fateOf(whole!, answering.ending(), asking);
    if (!fate.isPosted) {
      unposted = fate.end;
      return;
    }
    // The model took its time: somebody may have paused the rule meanwhile.
    if (await isSilenced(asking)) return;
    await onlooker?.posting(asking, fate.view.markdown);
    await (keeping = keep(fate.view));
    yield (view = fate.view);
  }

  /** Whether a rule is not to say anything any more: then this is how its turn ends. */
  async function isSilenced(asking: RuleAsk): Promise<boolean> {
    const why = await onlooker?.silenced(asking);
    if (why !== undefined) unposted = { outcome: 'stopped', why, isBroken: false };
    return why !== undefined;
  }

  const logged = (error: unknown) => {
    if (!leave.aborted) log.error({ err: error }, 'the journal could not be written');
    return undefined;
  };
  /** Notes something about the turn, unless it is to be left by then. */
  const noteHeld = <T>(write: () => Promise<T>): Promise<T> =>
    held.note(() => {
      held.leave.throwIfAborted();
      return write();
    });
  /** The same; what goes wrong is logged: the reader gets the answer all the same. */
  const note = <T>(write: () => Promise<T>): Promise<T | undefined> => noteHeld(write).catch(logged);

  /** Keeps a complete answer. From here on it is only to be written. */
  async function keep({
    files,
    thought: _thought,
    sources: _sources,
    chosen: _chosen,
    ...shown
  }: ComposedView): Promise<void> {
    const { cost, answer, terms } = answering.known();
    const kept = { cost, answer: { text: shown.markdown, ...answer }, terms };
    const isAsked = await note(() => store.compose(turn.id, { view: shown, files }, kept));
    if (isAsked === false) held.revise();
    if (!isAsked) return;
    isKept = true;
    await settle(await answering.took());
  }

  async function settle(spent: Amount | undefined): Promise<void> {
    isSettled = true;
    await purse.settle(spent).catch(logged);
  }

  /** Leaves the turn as it is. What was broken off still tells what it took. */
  async function left(): Promise<void> {
    await endsWithin(keeping, LIMITS.breakOffMs);
    await answering.took();
    const cost = isKept ? undefined : answering.known().cost;
    const failed = (error: unknown) => log.error({ err: error }, 'the journal could not be written');
    // What is being kept at this moment is counted there.
    const fate = held.isLost() ? 'left' : await store.release(turn.id, cost).catch(failed);
    if (fate === 'left' && cost && !isSettled) await purse.leave(amountOf(cost)).catch(failed);
  }

  /** Leaves the turn for another attempt, which comes after a pause. When too many have failed it is refused. */
  async function failedOnce(): Promise<void> {
    await answering.took();
    const { cost } = answering.known();
    if (cost && !isKept && !isSettled) await purse.leave(amountOf(cost)).catch(logged);
  }

  let delivered = true;
  try {
    const plan = await planOf(turn, parts);
    const sent = {
      begin: (part: string) => noteHeld(() => store.beginSending(turn.id, part)),
      // What has arrived is noted in any case: whoever goes on has to know.
      end: (part: string, page?: string) => held.note(() => store.endSending(turn.id, part, page)),
      hasBegun: (part: string) => store.hasBegun(turn.id, part),
    };
    const surface = resumed(target.surface(turn.event.target), turn.pages, sent, plan.frame);
    await deliver(views(plan), surface, pacer, {
      signal: leave,
      async onWritten() {
        if ((await note(() => store.written(turn.id))) === false) held.revise();
      },
      // What stands there of a rule's answer that has nothing to say now stays as it is.
      leftOver: () => (unposted ? Promise.resolve([]) : surface.leftOver()),
      onFault: (error) => log.warn({ err: error }, 'something beside the answer could not be written'),
    });
  } catch (error) {
    if (leave.aborted) return left();
    log.error({ err: error }, 'the answer could not be delivered');
    await endsWithin(keeping, LIMITS.breakOffMs);
    // A platform that is away comes back, and what failed may go well the next time.
    if (!refusal && !(error instanceof UserError)) return failedOnce();
    delivered = false;
    unposted = failedWith(error, rule?.unnamed?.includes('target'));
  } finally {
    over.abort();
  }
  const end = rule && (unposted ?? { outcome: 'posted', isBroken: false });
  const shown = delivered && view ? OUTCOMES[view.phase] : 'failed';
  const outcome = end ? RULE_OUTCOMES[end.outcome] : shown;
  const spent = await answering.took();
  const { cost, answer, terms } = answering.known();
  // Whoever composed it may have settled it; if not, nobody knows by now what it took.
  if (!isSettled) await settle(composed ? undefined : spent);
  const text = view?.markdown ?? '';
  if (rule && end && onlooker) await note(() => onlooker.ended(rule, end));
  const isOver = await note(() =>
    isKept
      ? store.finish(turn.id, outcome, undefined)
      : store.finish(turn.id, outcome, cost, { text, ...answer }, terms),
  );
  if (isOver) log.info({ outcome, ...cost }, 'turn finished');
  else if (isOver === false || leave.aborted) await left();
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

const RULE_OUTCOMES = {
  posted: 'done',
  silent: 'done',
  hindered: 'cancelled',
  failed: 'failed',
  stopped: 'cancelled',
} as const satisfies Record<RuleEnd['outcome'], string>;
