/** What stands around an answer, as one embed: status, steps, reasoning, receipts, notices and costs. */
import { type APIEmbed, escapeMarkdown } from 'discord.js';
import {
  type Receipt,
  type ReplyPhase,
  type ReplyStep,
  type ReplyView,
  toldOf,
} from '../../../src/chat/index.ts';
import { LIMITS } from '../limits.ts';
import { toDiscord } from '../markdown.ts';

/** The line beside the embed: at work, well, or not. */
const COLOURS: Readonly<Record<ReplyPhase, number>> = {
  working: 0x5865f2,
  thinking: 0x5865f2,
  answering: 0x5865f2,
  done: 0x57a773,
  failed: 0xd9534f,
  stopped: 0x949ba4,
};

/** Status lines, titles of plans and of steps are short; a longer one is cut, so that it does not crowd out the rest. */
const STATUS_LENGTH = 200;
const STEP_LENGTH = 100;
/** More steps than this would push the answer off the screen. */
const STEPS = 8;
/** With less room than this, reasoning is left out. */
const LEAST_REASONING = 100;

const MARKS: Readonly<Record<ReplyStep['state'], string>> = { running: '⏳', done: '✓', failed: '✗' };

/** Shortens from the end. A character that is cut in two is replaced, for Discord refuses halves. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;

const plain = (text: string): string =>
  escapeMarkdown(text, { heading: true, bulletedList: true, numberedList: true, maskedLink: true });

const receiptLine = (receipt: Receipt): string =>
  `${receipt.outcome === 'used' ? '📎' : '⚠️'} **${plain(receipt.name)}** · ${plain(toldOf(receipt))}`;

/** As many lines as fit, then how many more there are. */
function fitLines(lines: readonly string[], max: number): string {
  const fitting: string[] = [];
  let left = max;
  for (const [index, line] of lines.entries()) {
    const more = `… and ${lines.length - index} more`;
    const isLast = index === lines.length - 1;
    if (line.length + 1 + (isLast ? 0 : more.length) > left) {
      fitting.push(cut(more, left));
      break;
    }
    fitting.push(line);
    left -= line.length + 1;
  }
  return fitting.join('\n');
}

/** What is done on the way, in its order; of many steps the newest. */
function stepLines(steps: readonly ReplyStep[]): string {
  const before = Math.max(0, steps.length - STEPS);
  const lines = steps
    .slice(before)
    .map(({ state, title }) => `${MARKS[state]} ${cut(plain(title), STEP_LENGTH)}`);
  return [...(before > 0 ? [`… and ${before} before`] : []), ...lines].join('\n');
}

/** What is going on: the status line, and the steps; of these only what still runs, once there is an answer to read. */
function progress({ phase, status, plan, steps }: ReplyView): readonly string[] {
  if (phase === 'done' || phase === 'failed' || phase === 'stopped') return [];
  const shown = phase === 'answering' ? steps.filter(({ state }) => state === 'running') : steps;
  const title = plan && shown.length > 0 ? `**${cut(plain(plan.title), STATUS_LENGTH)}**\n` : '';
  // The line says nothing that a step says already.
  const isSaid = shown.some(({ state, title: step }) => state === 'running' && step === status);
  return [status && !isSaid ? `*${cut(plain(status), STATUS_LENGTH)}*` : '', `${title}${stepLines(shown)}`];
}

/** The model's thoughts so far, quoted, the newest lines where they are too many. */
function quotedTail(reasoning: string, max: number): string {
  const lines = toDiscord(reasoning.slice(-2 * max)).split('\n');
  const kept: string[] = [];
  let left = max;
  for (const line of lines.toReversed()) {
    const quoted = `> ${line}`;
    if (quoted.length + 1 > left) {
      if (kept.length === 0) kept.unshift(`> …${line.slice(4 - left)}`);
      break;
    }
    kept.unshift(quoted);
    left -= quoted.length + 1;
  }
  return kept.join('\n').toWellFormed();
}

/** Notices get room first, for they say what went wrong; then what goes on and receipts; thoughts take what is left. */
function description(view: ReplyView, max: number): string {
  const sections: string[] = [];
  const notices = cut(view.notices.join('\n'), Math.floor(max / 2));
  let left = max - notices.length - 2;
  const add = (section: string) => {
    if (section === '') return;
    sections.push(section);
    left -= section.length + 2;
  };
  progress(view).forEach(add);
  if (view.receipts.length > 0) add(fitLines(view.receipts.map(receiptLine), left));
  const reasoning = view.reasoning?.trim() ?? '';
  if (reasoning !== '' && left > LEAST_REASONING) add(quotedTail(reasoning, left));
  return [...sections, notices].filter((section) => section !== '').join('\n\n');
}

/** Nothing when there is nothing to say. */
export function embedOf(view: ReplyView): readonly APIEmbed[] {
  const footer = cut(view.footer ?? '', LIMITS.embedFooter);
  const text = description(view, Math.min(LIMITS.embedDescription, LIMITS.embedTotal - footer.length));
  if (text === '' && footer === '') return [];
  return [
    {
      color: COLOURS[view.phase],
      ...(text !== '' && { description: text }),
      ...(footer !== '' && { footer: { text: footer } }),
    },
  ];
}
