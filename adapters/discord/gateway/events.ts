/** Listens to discord.js and hands on what concerns us, as events of the project. */
import {
  type Client,
  Events,
  GatewayDispatchEvents,
  type Interaction,
  type Message as DiscordMessage,
  type OmitPartialGroupDMChannel,
  type PartialMessage,
} from 'discord.js';
import type { ChatEvent } from '../../../src/chat/index.ts';
import { raiseGap } from './gap.ts';
import { createInteractionListener, type ListenOptions } from './interaction-listener.ts';
import { isHeard, messageEvent } from '../intake/message-events.ts';
import { conversationOf, normalizeMessage, PLATFORM } from '../normalize.ts';
import type { Places } from '../reading/places.ts';
import { reactedEvent } from '../intake/reacted.ts';

/** Nothing when nobody edited: Discord also updates a message to add the preview of a link. */
function editedEvent(before: DiscordMessage | PartialMessage, after: DiscordMessage): ChatEvent | undefined {
  const { editedTimestamp } = after;
  if (editedTimestamp === null || before.editedTimestamp === editedTimestamp || !isHeard(after))
    return undefined;
  return {
    type: 'edited',
    eventId: `${PLATFORM}:edited:${after.id}:${editedTimestamp}`,
    message: normalizeMessage(after),
  };
}

function deletedEvent(message: DiscordMessage | PartialMessage): ChatEvent | undefined {
  // Of a message from before the start, only the id is known: it may have been somebody else's.
  if (!message.partial && !isHeard(message)) return undefined;
  return {
    type: 'deleted',
    eventId: `${PLATFORM}:deleted:${message.id}`,
    conversation: conversationOf(message.client, message.channelId, message.guildId),
    messageId: message.id,
  };
}

/** Wires a client, before it connects. A failure is logged; it never reaches discord.js or ends the process. */
export function listen(client: Client, options: ListenOptions & Pick<Places, 'noteDirect'>): void {
  const { receive, log, noteDirect } = options;
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

  client.on(
    Events.MessageCreate,
    guarded('message', async (message: OmitPartialGroupDMChannel<DiscordMessage>) => {
      if (message.channel.isDMBased()) noteDirect(message.channelId);
      if (!isHeard(message)) return;
      try {
        await receive(messageEvent(message));
      } catch (error) {
        // Discord delivers nothing twice, but it can be read again.
        raiseGap(options, message.createdTimestamp);
        throw error;
      }
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
  // As Discord tells it: discord.js itself tells only of reactions to messages that it remembers.
  client.ws.on(
    GatewayDispatchEvents.MessageReactionAdd,
    guarded('reaction', async (told: unknown) => hand(reactedEvent(client, told))),
  );
  const onInteraction = createInteractionListener(options);
  client.on(
    Events.InteractionCreate,
    guarded('interaction', async (interaction: Interaction) => {
      if (interaction.channel?.isDMBased()) noteDirect(interaction.channel.id);
      await onInteraction(interaction);
    }),
  );
}
