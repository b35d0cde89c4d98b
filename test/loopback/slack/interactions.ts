/** What people use: commands, menus of messages, forms, buttons, and the app's own page. */
import type { Delivery, Outcome } from './delivery.ts';
import { isObject, type Json } from './json.ts';
import { messageObject } from './messages.ts';
import type { Responses } from './responses.ts';
import { findMessage, type State, type StoredMessage } from './state.ts';
import { buttonsOf } from './validation.ts';
import { listOf, type View } from './views.ts';

/** Something that was used, whose answer goes to an address of its own. */
export interface Used {
  readonly triggerId: string;
  readonly responseUrl: string;
  readonly delivered: Promise<Outcome>;
}

export interface Interactions {
  runCommand(run: {
    readonly user: string;
    readonly channel: string;
    readonly text: string;
    /** `/ask` unless said otherwise. */
    readonly command?: string;
  }): Used;
  /** Chooses a shortcut in the menu of a message. */
  useShortcut(user: string, channel: string, ts: string, callbackId: string): Used;
  /** The form somebody has open. */
  form(user: string): View | undefined;
  /** Sends it. What is not filled in stays as it was given. It closes, unless it is told what is wrong with it. */
  submit(user: string, fields: Readonly<Record<string, string | boolean>>): Promise<Outcome>;
  cancel(user: string): void;
  /** Uses a button of a message. */
  press(user: string, channel: string, ts: string, actionId: string, value: string): Promise<Outcome>;
  /** The app's page as somebody sees it. */
  home(user: string): View | undefined;
  /** Chooses on that page, by the text of the option. */
  choose(user: string, actionId: string, text: string): Promise<Outcome>;
  /** Titles of the prompts that stand in a conversation with the app. */
  prompts(channel: string): readonly string[];
}

