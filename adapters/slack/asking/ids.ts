/** The names by which Slack hands back what somebody used: buttons, menus of a message, forms, choices. */
import type { ActionId, MenuName } from '../../../src/chat/index.ts';

/** All of them begin like this. */
export const OURS = /^attache_/;

/** The `action_id` of each button under a reply. */
export const ACTION_IDS = {
  stop: 'attache_stop',
  regenerate: 'attache_regenerate',
  harder: 'attache_harder',
  reasoning: 'attache_reasoning',
  sources: 'attache_sources',
  files: 'attache_files',
  saw: 'attache_saw',
  agree: 'attache_agree',
  decline: 'attache_decline',
} as const satisfies Record<ActionId, string>;

/** The `callback_id` of each shortcut in the menu of a message. */
export const SHORTCUT_IDS = {
  ask: 'attache_ask',
  transcribe: 'attache_transcribe',
  describe: 'attache_describe',
} as const satisfies Record<MenuName, string>;

/** The `callback_id` of the form that asks for a question. */
export const FORM_ID = 'attache_question';

/** The `action_id` of each choice on the bot's own page. */
export const HOME_IDS = { model: 'attache_home_model', effort: 'attache_home_effort' } as const;

/** What an id of one of these tables stands for. */
export function meaningOf<Name extends string>(
  ids: Readonly<Record<Name, string>>,
  id: string,
): Name | undefined {
  return (Object.keys(ids) as Name[]).find((name) => ids[name] === id);
}
