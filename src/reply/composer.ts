/** The composer: folds what happens in a turn into the view a reader should see now. */
import { isDeepStrictEqual } from 'node:util';
import type { ReasoningDisplay, Receipt, ReplyAction, ReplyStep, ReplyView, Words } from '../chat/index.ts';
import { codeFilesOf } from './code-files.ts';
import { footerOf, footerOfRule, priceOf } from './footer.ts';
import { REASONING } from './limits.ts';
import { lastOf, summaryOf } from './thought.ts';
import type { TurnEvent } from './turn-event.ts';

/** What is the same for the whole of a reply. */
export interface ReplyFrame {
  /** The turn its buttons belong to; without one it has none. */
  readonly turnId?: string | undefined;
  /** The language of its buttons. */
  readonly words: Words;
  /** How much of the reasoning is shown while it happens. */
  readonly reasoning: ReasoningDisplay;
  /** The name of the rule that asks: it stands below the answer. */
  readonly rule?: string | undefined;
}

/** A view with what the composer remembers and shows only when asked. */
export interface ComposedView extends ReplyView {
  /** The end of what was thought, kept when it is folded away. */
  readonly thought?: string;
  /** The pages on the web the answer rests on, each once. */
  readonly sources?: readonly Source[];
  /** Who answers and how. */
  readonly chosen?: Chosen;
}

type Chosen = Extract<TurnEvent, { type: 'chosen' }>;

export type Source = Pick<Extract<TurnEvent, { type: 'source' }>, 'url' | 'title'>;

/** The view of a turn of which nothing is known yet. */
export function emptyView({ turnId, words }: Pick<ReplyFrame, 'turnId' | 'words'>): ComposedView {
  const actions: readonly ReplyAction[] =
    turnId === undefined ? [] : [{ id: 'stop', label: words.actions.stop, turnId }];
  return { phase: 'working', markdown: '', steps: [], receipts: [], notices: [], actions, files: [] };
}

/**
 * Makes the fold of a reply: the view after one more event. Pure: the same view and event give the same result, and an
 * event that changes nothing gives the same object back. Text only ever grows at its end. Once a turn is over, only what
 * is beside the answer (receipts, notices, files, the footer) still changes.
 *
 * @example events.reduce(composer(frame), emptyView(frame))
 */
export function composer(frame: ReplyFrame): (view: ComposedView, event: TurnEvent) => ComposedView {
  return (view, event) => {
    switch (event.type) {
      case 'receipt':
        return withReceipt(view, event.receipt);
      case 'notice':
        return withNotice(view, event.text);
      case 'file':
        return { ...view, files: [...view.files, event.file] };
      case 'spent':
        return { ...view, footer: footerOf(event, { ...frame, chosen: view.chosen }) };
    }
    if (isOver(view)) return view;
    switch (event.type) {
      case 'status':
        return view.status === event.text ? view : { ...view, status: event.text };
      case 'step':
        return withStep(view, event.step);
      case 'plan':
        return view.plan?.title === event.title ? view : { ...view, plan: { title: event.title } };
      case 'settled':
        return view;
      case 'chosen':
        return { ...view, chosen: event };
      case 'asks':
        return asking(view, event.usd, frame);
      case 'source':
        return withSource(view, event);
      case 'reasoning':
        return withReasoning(view, event.text, frame.reasoning);
      case 'thought':
        return withThought(view, event.text);
      case 'text':
      case 'refusal':
        return withText(view, event.text);
      case 'done':
        return finished(view, event, frame);
      case 'stopped':
        return withNotice(ended(view, 'stopped', frame), 'Stopped.');
      case 'failed':
        return withNotice(ended(view, 'failed', frame), event.sentence);
    }
  };
}

/** Whether the turn is over: its text and phase change no more. */
export function isOver({ phase }: ReplyView): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'stopped';
}

/** A second receipt for the same attachment takes the place of the first. */
function withReceipt(view: ComposedView, receipt: Receipt): ComposedView {
  const { receipts } = view;
  const known = receipts.findIndex(({ attachmentId }) => attachmentId === receipt.attachmentId);
  if (known >= 0 && isDeepStrictEqual(receipts[known], receipt)) return view;
  return { ...view, receipts: known < 0 ? [...receipts, receipt] : receipts.with(known, receipt) };
}

/** The same sentence is not said twice. */
function withNotice(view: ComposedView, notice: string): ComposedView {
  if (view.notices.includes(notice)) return view;
  return { ...view, notices: [...view.notices, notice] };
}

/** A second step with the same id takes the place of the first. */
function withStep(view: ComposedView, step: ReplyStep): ComposedView {
  const { steps } = view;
  const known = steps.findIndex(({ id }) => id === step.id);
  if (known >= 0 && isDeepStrictEqual(steps[known], step)) return view;
  return { ...view, steps: known < 0 ? [...steps, step] : steps.with(known, step) };
}

