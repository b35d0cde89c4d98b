/** Listens to discord.js and hands on what concerns us, as events of the project. */
import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  DiscordAPIError,
  Events,
  type Interaction,
  type Message as DiscordMessage,
  MessageFlags,
  type OmitPartialGroupDMChannel,
  type PartialMessage,
} from 'discord.js';
import { type ChatEvent, Effort, type Receive } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import { ASK, OPTION } from './commands.ts';
import { type Acknowledgements, formatHandle } from './interactions.ts';
import { normalizeAttachment } from './media.ts';
import { resolveMentions } from './mentions.ts';
import { authorOf, conversationOf, namesIn, normalizeMessage, PLATFORM } from './normalize.ts';
import { pressOf } from './page.ts';

export interface ListenOptions {
  readonly receive: Receive;
  readonly acknowledgements: Acknowledgements;
  readonly log: Logger;
}

/** Ours, other bots' and Discord's own messages are no questions. */
const isFromPerson = ({ author, system, webhookId }: DiscordMessage): boolean =>
  !system && !author.bot && webhookId === null;

function messageEvent(discordMessage: DiscordMessage): ChatEvent {
  const message = normalizeMessage(discordMessage);
  return {
    type: 'message',
    eventId: `${PLATFORM}:message:${message.id}`,
    aliases: [],
    message,
    target: {
      conversation: message.conversation,
      messageId: message.id,
      userId: message.author.id,
      private: false,
    },
  };
}

/** Nothing when nobody edited: Discord also updates a message to add the preview of a link. */
function editedEvent(before: DiscordMessage | PartialMessage, after: DiscordMessage): ChatEvent | undefined {
  const { editedTimestamp } = after;
  if (editedTimestamp === null || before.editedTimestamp === editedTimestamp || !isFromPerson(after))
    return undefined;
  return {
    type: 'edited',
    eventId: `${PLATFORM}:edited:${after.id}:${editedTimestamp}`,
    message: normalizeMessage(after),
  };
}

function deletedEvent(message: DiscordMessage | PartialMessage): ChatEvent | undefined {
  // Of a message from before the start, only the id is known: it may have been a person's.
  if (!message.partial && !isFromPerson(message)) return undefined;
  return {
    type: 'deleted',
    eventId: `${PLATFORM}:deleted:${message.id}`,
    conversation: conversationOf(message.client, message.channelId, message.guildId),
    messageId: message.id,
  };
}

/** The place an interaction came from; Discord always names one for commands and buttons. */
const placeOf = (interaction: ChatInputCommandInteraction | ButtonInteraction) =>
  conversationOf(interaction.client, interaction.channelId, interaction.guildId);

const handleOf = ({
  id,
  applicationId,
  token,
  createdTimestamp,
}: ChatInputCommandInteraction | ButtonInteraction) =>
  formatHandle({ id, applicationId, token, createdAt: createdTimestamp });

type CommandEvent = Extract<ChatEvent, { type: 'command' }>;

function commandEvent(interaction: ChatInputCommandInteraction): CommandEvent {
  const { client, id, options, guildId } = interaction;
  const conversation = placeOf(interaction);
  const author = authorOf(interaction.user, interaction.member);
  const files = OPTION.attachments.flatMap((name) => options.getAttachment(name) ?? []);
  const effort = Effort.safeParse(options.getString(OPTION.effort));
  const model = options.getString(OPTION.model);
  return {
    type: 'command',
    eventId: `${PLATFORM}:command:${id}`,
    name: ASK,
    message: {
      id,
      conversation,
      author,
      text: resolveMentions(options.getString(OPTION.prompt) ?? '', namesIn(client, guildId)),
      attachments: files.map((file) => normalizeAttachment(file, undefined)),
      sentAt: interaction.createdTimestamp,
      fromBot: false,
      fromUs: false,
      mentionsUs: true,
      mentionsOthers: false,
    },
    ...(effort.success && { effort: effort.data }),
    ...(model !== null && { model }),
    target: {
      conversation,
      userId: author.id,
      private: options.getBoolean(OPTION.private) ?? false,
      handle: handleOf(interaction),
    },
  };
}

