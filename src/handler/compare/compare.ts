/** `/compare`: asks two models or efforts the same, and shows both answers and what differs. */
import { sentenceFor, UserError, type Words } from '../../chat/index.ts';
import { priceOf, type TurnEvent } from '../../reply/index.ts';
import { expectedOf, run, THINKING } from '../answer/answer.ts';
import { aside } from './aside.ts';
import { mayBeOpen } from './closing.ts';
import { areComparable, belowOf, createPost, secondsOf, type Side } from './post.ts';
import { nameOf, settleSides } from './sides.ts';
import { createLedger, type Ledger } from '../answer/ledger.ts';
import {
  type AnswerParts,
  prepareRequest,
  type Question,
  type Ready,
  type Spending,
} from '../request/request.ts';
import { sideBySide } from '../answer/side-by-side.ts';
import { amountIn, ledgerWithin, onTopOf, sumOf, withSpent } from '../answer/spent.ts';
import { type Inquiry, questionFor, readHistory } from '../asking/inquiry.ts';
import type { TurnParts } from '../turn.ts';

/** One side with its question and what it takes. */
interface Asked extends Side {
  readonly question: Question;
  readonly ledger: Ledger;
  ready?: Ready;
}

export async function* compare(
  inquiry: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { asked, choice, words, purse } = inquiry;
  const { message, options } = asked;
  if (message.text.trim() === '' && message.attachments.length === 0)
    throw new UserError('no-question', words.said.noQuestion);
  const before = yield* readHistory(inquiry, parts, signal);
  const strain = await purse.strain();
  const wanted = { a: options.a, b: options.b, isSettled: asked.isSettled, usual: choice, words };
  const settled = await settleSides(wanted, { message, before, strain }, parts, signal);
  const [a, b] = settled.map(({ model, effort }) => `${model.id}/${effort}`);
  yield { type: 'settled', options: { a: a!, b: b! } };
  const ledger = createLedger();
  const sides = settled.map((side, index): Asked => {
    const own = ledgerWithin(ledger);
    own.add(side.calls);
    return {
      letter: 'AB'[index]!,
      name: nameOf(side),
      question: questionFor(inquiry, before, side),
      ledger: own,
      text: '',
      closing: '',
      isOver: false,
    };
  });
  yield* withSpent(askBoth(sides, parts, { purse, ledger }, signal), ledger, ...settled);
}

async function* askBoth(
  sides: readonly Asked[],
  parts: AnswerParts,
  { purse, ledger }: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { words } = sides[0]!.question;
  let expected = sumOf([amountIn(ledger)]);
  const seen: TurnEvent[] = [];
  for (const side of sides) {
    try {
      const spending = { purse: onTopOf(expected, purse), ledger: side.ledger };
      side.ready = yield* preparing(side, parts, spending, seen, signal);
      expected = sumOf([expected, expectedOf(side.ready, parts)]);
    } catch (error) {
      signal.throwIfAborted();
      fail(side, error, parts);
    }
  }
  const ready = sides.filter((side): side is Asked & { readonly ready: Ready } => side.ready !== undefined);
  if (ready.length === 0) throw sides[0]!.error;
  if ((await purse.reserve(expected)) === 'ask') {
    yield { type: 'asks', usd: expected.usd };
    return;
  }
  yield* answering(sides, ready, words.said.compared, parts, signal);
}

