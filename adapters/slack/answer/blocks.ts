/** A message as blocks: its text, and what stands beside it: receipts, notices, footer and buttons. */
import type { types } from '@slack/bolt';
import {
  type ActionId,
  type Receipt,
  type ReplyPhase,
  type ReplyView,
  toldOf,
} from '../../../src/chat/index.ts';
import { ACTION_IDS } from '../asking/ids.ts';
import { LIMITS } from '../limits.ts';
import { escapeMrkdwn, toSlack } from '../markdown.ts';

/** What a message says while it has no text of its own; Slack takes no empty ones. */
const PHASE_WORDS: Readonly<Record<ReplyPhase, string>> = {
  working: 'Working…',
  thinking: 'Thinking…',
  answering: 'Answering…',
  done: 'There is no answer.',
  failed: 'No answer this time.',
  stopped: 'Stopped.',
};

/** The Markdown of a page, or the word for its phase. */
export function textOf(view: ReplyView): string {
  return view.markdown.trim() === '' ? statusOf(view) : toSlack(view.markdown);
}

/** Whether there is more to come. */
export function isRunning({ phase }: ReplyView): boolean {
  return phase === 'working' || phase === 'thinking' || phase === 'answering';
}

function statusOf(view: ReplyView): string {
  if (isRunning(view)) return workOf(view);
  return view.notices.length > 0 ? '' : `_${PHASE_WORDS[view.phase]}_`;
}

const STEP_SIGNS = { running: '⏳', done: '✓', failed: '✗' } as const;

/** What is being done and thought, for as long as there is nothing else to read: of each the newest part. */
function workOf({ steps, status, phase, reasoning = '' }: ReplyView): string {
  const now = steps.findLast(({ state }) => state === 'running')?.title ?? PHASE_WORDS[phase];
  const done = steps
    .filter(({ state }) => state !== 'running')
    .slice(-LIMITS.stepsShown)
    .map(({ state, title }) => `${STEP_SIGNS[state]} ${title}`);
  const thought = reasoning.trim().slice(-LIMITS.thoughtsShown).toWellFormed().split('\n');
  return toSlack(
    [
      [...done, `_${status ?? now}_`].join('\n\n'),
      ...(reasoning.trim() === '' ? [] : [thought.map((line) => `> ${line}`).join('\n')]),
    ].join('\n\n'),
  );
}

/** A whole message made of blocks, with the plain text that notifications show. `above`: mrkdwn that stands over it. */
export function blockMessage(view: ReplyView, above = ''): { text: string; blocks: types.AnyBlock[] } {
  const text = textOf(view);
  const head: types.SectionBlock = { type: 'section', text: { type: 'mrkdwn', text: above, verbatim: true } };
  const blocks: types.AnyBlock[] = [
    ...(above === '' ? [] : [head]),
    ...(text === '' ? [] : [{ type: 'markdown' as const, text }]),
    ...contextBlocks(view),
    ...actionBlocks(view),
  ];
  const plain = escapeMrkdwn(view.markdown.trim() || view.notices.join(' ') || PHASE_WORDS[view.phase]);
  const words = above === '' ? plain : `${above}\n${plain}`;
  return { text: words.slice(0, LIMITS.fallbackCharacters).toWellFormed(), blocks };
}

/** Who asked what, for those who did not see the question. */
export function askedLine(userId: string, question: string): string {
  const asked = escapeMrkdwn(question.slice(0, LIMITS.questionShown).toWellFormed()).replaceAll('\n', '\n>');
  return `<@${userId}> asked:\n>${asked}`;
}

/** Receipts, then notices, then the footer. */
export function contextBlocks({ receipts, notices, footer }: ReplyView): types.ContextBlock[] {
  const groups = [receipts.map(receiptLine), [...notices], footer === undefined ? [] : [footer]];
  return groups
    .flatMap((lines) => inGroups(packed(lines.map(escapeMrkdwn)), LIMITS.contextElements))
    .slice(0, LIMITS.contextBlocks)
    .map((texts) => ({
      type: 'context',
      elements: texts.map((text) => ({ type: 'mrkdwn', text, verbatim: true })),
    }));
}

/** How a button stands out; the others do not. */
const STYLES: Readonly<Partial<Record<ActionId, 'primary' | 'danger'>>> = {
  stop: 'danger',
  agree: 'primary',
};

/** The buttons of an answer. */
export function actionBlocks({ actions }: ReplyView): types.ActionsBlock[] {
  if (actions.length === 0) return [];
  return [
    {
      type: 'actions',
      elements: actions.slice(0, LIMITS.buttons).map(({ id, label, turnId }) => ({
        type: 'button',
        action_id: ACTION_IDS[id],
        text: { type: 'plain_text', text: label.slice(0, LIMITS.buttonCharacters).toWellFormed() },
        value: turnId,
        ...(id in STYLES ? { style: STYLES[id] } : {}),
      })),
    },
  ];
}

function receiptLine(receipt: Receipt): string {
  return `${receipt.outcome === 'used' ? '📎' : '⚠️'} ${receipt.name} · ${toldOf(receipt)}`;
}

/** Lines joined into as few texts as their limit allows. A line that is longer than the limit is cut. */
function packed(lines: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const cut = line.slice(0, LIMITS.contextCharacters);
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + cut.length <= LIMITS.contextCharacters)
      texts[texts.length - 1] = `${last}\n${cut}`;
    else texts.push(cut);
  }
  return texts;
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) groups.push(items.slice(start, start + size));
  return groups;
}
