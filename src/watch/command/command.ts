/** `/watch`: what admins do with rules from within a chat. Answered with one text in standard Markdown, in their language. */
import {
  type ChatAdapter,
  type ControlEvent,
  WATCH_ACTIONS,
  type WatchAction,
  wordsFor,
} from '../../chat/index.ts';
import type { Judge } from '../judge/judge.ts';
import type { Rulebook } from '../rulebook.ts';
import type { WatchParts } from '../watch.ts';
import { add } from './add.ts';
import { COMMAND } from './limits.ts';
import { list } from './list.ts';
import { pause, remove, resume } from './standing.ts';
import { literal } from './text.ts';
import { tryOut } from './try-out.ts';
import { why } from './why.ts';

export interface CommandParts extends Pick<
  WatchParts,
  | 'store'
  | 'webhooks'
  | 'schemas'
  | 'choices'
  | 'hosted'
  | 'catalog'
  | 'estimates'
  | 'defaults'
  | 'manner'
  | 'budgets'
  | 'now'
> {
  readonly rulebook: Rulebook;
  readonly judge: Judge;
}

/**
 * Does what `/watch` says, and gives the answer. Whether somebody may use it is the business of whoever calls. Done a second
 * time, it changes nothing more.
 *
 * @throws {UserError} what the platform says
 */
export type Command = (event: ControlEvent, adapter: ChatAdapter, signal: AbortSignal) => Promise<string>;

export function createCommand(parts: CommandParts): Command {
  return async (event, adapter, signal) => {
    const { author, target, value = 'list' } = event;
    const { watch } = wordsFor(author.locale);
    const { acts } = adapter;
    if (!acts || target.conversation.kind === 'dm') return watch.notInDirectMessages;
    const [, typed = '', text = ''] = /^(\S+)\s*([^]*)$/.exec(value.trim()) ?? [];
    const action = WATCH_ACTIONS.find((one) => one === typed.toLowerCase());
    if (!action) return watch.unknownAction(literal(typed), WATCH_ACTIONS.join(', '));
    const looking = AbortSignal.any([signal, AbortSignal.timeout(COMMAND.lookMs)]);
    const answers: Readonly<Record<WatchAction, () => Promise<string>>> = {
      list: () => list(event, parts),
      add: () => add(text, event, acts, parts, looking),
      // Its question has a deadline of its own.
      test: () => tryOut(text, event, adapter, parts, signal),
      pause: () => pause(text, event, parts),
      resume: () => resume(text, event, parts),
      remove: () => remove(text, event, parts),
      why: () => why(text.trim(), event, acts, parts, looking),
    };
    return answers[action]();
  };
}
