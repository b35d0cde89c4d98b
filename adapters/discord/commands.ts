/** The slash command `/ask`: its definition, and registering it where Discord does not have it as it is now. */
import { isDeepStrictEqual } from 'node:util';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type REST,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { AskChoices, Choice } from '../../src/chat/index.ts';
import { LIMITS } from './limits.ts';

export const ASK = 'ask';
/** The names of its options. */
export const OPTION = {
  prompt: 'prompt',
  attachments: ['attachment', 'attachment2', 'attachment3'],
  effort: 'effort',
  model: 'model',
  private: 'private',
} as const;

/** The fields of a command that we set, as Discord gives them back; the rest is Discord's. */
const Definition = z.object({
  name: z.string(),
  type: z.int(),
  description: z.string(),
  options: z
    .array(
      z.object({
        name: z.string(),
        type: z.int(),
        description: z.string(),
        required: z.boolean().default(false),
        choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).optional(),
      }),
    )
    .default([]),
  integration_types: z.array(z.int()).default([]),
  contexts: z.array(z.int()).nullish(),
});
type Definition = z.infer<typeof Definition>;

const offered = (choices: readonly Choice[]) =>
  choices
    .slice(0, LIMITS.commandChoices)
    .map(({ label, value }) => ({ name: label.slice(0, LIMITS.choiceText), value }))
    .filter(({ value }) => value.length <= LIMITS.choiceText);

export function askCommand({ models, efforts }: AskChoices): Definition {
  const option = (name: string, type: ApplicationCommandOptionType, description: string) => ({
    name,
    type,
    description,
    required: false,
  });
  const choice = (name: string, description: string, choices: readonly Choice[]) =>
    choices.length === 0
      ? []
      : [{ ...option(name, ApplicationCommandOptionType.String, description), choices: offered(choices) }];
  return {
    name: ASK,
    type: ApplicationCommandType.ChatInput,
    description: 'Ask a question, with files if you like.',
    options: [
      {
        ...option(OPTION.prompt, ApplicationCommandOptionType.String, 'What you want to know.'),
        required: true,
      },
      ...OPTION.attachments.map((name) =>
        option(
          name,
          ApplicationCommandOptionType.Attachment,
          'An image, a recording, a video or a document.',
        ),
      ),
      ...choice(OPTION.effort, 'How hard to think before answering.', efforts),
      ...choice(OPTION.model, 'Who answers.', models),
      option(OPTION.private, ApplicationCommandOptionType.Boolean, 'Only you see the answer.'),
    ],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    contexts: [
      InteractionContextType.Guild,
      InteractionContextType.BotDM,
      InteractionContextType.PrivateChannel,
    ],
  };
}

/** Registers `/ask` unless Discord has it so: 200 registrations a day are allowed. Other commands are left alone. */
export async function registerCommands(
  rest: REST,
  applicationId: string,
  choices: AskChoices,
): Promise<'registered' | 'unchanged'> {
  const route = Routes.applicationCommands(applicationId);
  const wanted = askCommand(choices);
  const known = z.array(Definition).parse(await rest.get(route));
  if (known.some((command) => isDeepStrictEqual(command, wanted))) return 'unchanged';
  await rest.post(route, { body: wanted });
  return 'registered';
}
