/** What people do with a bot besides writing: run commands, complete options, use menus, fill in forms, press buttons. */
import { randomBytes } from 'node:crypto';
import { linkTo } from './cdn.ts';
import { INTENT } from './gateway.ts';
import { viewerOf, type Server } from './messages.ts';
import { channelObject, memberObject, userObject } from './guild-objects.ts';
import { messageObject } from './objects.ts';
import { isBotIn } from './channels.ts';
import type { Channel } from './places.ts';
import {
  current,
  INTERACTION_TYPE,
  type Interaction,
  type InteractionKind,
  type StoredFile,
  type StoredMessage,
  type User,
} from './state.ts';

/** Where somebody uses the bot, and in which language. */
export interface Using {
  readonly channel: Channel;
  readonly user: User;
  /** `en-US` unless told otherwise. */
  readonly locale?: string;
}

export interface CommandRun<File> extends Using {
  readonly options?: Readonly<Record<string, string | number | boolean | File>>;
}

export interface InteractionDriver<File> {
  runCommand(name: string, run: CommandRun<File>): Interaction;
  /** Types into an option that completes what is typed; what is offered is the interaction's `choices`. */
  complete(name: string, typing: Using & { readonly option: string; readonly typed: string }): Interaction;
  /** Chooses an entry in the menu of a message. A form that is shown is the interaction's `form`. */
  useMenu(name: string, message: StoredMessage, use: Omit<Using, 'channel'>): Interaction;
  /** Fills in the form of an interaction: text by the field's id, and whether a box is ticked. */
  submit(shown: Interaction, values: Readonly<Record<string, string | boolean>>): Interaction;
  press(
    message: StoredMessage,
    customId: string,
    user: User,
    options?: { readonly locale?: string },
  ): Interaction;
}

const OPTION_TYPE = { string: 3, number: 4, boolean: 5, object: 11 } as const;
const COMMAND_TYPE = { slash: 1, message: 3 } as const;
const FIELD_TYPE = { label: 18, text: 4, checkbox: 23 } as const;

interface OfferedOption {
  readonly name: string;
  readonly type: number;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly value: unknown }[];
  readonly min_value?: number;
  readonly max_value?: number;
}

