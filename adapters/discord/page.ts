/**
 * One page of an answer as the body of a message: the answer itself is plain content, what stands around it (status,
 * reasoning, receipts, notices, costs) is one embed.
 */
import {
  type APIEmbed,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  escapeMarkdown,
} from 'discord.js';
import {
  type Receipt,
  type ReplyAction,
  type ReplyPhase,
  type ReplyView,
  toldOf,
} from '../../src/chat/index.ts';
import { LIMITS } from './limits.ts';
import { toDiscord } from './markdown.ts';

export interface PageBody {
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIMessageTopLevelComponent[];
  /** Nobody is ever pinged by what a model writes. */
  readonly allowed_mentions: { readonly parse: readonly [] };
}

const CUSTOM_ID = /^(?<action>stop|saw):(?<turnId>.+)$/s;

/** What a button does and to which turn, when it is one of ours. The button itself says so, also after a restart. */
export function pressOf(
  customId: string,
): { readonly action: ReplyAction['id']; readonly turnId: string } | undefined {
  const { action, turnId } = CUSTOM_ID.exec(customId)?.groups ?? {};
  return turnId === undefined ? undefined : { action: action as ReplyAction['id'], turnId };
}

/** The line beside the embed: at work, well, or not. */
const COLOURS: Readonly<Record<ReplyPhase, number>> = {
  working: 0x5865f2,
  thinking: 0x5865f2,
  answering: 0x5865f2,
  done: 0x57a773,
  failed: 0xd9534f,
  stopped: 0x949ba4,
};

/** What a page shows that has nothing to show yet. */
const NOTHING_YET = '…';

/** Status lines are short; a longer one is cut, so that it does not crowd out the rest. */
const STATUS_LENGTH = 200;
/** With less room than this, reasoning is left out. */
const LEAST_REASONING = 100;

/** Shortens from the end. A character that is cut in two is replaced, for Discord refuses halves. */
const cut = (text: string, max: number): string =>
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

/** Notices get room first, for they say what went wrong; then status and receipts; thoughts take what is left. */
function description(view: ReplyView, max: number): string {
  const isThinking = view.phase === 'working' || view.phase === 'thinking';
  const sections: string[] = [];
  let left = max;
  const add = (section: string) => {
    if (section === '') return;
    sections.push(section);
    left -= section.length + 2;
  };
  const notices = cut(view.notices.join('\n'), Math.floor(max / 2));
  left -= notices.length + 2;
  if (isThinking && view.status) add(`*${cut(plain(view.status), STATUS_LENGTH)}*`);
  if (view.receipts.length > 0) add(fitLines(view.receipts.map(receiptLine), left));
  if (isThinking && view.reasoning?.trim() && left > LEAST_REASONING)
    add(quotedTail(view.reasoning.trim(), left));
  return [...sections, notices].filter((section) => section !== '').join('\n\n');
}

function embedOf(view: ReplyView): readonly APIEmbed[] {
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

function buttons(actions: readonly ReplyAction[]): readonly APIMessageTopLevelComponent[] {
  if (actions.length === 0) return [];
  return [
    {
      type: ComponentType.ActionRow,
      components: actions.map(({ id, label, turnId }) => ({
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        label: cut(label, LIMITS.buttonLabel),
        custom_id: `${id}:${turnId}`.slice(0, LIMITS.customId),
      })),
    },
  ];
}

/** A line of text as a message, without anything around it. */
export function renderLine(text: string): PageBody {
  const content = cut(toDiscord(text).trim(), LIMITS.content);
  return { content, embeds: [], components: [], allowed_mentions: { parse: [] } };
}

export function renderPage(view: ReplyView): PageBody {
  const content = toDiscord(view.markdown).trim();
  const embeds = embedOf(view);
  return {
    content: content === '' && embeds.length === 0 ? NOTHING_YET : content,
    embeds,
    components: buttons(view.actions),
    allowed_mentions: { parse: [] },
  };
}