/** Makes a side ready. Of the second one, only what is not the same for the first is told. */
async function* preparing(
  { letter, question, ledger }: Asked,
  parts: AnswerParts,
  spending: Spending,
  seen: TurnEvent[],
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Ready, undefined> {
  const isFirst = letter === 'A';
  const preparation = prepareRequest(question, parts, spending, signal);
  for (let next = await preparation.next(); ; next = await preparation.next()) {
    if (next.done) {
      ledger.addMedia(next.value.mediaUsd);
      return next.value;
    }
    const event = next.value;
    if (isFirst) {
      seen.push(event);
      yield event;
    } else if (event.type === 'receipt') {
      const { receipt } = event;
      const isKnown = seen.some(
        (one) =>
          one.type === 'receipt' &&
          one.receipt.attachmentId === receipt.attachmentId &&
          one.receipt.summary === receipt.summary,
      );
      const own = { attachmentId: `${receipt.attachmentId}/${letter}`, name: `${receipt.name} (${letter})` };
      if (!isKnown) yield { type: 'receipt', receipt: { ...receipt, ...own } };
    } else if (
      event.type === 'notice' &&
      !seen.some((one) => one.type === 'notice' && one.text === event.text)
    )
      yield event;
  }
}

async function* answering(
  sides: readonly Asked[],
  ready: readonly (Asked & { readonly ready: Ready })[],
  words: Words['said']['compared'],
  parts: AnswerParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  for (const side of sides) yield stepOf(side);
  yield THINKING;
  const post = createPost(sides, words);
  let reason: Extract<TurnEvent, { type: 'done' }>['reason'] = 'complete';
  const files: TurnEvent[] = [];
  const begun = performance.now();
  const runs = ready.map((side) => written(side, begun, parts, signal));
  for await (const heard of sideBySide(runs, signal)) {
    const side = ready[heard.at]!;
    if ('isOver' in heard) {
      side.isOver = true;
      if (heard.error !== undefined) fail(side, heard.error, parts);
      yield stepOf(side);
    } else {
      const { event } = heard;
      if (event.type === 'done') {
        if (event.reason !== 'complete') reason = event.reason;
      } else if (event.type === 'file') {
        const name = `${side.letter.toLowerCase()}-${event.file.name}`;
        files.push({ ...event, file: { ...event.file, name } });
      } else if (event.type !== 'text' && event.type !== 'refusal' && isSeen(event, side, ready[0]!))
        yield event;
    }
    const more = post();
    if (more !== '') yield { type: 'text', text: more };
  }
  if (sides.every(({ text }) => text.trim() === '') && files.length === 0)
    throw sides.find(({ error }) => error !== undefined)?.error ?? empty(words);
  const spent = sides.map(({ ledger, question: { model, effort } }) => ledger.spent(model.id, effort));
  const differs = areComparable(sides) ? await differenceOf(sides, words, signal) : undefined;
  yield { type: 'text', text: `${post()}${belowOf(sides, differs, spent, words)}` };
  yield* files;
  yield { type: 'done', reason, usage: undefined };
}

/** Has a side answered: its text grows, and is closed in the end. */
async function* written(
  side: Asked & { readonly ready: Ready },
  begun: number,
  parts: AnswerParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { message } = side.question;
  try {
    for await (const event of run(side.ready, 'answer', { message, ledger: side.ledger }, parts, signal)) {
      if (event.type === 'text' || event.type === 'refusal') {
        side.text += event.text;
        if (event.text.trim() !== '') side.firstMs ??= performance.now() - begun;
      }
      yield event;
    }
  } finally {
    side.ms = performance.now() - begun;
    if (mayBeOpen(side.text))
      side.closing = (await aside({ find: 'closing', text: side.text }, signal)) ?? '';
  }
}

async function differenceOf(
  sides: readonly Side[],
  { same, unlike, tooLong }: Words['said']['compared'],
  signal: AbortSignal,
): Promise<string> {
  const [first, second] = sides.map(({ text }) => text) as [string, string];
  if (first === second) return same;
  return (
    (await aside({ find: 'difference', first, second, words: { same, unlike, tooLong } }, signal)) ?? tooLong
  );
}

/** One thinks aloud: two at once could not be followed. */
const isSeen = (event: TurnEvent, side: Asked, aloud: Asked): boolean =>
  event.type === 'step' || event.type === 'source' || event.type === 'notice' || side === aloud;

function fail(side: Asked, error: unknown, { log }: Pick<AnswerParts, 'log'>): void {
  if (!(error instanceof UserError))
    log.error({ err: error, side: side.name }, 'a side of a comparison failed');
  side.error = error;
  side.isOver = true;
}

const empty = ({ failed }: Words['said']['compared']) => new UserError('empty', `${failed}.`);

function stepOf(side: Asked): TurnEvent {
  const { letter, name, isOver, error, ms, ledger } = side;
  const { usd } = ledger.spent('', 'none');
  const took = [secondsOf(ms), ...(usd === undefined ? [] : [priceOf(usd)])].join(' · ');
  const state = !isOver ? 'running' : error === undefined ? 'done' : 'failed';
  return {
    type: 'step',
    step: {
      id: `side-${letter}`,
      title: `${letter} · ${name}`,
      state,
      ...(isOver && { details: error === undefined ? took : sentenceFor(error) }),
    },
  };
}
