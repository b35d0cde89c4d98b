/** What Discord is told when somebody uses a command, a menu, a form or a button: one answer, within three seconds. */
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  type RepliableInteraction,
} from 'discord.js';
import { LRUCache } from 'lru-cache';
import {
  type AskChoices,
  type ChatEvent,
  privately,
  type Receive,
  USUAL,
  type Words,
  wordsFor,
} from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { createAskedAbout, messageOf } from '../intake/asked-about.ts';
import { suggest } from '../intake/autocomplete.ts';
import { menuOf } from '../commands.ts';
import { isAcknowledged, isRefusal, toldOf } from '../errors.ts';
import { formAbout, subjectOf } from '../intake/form.ts';
import {
  actionEvent,
  askEvent,
  controlEvent,
  formEvent,
  kindOf,
  menuEvent,
  placeOf,
} from '../intake/interaction-events.ts';
import type { Acknowledgements } from '../pages/interactions.ts';
import { ASKED_ABOUT } from '../limits.ts';

export interface ListenOptions {
  readonly receive: Receive;
  readonly acknowledgements: Acknowledgements;
  readonly choices: AskChoices;
  readonly log: Logger;
}

/** Gives the function that takes every interaction. It rejects where one could not be taken in; Discord then says so. */
export function createInteractionListener({ receive, acknowledgements, choices, log }: ListenOptions) {
  const askedAbout = createAskedAbout();
  /** Forms that were sent, by the use of the menu that showed them. */
  const sent = new LRUCache<string, true>(ASKED_ABOUT);

  /**
   * Tells Discord "got it". A second too late is no reason not to answer: the answer finds another way. Nor is it a fault that
   * another process that hears the same has been faster.
   */
  const acknowledge = async ({ id }: Interaction, tell: () => Promise<unknown>) => {
    try {
      await tell();
    } catch (error) {
      if (isAcknowledged(error)) return;
      if (!isRefusal(error)) throw error;
      log.warn(
        { interaction: id, ...toldOf(error) },
        'Discord did not take the acknowledgement of an interaction',
      );
    }
  };

  /** Hands an interaction in and then acknowledges it; an answer that is ready sooner waits for that. */
  const take = async (interaction: Interaction, event: ChatEvent, tell: () => Promise<unknown>) => {
    const acknowledged = acknowledgements.expect(interaction.token);
    try {
      await receive(event);
      await acknowledge(interaction, tell);
    } finally {
      acknowledged();
    }
  };

  /** With a "thinking…" that the answer takes the place of. */
  const takeQuestion = (
    interaction: Exclude<RepliableInteraction, ButtonInteraction>,
    event: Extract<ChatEvent, { type: 'command' | 'control' }>,
  ) =>
    take(interaction, event, () =>
      interaction.deferReply(event.target.private ? { flags: MessageFlags.Ephemeral } : {}),
    );

  /** Says something to the one who used it alone, where there is nothing to answer. */
  const say = (interaction: RepliableInteraction, text: (said: Words['said']) => string) =>
    acknowledge(interaction, () =>
      interaction.reply({
        content: text(wordsFor(interaction.locale).said),
        flags: MessageFlags.Ephemeral,
        allowedMentions: { parse: [] },
      }),
    );

  const onCommand = async (interaction: ChatInputCommandInteraction) => {
    const kind = kindOf(interaction);
    if (kind === 'question') await takeQuestion(interaction, privately(askEvent(interaction), choices));
    else if (kind === 'control') await takeQuestion(interaction, controlEvent(interaction));
    else await say(interaction, ({ help }) => help);
  };

  const onMenu = async (interaction: MessageContextMenuCommandInteraction) => {
    const menu = menuOf(interaction.commandName);
    if (!menu) return say(interaction, ({ help }) => help);
    const message = messageOf(interaction, placeOf(interaction));
    if (menu !== 'ask') return takeQuestion(interaction, menuEvent(interaction, menu, message));
    askedAbout.remember(interaction.channelId, message);
    const form = formAbout({ menuId: interaction.id, messageId: message.id }, wordsFor(interaction.locale));
    return acknowledge(interaction, () => interaction.showModal(form));
  };

  const onForm = async (interaction: ModalSubmitInteraction) => {
    const subject = subjectOf(interaction.customId);
    if (!subject) return say(interaction, ({ messageGone }) => messageGone);
    // People send a form again when Discord says that it failed, though it may have arrived.
    if (sent.has(subject.menuId)) return acknowledge(interaction, () => interaction.deferUpdate());
    sent.set(subject.menuId, true);
    try {
      const about = await askedAbout.recall(interaction, subject.messageId, placeOf(interaction));
      if (about)
        return await takeQuestion(interaction, privately(formEvent(interaction, subject, about), choices));
    } catch (error) {
      sent.delete(subject.menuId);
      throw error;
    }
    return say(interaction, ({ messageGone }) => messageGone);
  };

  /** What a press does shows elsewhere, so it is acknowledged without a word. */
  const onButton = async (interaction: ButtonInteraction) => {
    const event = actionEvent(interaction);
    if (event) await take(interaction, event, () => interaction.deferUpdate());
    else await say(interaction, ({ forgotten }) => forgotten);
  };

  /** Nothing offered is no harm: what was typed can be sent as it is. */
  const onTyping = async (interaction: AutocompleteInteraction) => {
    const usual = { value: USUAL, label: wordsFor(interaction.locale).choices.usual };
    const models = interaction.commandName === 'model' ? [usual, ...choices.models] : choices.models;
    const { name, value } = interaction.options.getFocused(true);
    await interaction
      .respond(suggest(name === 'schema' ? choices.schemas : models, value))
      .catch((error: unknown) =>
        log.debug({ interaction: interaction.id, ...toldOf(error) }, 'could not offer what fits'),
      );
  };

  return async (interaction: Interaction): Promise<void> => {
    if (interaction.isAutocomplete()) await onTyping(interaction);
    else if (interaction.isChatInputCommand()) await onCommand(interaction);
    else if (interaction.isMessageContextMenuCommand()) await onMenu(interaction);
    else if (interaction.isModalSubmit()) await onForm(interaction);
    else if (interaction.isButton()) await onButton(interaction);
    else if (interaction.isRepliable()) await say(interaction, ({ help }) => help);
  };
}