export function createInteractions(
  state: State,
  isCompanys: () => boolean,
  responses: Responses,
  deliver: (delivery: Delivery) => Promise<Outcome>,
): Interactions {
  const { enterprise } = state;
  /** Where a company has the app, what is used names no workspace beside that of the person. */
  const where = (): Record<string, Json> => ({
    team: isCompanys() ? null : { id: state.team },
    enterprise: enterprise ? { id: enterprise.id, name: enterprise.name } : null,
    is_enterprise_install: isCompanys(),
  });
  const who = (user: string) => ({
    id: user,
    team_id: state.users.get(user)?.team ?? state.team,
    username: state.users.get(user)?.name ?? user,
  });
  const interact = (user: string, payload: { readonly [key: string]: Json }): Promise<Outcome> =>
    deliver({
      type: 'interactive',
      payload: { ...where(), user: who(user), api_app_id: 'A0LOOP', token: 'v', ...payload },
    });
  const use = (user: string, channel: string, pressed?: StoredMessage) => ({
    triggerId: state.views.trigger(user),
    responseUrl: responses.create(state, user, channel, pressed),
  });
  const mustSee = (view: View | undefined, user: string): View => {
    if (!view) throw new Error(`${user} sees no such view`);
    return view;
  };
  const describe = ({ id, type, callbackId, metadata }: View) => ({
    id,
    type,
    callback_id: callbackId,
    private_metadata: metadata,
  });

  return {
    runCommand: ({ user, channel, text, command = '/ask' }) => {
      const { triggerId, responseUrl } = use(user, channel);
      const payload = {
        command,
        text,
        user_id: user,
        user_name: state.users.get(user)?.name ?? user,
        team_id: state.team,
        channel_id: channel,
        channel_name: state.channels.get(channel)?.name ?? 'elsewhere',
        api_app_id: 'A0LOOP',
        ...(enterprise && { enterprise_id: enterprise.id }),
        is_enterprise_install: String(isCompanys()),
        response_url: responseUrl,
        trigger_id: triggerId,
      };
      return { triggerId, responseUrl, delivered: deliver({ type: 'slash_commands', payload }) };
    },
    useShortcut: (user, channel, ts, callbackId) => {
      const message = findMessage(state, channel, ts);
      if (!message) throw new Error(`no message ${ts} in ${channel} on the loopback Slack`);
      const { triggerId, responseUrl } = use(user, channel);
      const delivered = interact(user, {
        type: 'message_action',
        callback_id: callbackId,
        trigger_id: triggerId,
        response_url: responseUrl,
        action_ts: state.nextTs(),
        message_ts: ts,
        channel: { id: channel, name: state.channels.get(channel)?.name ?? 'elsewhere' },
        message: messageObject(state, message),
      });
      return { triggerId, responseUrl, delivered };
    },
    form: (user) => state.views.modals.get(user),
    submit: async (user, fields) => {
      const view = mustSee(state.views.modals.get(user), user);
      const outcome = await interact(user, {
        type: 'view_submission',
        trigger_id: state.views.trigger(user),
        view: { ...describe(view), state: { values: valuesOf(view, fields) } },
        response_urls: [],
      });
      const isWrong = isObject(outcome.response) && outcome.response['response_action'] === 'errors';
      if (outcome.acknowledged && !isWrong) state.views.modals.delete(user);
      return outcome;
    },
    cancel: (user) => void state.views.modals.delete(user),
    press: (user, channel, ts, actionId, value) => {
      const message = findMessage(state, channel, ts);
      if (
        !message ||
        !buttonsOf(message.blocks).some((button) => button.action === actionId && button.value === value)
      )
        throw new Error(`the message has no button ${actionId} for ${value}`);
      const { thread_ts, visibleTo } = message;
      const isEphemeral = visibleTo !== undefined;
      const thread: Record<string, Json> = thread_ts === undefined ? {} : { thread_ts };
      const { triggerId, responseUrl } = use(user, channel, message);
      return interact(user, {
        type: 'block_actions',
        container: {
          type: 'message',
          message_ts: ts,
          channel_id: channel,
          is_ephemeral: isEphemeral,
          ...thread,
        },
        channel: { id: channel },
        // Of what only one person sees, no message comes along.
        ...(isEphemeral ? {} : { message: { type: 'message', ts, ...thread } }),
        trigger_id: triggerId,
        response_url: responseUrl,
        actions: [{ type: 'button', block_id: 'b', action_id: actionId, value, action_ts: state.nextTs() }],
      });
    },
    home: (user) => state.views.homes.get(user),
    choose: (user, actionId, text) => {
      const view = mustSee(state.views.homes.get(user), user);
      const select = view.blocks
        .map(({ accessory }) => accessory)
        .find((element) => isObject(element) && element['action_id'] === actionId);
      const option = optionsOf(select).find((one) => textOf(one) === text);
      if (!option) throw new Error(`the page offers no “${text}” under ${actionId}`);
      return interact(user, {
        type: 'block_actions',
        container: { type: 'view', view_id: view.id },
        view: describe(view),
        trigger_id: state.views.trigger(user),
        actions: [
          {
            type: 'static_select',
            block_id: 'b',
            action_id: actionId,
            selected_option: option,
            action_ts: state.nextTs(),
          },
        ],
      });
    },
    prompts: (channel) => state.prompts.get(channel) ?? [],
  };
}

/** What the fields of a form hold: a text, the text of an option, or whether a box is ticked. */
function valuesOf(view: View, fields: Readonly<Record<string, string | boolean>>): Record<string, Json> {
  const inputs = view.blocks.filter(({ type }) => type === 'input');
  for (const name of Object.keys(fields))
    if (!inputs.some(({ block_id }) => block_id === name)) throw new Error(`the form has no field ${name}`);
  return Object.fromEntries(
    inputs.map(({ block_id, element }) => {
      const { type = '', action_id, initial_option } = element as { readonly [key: string]: Json };
      const filled = fields[String(block_id)];
      const [first] = optionsOf(element);
      const value: Json =
        type === 'plain_text_input'
          ? { type, value: filled === undefined ? null : String(filled) }
          : type === 'checkboxes'
            ? { type, selected_options: filled === true && first ? [first] : [] }
            : {
                type,
                selected_option:
                  optionsOf(element).find((one) => textOf(one) === filled) ?? initial_option ?? null,
              };
      return [String(block_id), { [String(action_id)]: value }];
    }),
  );
}

const optionsOf = (element: Json | undefined) => (isObject(element) ? listOf(element['options']) : []);

const textOf = ({ text }: { readonly [key: string]: Json }): string =>
  isObject(text) ? String(text['text']) : '';
