/** Commands, menus, forms and buttons of Discord as events of the project. */
import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { z } from 'zod';
import {
  askedByHand,
  type Attachment,
  type Author,
  type ChatEvent,
  type CommandDefinition,
  COMMANDS,
  type ControlEvent,
  ControlName,
  type Conversation,
  EffortChoice,
  type Message,
  QuestionName,
} from '../../../src/chat/index.ts';
import { namesOf } from '../commands.ts';
import { answersOf, type FormSubject } from './form.ts';
import { handleOf } from '../pages/interactions.ts';
import { normalizeAttachment } from '../media.ts';
import { resolveMentions } from '../text/mentions.ts';
import { authorOf, conversationOf, namesIn, PLATFORM } from '../normalize.ts';
import { pressOf } from '../pages/page.ts';

type EventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

/** Where an interaction came from; Discord always names a channel for those we take. */
export function placeOf({ client, channelId, guildId }: Interaction): Conversation {
  return conversationOf(client, channelId ?? '', guildId);
}

const askerOf = ({ user, member, locale }: Interaction): Author => ({ ...authorOf(user, member), locale });

const commandNamed = (name: string): CommandDefinition | undefined =>
  COMMANDS.find((command) => command.name === name);

/** The question as a message of the person who asked. */
function questionOf(
  interaction: Interaction,
  text: string,
  attachments: readonly Attachment[] = [],
): Message {
  const { client, guildId, id, createdTimestamp } = interaction;
  return askedByHand({
    id,
    conversation: placeOf(interaction),
    author: askerOf(interaction),
    text: resolveMentions(text, namesIn(client, guildId)),
    attachments,
    sentAt: createdTimestamp,
  });
}

/** Whether a slash command is one of ours, and which kind. */
export function kindOf({ commandName }: ChatInputCommandInteraction): 'question' | 'control' | undefined {
  if (QuestionName.safeParse(commandName).success) return 'question';
  return ControlName.safeParse(commandName).success ? 'control' : undefined;
}

/** The options of a question that are fields of its event. One that is no longer offered counts as not chosen. */
const Chosen = z.object({
  effort: EffortChoice.optional().catch(undefined),
  model: z.string().optional(),
  best: z.int().optional(),
  a: z.string().optional(),
  b: z.string().optional(),
  schema: z.string().optional(),
  since: z.string().optional(),
  last: z.int().optional(),
});

function chosenIn({ commandName, options }: ChatInputCommandInteraction): z.infer<typeof Chosen> {
  const all = commandNamed(commandName)?.options ?? [];
  const given = all
    .filter(({ kind }) => kind !== 'file')
    .flatMap(({ name }) => {
      const { value } = options.get(name) ?? {};
      return value === undefined ? [] : [[name, value]];
    });
  return Chosen.parse(Object.fromEntries(given));
}

export function askEvent(interaction: ChatInputCommandInteraction): EventOf<'command'> {
  const { id, commandName, options, user } = interaction;
  const files = (commandNamed(commandName)?.options ?? [])
    .filter(({ kind }) => kind === 'file')
    .flatMap(namesOf)
    .flatMap((name) => options.getAttachment(name) ?? []);
  return {
    type: 'command',
    eventId: `${PLATFORM}:command:${id}`,
    name: QuestionName.parse(commandName),
    message: questionOf(
      interaction,
      options.getString('question') ?? '',
      files.map((file) => normalizeAttachment(file, undefined)),
    ),
    ...chosenIn(interaction),
    target: {
      conversation: placeOf(interaction),
      userId: user.id,
      private: options.getBoolean('private') ?? false,
      handle: handleOf(interaction, 'reply'),
    },
  };
}

export function controlEvent(interaction: ChatInputCommandInteraction): ControlEvent {
  const { id, options, user, commandName } = interaction;
  const chosen = (commandNamed(commandName)?.options ?? []).filter(({ name }) => name !== 'for');
  const value = chosen
    .flatMap(({ name }) => options.getString(name) ?? [])
    .join(' ')
    .trim();
  return {
    type: 'control',
    eventId: `${PLATFORM}:command:${id}`,
    control: ControlName.parse(commandName),
    ...(value !== '' && { value }),
    scope: options.getString('for') === 'channel' ? 'channel' : 'me',
    author: askerOf(interaction),
    target: {
      conversation: placeOf(interaction),
      userId: user.id,
      private: true,
      handle: handleOf(interaction, 'reply'),
    },
  };
}

/** A message menu that brings no question of its own. The answer is for all who see the message. */
export function menuEvent(
  interaction: MessageContextMenuCommandInteraction,
  name: 'transcribe' | 'describe',
  about: Message,
): EventOf<'command'> {
  return {
    type: 'command',
    eventId: `${PLATFORM}:command:${interaction.id}`,
    name,
    message: questionOf(interaction, ''),
    about,
    target: {
      conversation: placeOf(interaction),
      messageId: about.id,
      userId: interaction.user.id,
      private: false,
      handle: handleOf(interaction, 'reply'),
    },
  };
}

/** A form that was sent twice is one question: its event has the id of the menu it came from. */
export function formEvent(
  interaction: ModalSubmitInteraction,
  { menuId }: FormSubject,
  about: Message,
): EventOf<'command'> {
  const { question, private: isPrivate } = answersOf(interaction);
  return {
    type: 'command',
    eventId: `${PLATFORM}:form:${menuId}`,
    name: 'ask',
    message: questionOf(interaction, question),
    about,
    target: {
      conversation: placeOf(interaction),
      messageId: about.id,
      userId: interaction.user.id,
      private: isPrivate,
      handle: handleOf(interaction, 'reply'),
    },
  };
}

/** Nothing for a button that is not ours. */
export function actionEvent(interaction: ButtonInteraction): EventOf<'action'> | undefined {
  const press = pressOf(interaction.customId);
  if (!press) return undefined;
  const conversation = placeOf(interaction);
  return {
    type: 'action',
    eventId: `${PLATFORM}:action:${interaction.id}`,
    ...press,
    conversation,
    author: askerOf(interaction),
    target: {
      conversation,
      messageId: interaction.message.id,
      userId: interaction.user.id,
      private: true,
      handle: handleOf(interaction, 'update'),
    },
  };
}
