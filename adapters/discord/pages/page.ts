/**
 * One page of an answer as the body of a message: the answer itself is plain content, what stands around it is one embed,
 * what can be done with it are buttons.
 */
import { type APIEmbed, type APIMessageTopLevelComponent, ButtonStyle, ComponentType } from 'discord.js';
import { ActionId, type ReplyAction, type ReplyView } from '../../../src/chat/index.ts';
import { cut, embedOf } from './embed.ts';
import { LIMITS } from '../limits.ts';
import { withoutMark } from './mark.ts';
import { toDiscord } from '../markdown.ts';

export interface MessageBody {
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly flags?: number;
  /** Nobody is ever pinged by what a model writes. */
  readonly allowed_mentions: { readonly parse: readonly [] };
}

const CUSTOM_ID = new RegExp(`^(?<action>${ActionId.options.join('|')}):(?<turnId>.+)$`, 's');

/** What a button does and to which turn, when it is one of ours. The button itself says so, also after a restart. */
export function pressOf(
  customId: string,
): { readonly action: ActionId; readonly turnId: string } | undefined {
  const { action, turnId } = CUSTOM_ID.exec(withoutMark(customId))?.groups ?? {};
  return turnId === undefined ? undefined : { action: ActionId.parse(action), turnId };
}

/** The picture on each button, beside its words. */
const EMOJI: Readonly<Record<ActionId, string>> = {
  stop: '⏹️',
  regenerate: '🔄',
  harder: '🧠',
  reasoning: '💭',
  sources: '🔗',
  files: '📎',
  saw: '🎞️',
  agree: '✅',
  decline: '✖️',
};

/** How a button stands out; the others do not. */
const STYLE: Readonly<Partial<Record<ActionId, ButtonStyle.Primary | ButtonStyle.Danger>>> = {
  stop: ButtonStyle.Danger,
  agree: ButtonStyle.Primary,
};

/** What a page shows that has nothing to show yet. */
const NOTHING_YET = '…';

function buttons(actions: readonly ReplyAction[]): readonly APIMessageTopLevelComponent[] {
  const all = actions.map(({ id, label, turnId }) => ({
    type: ComponentType.Button as const,
    style: STYLE[id] ?? (ButtonStyle.Secondary as const),
    label: cut(label, LIMITS.buttonLabel),
    emoji: { name: EMOJI[id] },
    custom_id: `${id}:${turnId}`.slice(0, LIMITS.customId),
  }));
  const rows = Math.ceil(all.length / LIMITS.buttonsPerRow);
  return Array.from({ length: rows }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: all.slice(row * LIMITS.buttonsPerRow, (row + 1) * LIMITS.buttonsPerRow),
  }));
}

/** A line of text as a message, without anything around it. */
export function renderLine(text: string): MessageBody {
  const content = cut(toDiscord(text).trim(), LIMITS.content);
  return { content, embeds: [], components: [], allowed_mentions: { parse: [] } };
}

export function renderPage(view: ReplyView): MessageBody {
  const content = toDiscord(view.markdown).trim();
  const embeds = embedOf(view);
  return {
    content: content === '' && embeds.length === 0 ? NOTHING_YET : content,
    embeds,
    components: buttons(view.actions),
    allowed_mentions: { parse: [] },
  };
}