export function createInteractionDriver<File extends object>(
  server: Server,
  store: (file: File) => StoredFile,
  join: (channel: Channel, user: User) => void,
): InteractionDriver<File> {
  const { world, gateway } = server;

  /** Who brought the bot here: the server it is on, the person it writes with, or the person who installed it. */
  const ownersOf = (channel: Channel, user: User): Record<number, string> => {
    if (!isBotIn(world, channel)) return { 1: user.id };
    return { 0: channel.guildId ?? '0' };
  };
  const CONTEXT = { guild: 0, botDm: 1, private: 2 } as const;

  const interact = (
    kind: InteractionKind,
    { channel, user, locale = 'en-US' }: Using,
    data: Record<string, unknown>,
    message?: StoredMessage,
  ): Interaction => {
    join(channel, user);
    const guild = world.guilds.get(channel.guildId ?? '');
    const interaction: Interaction = {
      id: world.nextId(),
      token: randomBytes(24).toString('base64url'),
      kind,
      createdAt: world.clock.now(),
      userId: user.id,
      channelId: channel.id,
      locale,
      followUps: 0,
      ...(message && { originalId: message.id }),
    };
    world.interactions.set(interaction.id, interaction);
    const context = guild ? CONTEXT.guild : channel.among ? CONTEXT.private : CONTEXT.botDm;
    gateway.dispatch({
      event: 'INTERACTION_CREATE',
      // Interactions need no intent; every session asks for the guilds.
      intent: INTENT.guilds,
      guildId: channel.guildId,
      data: () => ({
        id: interaction.id,
        application_id: world.applicationId,
        type: INTERACTION_TYPE[kind],
        token: interaction.token,
        version: 1,
        data,
        channel_id: channel.id,
        channel: channelObject(world, channel),
        ...(guild
          ? {
              guild_id: guild.id,
              guild: { id: guild.id, locale: 'en-US', features: [] },
              guild_locale: 'en-US',
              member: { ...memberObject(guild, user.id), user: userObject(user), permissions: '0' },
            }
          : { user: userObject(user) }),
        ...(message && { message: messageObject(world, message, viewerOf(server)) }),
        app_permissions: '0',
        locale,
        entitlements: [],
        authorizing_integration_owners: ownersOf(channel, user),
        context,
        attachment_size_limit: 10 * 1024 * 1024,
      }),
    });
    return interaction;
  };

  const registered = (name: string, type: number) => {
    const command = [...world.commands.values()].find((known) => known.name === name && known.type === type);
    if (!command) throw new Error(`${name} is not registered`);
    return { id: command.id, options: (command.options ?? []) as readonly OfferedOption[] };
  };

  const offeredOption = (name: string, options: readonly OfferedOption[], option: string): OfferedOption => {
    const offered = options.find((known) => known.name === option);
    if (!offered) throw new Error(`/${name} has no option ${option}`);
    return offered;
  };

  /** As Discord's own program does, lets through only what an option takes. */
  const requireFits = (option: OfferedOption, value: string | number | boolean | File) => {
    const type = OPTION_TYPE[typeof value as keyof typeof OPTION_TYPE];
    if (option.type !== type) throw new Error(`the option ${option.name} is of another type`);
    const { min_value: min = -Infinity, max_value: max = Infinity } = option;
    if (typeof value === 'number' && !(Number.isInteger(value) && value >= min && value <= max))
      throw new Error(`the option ${option.name} takes no ${value}`);
    if (option.choices && !option.choices.some((choice) => choice.value === value))
      throw new Error(`the option ${option.name} has no choice ${String(value)}`);
    return type;
  };

  return {
    runCommand: (name, { options = {}, ...use }) => {
      const command = registered(name, COMMAND_TYPE.slash);
      const missing = command.options.find((option) => option.required && !(option.name in options));
      if (missing) throw new Error(`/${name} needs the option ${missing.name}`);
      const attachments: Record<string, unknown> = {};
      const given = Object.entries(options).map(([option, value]) => {
        const type = requireFits(offeredOption(name, command.options, option), value);
        if (typeof value !== 'object') return { name: option, type, value };
        const file = store(value);
        world.looseFiles.set(file.id, file);
        const url = linkTo(world, server.origin(), use.channel.id, file);
        attachments[file.id] = {
          id: file.id,
          filename: file.filename,
          title: file.title,
          size: file.bytes.byteLength,
          url,
          proxy_url: url,
          content_type: file.contentType,
          ephemeral: true,
        };
        return { name: option, type, value: file.id };
      });
      return interact('command', use, {
        id: command.id,
        name,
        type: COMMAND_TYPE.slash,
        ...(given.length > 0 && { options: given }),
        ...(Object.keys(attachments).length > 0 && { resolved: { attachments } }),
      });
    },
    complete: (name, { option, typed, ...use }) => {
      const command = registered(name, COMMAND_TYPE.slash);
      if (!offeredOption(name, command.options, option).autocomplete)
        throw new Error(`the option ${option} completes nothing`);
      return interact('autocomplete', use, {
        id: command.id,
        name,
        type: COMMAND_TYPE.slash,
        options: [{ name: option, type: OPTION_TYPE.string, value: typed, focused: true }],
      });
    },
    useMenu: (name, message, use) => {
      const { id } = registered(name, COMMAND_TYPE.message);
      const channel = world.channels.get(message.channelId)!;
      // The message a menu is used on is shown whole, whatever else the bot may read.
      const shown = messageObject(world, message, { origin: server.origin(), messageContent: true });
      return interact(
        'command',
        { channel, ...use },
        {
          id,
          name,
          type: COMMAND_TYPE.message,
          target_id: message.id,
          resolved: { messages: { [message.id]: shown } },
        },
      );
    },
    submit: ({ form, channelId, userId, locale }, values) => {
      if (!form) throw new Error('no form was shown');
      const components = form.components.map(({ component: { type, custom_id, required, max_length } }) => {
        const value = values[custom_id] ?? (type === FIELD_TYPE.checkbox ? false : '');
        if (type === FIELD_TYPE.text && required !== false && value === '')
          throw new Error(`the field ${custom_id} is empty`);
        if (typeof value === 'string' && value.length > (max_length ?? Infinity))
          throw new Error(`the field ${custom_id} is too long`);
        return { type: FIELD_TYPE.label, id: 1, component: { type, id: 2, custom_id, value } };
      });
      const channel = world.channels.get(channelId)!;
      return interact(
        'form',
        { channel, user: world.users.get(userId)!, locale },
        { custom_id: form.custom_id, components },
      );
    },
    press: (message, customId, user, options = {}) => {
      const offered = JSON.stringify(current(message).components).includes(JSON.stringify(customId));
      if (!offered) throw new Error(`the message has no button ${customId}`);
      const channel = world.channels.get(message.channelId)!;
      return interact(
        'component',
        { channel, user, ...options },
        { component_type: 2, custom_id: customId },
        message,
      );
    },
  };
}