type ActionEvent = Extract<ChatEvent, { type: 'action' }>;

function actionEvent(interaction: ButtonInteraction): ActionEvent | undefined {
  const press = pressOf(interaction.customId);
  if (!press) return undefined;
  const conversation = placeOf(interaction);
  const author = authorOf(interaction.user, interaction.member);
  return {
    type: 'action',
    eventId: `${PLATFORM}:action:${interaction.id}`,
    ...press,
    conversation,
    author,
    target: {
      conversation,
      messageId: interaction.message.id,
      userId: author.id,
      private: true,
      handle: handleOf(interaction),
    },
  };
}

/** Wires a client, before it connects. A failure is logged; it never reaches discord.js or ends the process. */
export function listen(client: Client, { receive, acknowledgements, log }: ListenOptions): void {
  const guarded =
    <Args extends unknown[]>(kind: string, handle: (...args: Args) => Promise<void>) =>
    (...args: Args): void => {
      handle(...args).catch((error: unknown) => {
        log.error({ err: error, kind }, 'a Discord event could not be taken in');
      });
    };
  const hand = async (event: ChatEvent | undefined) => {
    if (event) await receive(event);
  };

  /** Tells Discord "got it". A second too late is no reason not to answer: the answer finds another way. */
  const acknowledge = async (id: string, tell: () => Promise<unknown>) => {
    try {
      await tell();
    } catch (error) {
      if (!(error instanceof DiscordAPIError)) throw error;
      log.warn(
        { interaction: id, code: error.code },
        'Discord did not take the acknowledgement of an interaction',
      );
    }
  };

  /** Hands an interaction in and then acknowledges it; an answer that is ready sooner waits for that. */
  const onInteraction = async (
    { id, token }: Interaction,
    event: ChatEvent,
    tell: () => Promise<unknown>,
  ): Promise<void> => {
    const acknowledged = acknowledgements.expect(token);
    try {
      await receive(event);
      await acknowledge(id, tell);
    } finally {
      acknowledged();
    }
  };

  const onCommand = async (interaction: ChatInputCommandInteraction) => {
    const event = commandEvent(interaction);
    await onInteraction(interaction, event, () =>
      interaction.deferReply(event.target.private ? { flags: MessageFlags.Ephemeral } : {}),
    );
  };

  const onButton = async (interaction: ButtonInteraction) => {
    const event = actionEvent(interaction);
    if (!event) return;
    await onInteraction(interaction, event, () =>
      // What was seen is shown in a message of its own; a stop shows in the answer itself.
      event.action === 'saw'
        ? interaction.deferReply({ flags: MessageFlags.Ephemeral })
        : interaction.deferUpdate(),
    );
  };

  client.on(
    Events.MessageCreate,
    guarded('message', async (message: OmitPartialGroupDMChannel<DiscordMessage>) => {
      if (isFromPerson(message)) await receive(messageEvent(message));
    }),
  );
  client.on(
    Events.MessageUpdate,
    guarded(
      'edited',
      async (before: DiscordMessage | PartialMessage, after: DiscordMessage | PartialMessage) => {
        if (!after.partial) await hand(editedEvent(before, after));
      },
    ),
  );
  client.on(
    Events.MessageDelete,
    guarded('deleted', (message: DiscordMessage | PartialMessage) => hand(deletedEvent(message))),
  );
  client.on(
    Events.MessageBulkDelete,
    guarded('deleted', async (messages: ReadonlyMap<string, DiscordMessage | PartialMessage>) => {
      for (const message of messages.values()) await hand(deletedEvent(message));
    }),
  );
  client.on(
    Events.InteractionCreate,
    guarded('interaction', async (interaction: Interaction) => {
      if (interaction.isChatInputCommand() && interaction.commandName === ASK) await onCommand(interaction);
      else if (interaction.isButton()) await onButton(interaction);
    }),
  );
}