function withSource(view: ComposedView, { url, title }: Source): ComposedView {
  const sources = view.sources ?? [];
  return sources.some((known) => known.url === url)
    ? view
    : { ...view, sources: [...sources, { url, title }] };
}

/** Reasoning is for the time until the answer begins; from then on it is only remembered. */
function withReasoning(view: ComposedView, text: string, display: ReasoningDisplay): ComposedView {
  if (text === '') return view;
  if (view.markdown !== '') return view.thought === undefined ? { ...view, thought: text } : view;
  const thought = lastOf((view.thought ?? '') + text, REASONING.kept);
  const phase = view.phase === 'working' ? 'thinking' : view.phase;
  if (display === 'off') return { ...view, phase, thought };
  const reasoning = display === 'live' ? thought : (summaryOf(thought, text) ?? view.reasoning);
  return reasoning === undefined ? { ...view, phase, thought } : { ...view, phase, thought, reasoning };
}

function withThought(view: ComposedView, text: string): ComposedView {
  const { thought: before = '', ...rest } = view;
  const thought = lastOf(text, REASONING.kept);
  if (thought === before) return view;
  return thought === '' ? rest : { ...rest, thought };
}

/** Line breaks before the first word are not text yet: many models begin with some. */
function withText(view: ComposedView, text: string): ComposedView {
  const markdown = view.markdown === '' ? text.replace(/^(?:[ \t]*\r?\n)+/, '') : view.markdown + text;
  if (markdown === '' || text === '') return view;
  return { ...view, phase: 'answering', status: undefined, reasoning: undefined, markdown };
}

function ended(view: ComposedView, phase: 'done' | 'failed' | 'stopped', frame: ReplyFrame): ComposedView {
  const state = phase === 'done' ? 'done' : 'failed';
  const steps = view.steps.some((step) => step.state === 'running')
    ? view.steps.map((step): ReplyStep => (step.state === 'running' ? { ...step, state } : step))
    : view.steps;
  const actions = actionsAfter(view, phase, frame);
  const { rule } = frame;
  return {
    ...view,
    phase,
    status: undefined,
    reasoning: undefined,
    steps,
    actions,
    ...(rule !== undefined && { footer: footerOfRule(rule) }),
  };
}

function actionsAfter(
  { markdown, receipts, sources, thought, chosen }: ComposedView,
  phase: 'done' | 'failed' | 'stopped',
  { turnId, words: { actions: labels }, reasoning }: ReplyFrame,
): readonly ReplyAction[] {
  if (turnId === undefined) return [];
  const label = (id: Exclude<ReplyAction['id'], 'harder'>) => ({ id, label: labels[id], turnId });
  return [
    label('regenerate'),
    ...(chosen?.harder !== undefined && phase === 'done'
      ? [{ id: 'harder' as const, label: labels.harder(chosen.harder), turnId }]
      : []),
    ...(thought !== undefined && reasoning !== 'off' ? [label('reasoning')] : []),
    ...(sources ? [label('sources')] : []),
    ...(codeFilesOf(markdown).length > 0 ? [label('files')] : []),
    // A person can ask to be shown what the model saw, where that was more than one picture of something.
    ...(receipts.some(({ pictures }) => pictures > 1) ? [label('saw')] : []),
  ];
}

/** The price in place of an answer, with buttons to agree. */
function asking(view: ComposedView, usd: number, { turnId, words }: ReplyFrame): ComposedView {
  const ids = ['agree', 'decline'] as const;
  return {
    ...view,
    phase: 'done',
    status: undefined,
    markdown: words.said.costs(priceOf(usd)),
    actions: turnId === undefined ? [] : ids.map((id) => ({ id, label: words.actions[id], turnId })),
  };
}

function finished(
  view: ComposedView,
  { reason, usage }: TurnEvent & { type: 'done' },
  frame: ReplyFrame,
): ComposedView {
  if (view.markdown.trim() === '' && view.files.length === 0) {
    const thought = view.thought !== undefined || (usage?.reasoningTokens ?? 0) > 0;
    return withNotice(ended(view, 'failed', frame), EMPTY_ANSWER[reason](thought));
  }
  const done = ended(view, 'done', frame);
  return reason === 'complete' ? done : withNotice(done, CUT_ANSWER[reason]);
}

const CUT_ANSWER = {
  length: "The answer was cut at the model's output limit. Ask me to continue, or ask for less at once.",
  filtered: "The answer was cut by the provider's content rules.",
} as const;

const EMPTY_ANSWER = {
  complete: () => 'The model returned an empty answer. Please try again, or word the question differently.',
  length: (thought: boolean) =>
    thought
      ? 'The model returned an empty answer: it used its whole output limit for thinking. Try again with a lower effort.'
      : 'The model returned an empty answer: its output limit was reached before the first word. Try a shorter question.',
  filtered: () =>
    "The model returned an empty answer: the provider's content rules stopped it. Try to word the question differently.",
} as const;
