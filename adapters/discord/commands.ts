/** The commands and message menus as Discord is told of them: what the bot offers, named in every language it speaks. */
import {
  type APIApplicationCommandAttachmentOption,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandIntegerOption,
  type APIApplicationCommandStringOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  type LocalizationMap,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import {
  type AskChoices,
  type Choice,
  type CommandDefinition,
  COMMANDS,
  isQuestion,
  type Language,
  LANGUAGES,
  type MenuName,
  MENUS,
  type OptionDefinition,
  type OptionName,
  USUAL,
  type Words,
  WORDS,
} from '../../src/chat/index.ts';
import { LIMITS } from './limits.ts';

/** The locales of Discord that each language is shown in. Both of English are named, for each falls back on the other first. */
const LOCALES: Readonly<Record<Language, readonly Locale[]>> = {
  en: [Locale.EnglishUS, Locale.EnglishGB],
  es: [Locale.SpanishES, Locale.SpanishLATAM],
  de: [Locale.German],
  fr: [Locale.French],
  ja: [Locale.Japanese],
  zh: [Locale.ChineseCN, Locale.ChineseTW],
};

/** Discord has no option that takes several files: each has its own. */
const FILES = 3;

/** The names that an option of ours has at Discord. */
export const namesOf = ({ name, kind }: OptionDefinition): readonly string[] =>
  kind === 'file'
    ? Array.from({ length: FILES }, (_, index) => (index === 0 ? name : `${name}${index + 1}`))
    : [name];

/** What a menu is called where Discord knows it by name. */
export const menuName = (menu: MenuName): string => WORDS.en.menus[menu];
export const menuOf = (name: string): MenuName | undefined => MENUS.find((menu) => menuName(menu) === name);

const localised = (text: (words: Words) => string): LocalizationMap =>
  Object.fromEntries(
    LANGUAGES.flatMap((language) => LOCALES[language].map((locale) => [locale, text(WORDS[language])])),
  );

/** A choice as Discord takes it; it refuses longer ones. */
export const offered = (choices: readonly Choice[]): readonly { name: string; value: string }[] =>
  choices
    .map(({ label, value }) => ({ name: label.slice(0, LIMITS.choiceText), value }))
    .filter(({ value }) => value.length <= LIMITS.choiceText)
    .slice(0, LIMITS.commandChoices);

const usual = () => ({
  name: WORDS.en.choices.usual,
  name_localizations: localised(({ choices }) => choices.usual),
  value: USUAL,
});

function described(option: OptionName, suffix = '') {
  return {
    name: `${option}${suffix}`,
    name_localizations: localised(({ options }) => `${options[option].name}${suffix}`),
    description: WORDS.en.options[option].description,
    description_localizations: localised(({ options }) => options[option].description),
  };
}

/** Attachments are not filtered by type: ten types, which is all Discord takes, do not name all that is read. */
const filesOption = (definition: OptionDefinition): readonly APIApplicationCommandAttachmentOption[] =>
  namesOf(definition).map((name) => ({
    type: ApplicationCommandOptionType.Attachment,
    ...described(definition.name, name.slice(definition.name.length)),
  }));

function choicesOf(
  option: OptionDefinition,
  command: CommandDefinition,
  { efforts }: AskChoices,
): Partial<APIApplicationCommandStringOption> {
  if (option.kind === 'model' || option.kind === 'schema') return { autocomplete: true };
  if (option.kind === 'effort')
    return { choices: [...offered(efforts), ...(isQuestion(command.name) ? [] : [usual()])] };
  if (!option.choices) return {};
  return {
    choices: option.choices.map((choice) => ({
      name: WORDS.en.choices[choice],
      name_localizations: localised(({ choices }) => choices[choice]),
      value: choice,
    })),
  };
}

/** Discord lets nobody type a number that is none of these. */
const numberOption = (
  { min, max }: OptionDefinition,
  shared: ReturnType<typeof described>,
): APIApplicationCommandIntegerOption => ({
  type: ApplicationCommandOptionType.Integer,
  ...shared,
  ...(min !== undefined && { min_value: min }),
  ...(max !== undefined && { max_value: max }),
});

function optionsOf(
  option: OptionDefinition,
  command: CommandDefinition,
  choices: AskChoices,
): readonly APIApplicationCommandBasicOption[] {
  if (option.kind === 'file') return filesOption(option);
  const shared = { ...described(option.name), ...(option.required && { required: true }) };
  if (option.kind === 'flag') return [{ type: ApplicationCommandOptionType.Boolean, ...shared }];
  if (option.kind === 'number') return [numberOption(option, shared)];
  const string = {
    type: ApplicationCommandOptionType.String as const,
    ...shared,
    ...choicesOf(option, command, choices),
  };
  return [string as APIApplicationCommandStringOption];
}

/** Wherever somebody can write: servers, direct messages, and with the bot installed for oneself all other places, too. */
const EVERYWHERE = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
};

/** All commands and message menus. Command names are the same in every language, so that people can tell each other. */
export function definitions(choices: AskChoices): readonly RESTPostAPIApplicationCommandsJSONBody[] {
  const commands = COMMANDS.map((command) => ({
    type: ApplicationCommandType.ChatInput as const,
    name: command.name,
    description: WORDS.en.commands[command.name],
    description_localizations: localised((words) => words.commands[command.name]),
    options: command.options.flatMap((option) => optionsOf(option, command, choices)),
    ...EVERYWHERE,
  }));
  const menus = MENUS.map((menu) => ({
    type: ApplicationCommandType.Message as const,
    name: menuName(menu),
    name_localizations: localised((words) => words.menus[menu]),
    ...EVERYWHERE,
  }));
  return [...commands, ...menus];
}
