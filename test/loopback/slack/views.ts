/** Forms and the app's own page: what Slack checks in them, who has which one open, and triggers that open one. */
import { ApiError } from './api-error.ts';
import { isObject, textArg, type Args, type Json } from './json.ts';
import { RULES } from './rules.ts';
import type { State } from './state.ts';

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly callbackId: string;
  readonly metadata: string;
  readonly title: string;
  readonly blocks: readonly { readonly [key: string]: Json }[];
}

export interface Views {
  /** Lets a form be opened by the one who used something, once and for three seconds. */
  trigger(user: string): string;
  /** By the one who sees it. */
  readonly modals: Map<string, View>;
  readonly homes: Map<string, View>;
  readonly triggers: Map<string, { readonly user: string; readonly at: number; used: boolean }>;
}

export function createViews(nextId: (prefix: string) => string, now: () => number): Views {
  const triggers: Views['triggers'] = new Map();
  return {
    modals: new Map(),
    homes: new Map(),
    triggers,
    trigger: (user) => {
      const id = nextId('trigger.');
      triggers.set(id, { user, at: now(), used: false });
      return id;
    },
  };
}

export function openView(state: State, args: Args) {
  const trigger = state.views.triggers.get(textArg(args, 'trigger_id') ?? '');
  if (!trigger) throw new ApiError('invalid_trigger_id');
  if (trigger.used) throw new ApiError('exchanged_trigger_id');
  if (state.now() - trigger.at > RULES.triggerMs) throw new ApiError('expired_trigger_id');
  const view = viewOf(state, args, 'modal');
  trigger.used = true;
  state.views.modals.set(trigger.user, view);
  state.changes.changed();
  return { view: { id: view.id } };
}

export function publishView(state: State, args: Args) {
  const user = textArg(args, 'user_id') ?? '';
  if (!state.users.has(user)) throw new ApiError('invalid_user_id');
  const view = viewOf(state, args, 'home');
  state.views.homes.set(user, view);
  state.changes.changed();
  return { view: { id: view.id } };
}

/** What Slack would say "invalid_arguments" to. */
function viewOf(state: State, args: Args, type: View['type']): View {
  const view = args['view'];
  if (!isObject(view) || view['type'] !== type) throw new ApiError('invalid_arguments');
  const blocks = listOf(view['blocks']);
  if (blocks.length === 0 || blocks.length > RULES.viewBlocks) throw new ApiError('invalid_arguments');
  for (const block of blocks) checkBlock(block, type);
  const hasInput = blocks.some((block) => block['type'] === 'input');
  const metadata = String(view['private_metadata'] ?? '');
  const isWrong =
    (type === 'modal' && !isText(view['title'], RULES.viewTitle)) ||
    (hasInput && !isText(view['submit'], RULES.viewTitle)) ||
    (view['close'] !== undefined && !isText(view['close'], RULES.viewTitle)) ||
    metadata.length > RULES.viewMetadata;
  if (isWrong) throw new ApiError('invalid_arguments');
  return {
    id: state.nextId('V'),
    type,
    callbackId: String(view['callback_id'] ?? ''),
    metadata,
    title: isObject(view['title']) ? String(view['title']['text']) : '',
    blocks,
  };
}

function checkBlock(block: { readonly [key: string]: Json }, surface: View['type']): void {
  const { type, text, label, element, accessory } = block;
  const isRight =
    type === 'divider' ||
    (type === 'header' && isText(text, RULES.headerText, 'plain_text')) ||
    (type === 'section' &&
      isText(text, RULES.sectionText) &&
      (accessory === undefined || isElement(accessory))) ||
    (type === 'input' &&
      surface === 'modal' &&
      isText(label, RULES.inputLabel, 'plain_text') &&
      isElement(element));
  if (!isRight) throw new ApiError('invalid_arguments');
}

function isElement(element: Json | undefined): boolean {
  if (!isObject(element) || !isText({ text: element['action_id'] ?? '' }, RULES.actionId)) return false;
  if (element['type'] === 'plain_text_input')
    return Number(element['max_length'] ?? 1) <= RULES.inputText && Number(element['max_length'] ?? 1) >= 1;
  const isSelect = element['type'] === 'static_select';
  if (!isSelect && element['type'] !== 'checkboxes') return false;
  const options = listOf(element['options']);
  const areRight = options.every(
    ({ text, value }) =>
      isText(text, RULES.optionText) &&
      typeof value === 'string' &&
      value !== '' &&
      value.length <= RULES.optionValue,
  );
  const values = options.map(({ value }) => value);
  const initial = element['initial_option'];
  return (
    areRight &&
    options.length > 0 &&
    options.length <= (isSelect ? RULES.selectOptions : RULES.checkboxes) &&
    new Set(values).size === values.length &&
    // The initial option is one of the options, to the letter.
    (initial === undefined || options.some((option) => JSON.stringify(option) === JSON.stringify(initial)))
  );
}

function isText(value: Json | undefined, limit: number, type?: string): boolean {
  if (!isObject(value) || typeof value['text'] !== 'string') return false;
  if (type !== undefined && value['type'] !== type) return false;
  return value['text'].length > 0 && value['text'].length <= limit;
}

export function listOf(value: Json | undefined): readonly { readonly [key: string]: Json }[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : []).filter(isObject);
}

/** The prompts that stand in a conversation with the app: four at most, each with a title and what it writes. */
export function setPrompts(state: State, args: Args) {
  const channel = state.channels.get(textArg(args, 'channel_id') ?? '');
  if (channel?.kind !== 'im' || !channel.members.has(state.bot.userId))
    throw new ApiError('channel_not_found');
  // The agent view has no threads of the old assistant's kind.
  if (args['thread_ts'] !== undefined) throw new ApiError('invalid_thread_ts');
  const prompts = listOf(args['prompts']);
  const isWrong = prompts.some(
    ({ title, message }) => typeof title !== 'string' || !title || typeof message !== 'string' || !message,
  );
  if (isWrong || prompts.length === 0 || prompts.length > RULES.prompts)
    throw new ApiError('invalid_arguments');
  state.prompts.set(
    channel.id,
    prompts.map(({ title }) => String(title)),
  );
  state.changes.changed();
  return {};
}
