/** The composer: folds what happens in a turn into the view a reader should see now. */
import type { Receipt, ReplyAction, ReplyView } from '../chat/index.ts';
import { footerOf } from './footer.ts';
import { REASONING_KEPT } from './limits.ts';
import type { TurnEvent } from './turn-event.ts';

/** The view of a turn of which nothing is known yet, with the buttons it shows while it runs. */
export function emptyView(actions: readonly ReplyAction[]): ReplyView {
  return { phase: 'working', markdown: '', receipts: [], notices: [], actions };
}

/**
 * The view after one more event. Pure: the same view and event give the same result, and an event that changes nothing
 * visible gives the same object back. Text only ever grows at its end. Once a turn is over, only what is written beside
 * the answer (receipts, notices, the footer) still changes.
 *
 * @example events.reduce(compose, emptyView([stopButton]))
 */
export function compose(view: ReplyView, event: TurnEvent): ReplyView {
  switch (event.type) {
    case 'receipt':
      return { ...view, receipts: withReceipt(view.receipts, event.receipt) };
    case 'notice':
      return withNotice(view, event.text);
    case 'spent':
      return { ...view, footer: footerOf(event) };
  }
  if (isOver(view)) return view;
  switch (event.type) {
    case 'status':
      return { ...view, status: event.text };
    case 'reasoning':
      return withReasoning(view, event.text);
    case 'text':
    case 'refusal':
      return withText(view, event.text);
    case 'done':
      return finished(view, event);
    case 'stopped':
      return withNotice(ended(view, 'stopped'), 'Stopped.');
    case 'failed':
      return withNotice(ended(view, 'failed'), event.sentence);
  }
}

/** Whether the turn is over: its text and phase change no more. */
function isOver({ phase }: ReplyView): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'stopped';
}

/** A second receipt for the same attachment takes the place of the first. */
function withReceipt(receipts: readonly Receipt[], receipt: Receipt): readonly Receipt[] {
  const known = receipts.findIndex(({ attachmentId }) => attachmentId === receipt.attachmentId);
  return known < 0 ? [...receipts, receipt] : receipts.with(known, receipt);
}

function withNotice(view: ReplyView, notice: string): ReplyView {
  return { ...view, notices: [...view.notices, notice] };
}

function withReasoning(view: ReplyView, text: string): ReplyView {
  if (text === '') return view;
  const phase = view.phase === 'working' ? 'thinking' : view.phase;
  return { ...view, phase, reasoning: lastOf((view.reasoning ?? '') + text, REASONING_KEPT) };
}

/** Line breaks before the first word are not text yet: many models begin with some. */
function withText(view: ReplyView, text: string): ReplyView {
  const markdown = view.markdown === '' ? text.replace(/^(?:[ \t]*\r?\n)+/, '') : view.markdown + text;
  if (markdown === view.markdown) return view;
  return { ...view, phase: 'answering', status: undefined, markdown };
}

function ended(view: ReplyView, phase: 'done' | 'failed' | 'stopped'): ReplyView {
  return { ...view, phase, status: undefined, actions: actionsAfter(view) };
}

/** A person can ask to be shown what the model saw, where that was more than one picture of something. */
function actionsAfter({ actions, receipts }: ReplyView): readonly ReplyAction[] {
  const wasWatched = receipts.some(({ pictures }) => pictures > 1);
  return actions.flatMap(({ id, turnId }) =>
    id === 'stop' && wasWatched ? [{ id: 'saw', label: 'Show what you saw', turnId }] : [],
  );
}

function finished(view: ReplyView, { reason, usage }: TurnEvent & { type: 'done' }): ReplyView {
  if (view.markdown.trim() === '') {
    const thought = view.reasoning !== undefined || (usage?.reasoningTokens ?? 0) > 0;
    return withNotice(ended(view, 'failed'), EMPTY_ANSWER[reason](thought));
  }
  const done = ended(view, 'done');
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

/** The last `length` units of a text, never half of a character, marked where something was left off. */
function lastOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = text.slice(text.length - length + 1);
  return '…' + tail.replace(/^[\uDC00-\uDFFF]/, '');
}
