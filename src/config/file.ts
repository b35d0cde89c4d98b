/** The optional settings file attache.yaml: who the bot is, whom it answers, how it hears, and what it takes in. */
import { parse } from 'yaml';
import { z } from 'zod';
import { EffortChoice, HostedTool, ReasoningDisplay } from '../chat/index.ts';
import { LimitSettings } from '../media/index.ts';
import { Schemas } from './schemas.ts';
import { CATALOG_KEYS, ServiceSetting } from '../model/index.ts';
import { Budgets } from './budgets.ts';
import { Rules } from './rules.ts';
import { Webhooks } from './webhooks.ts';

/** Ids as the platforms write them. YAML reads long digits as numbers and would round them, so they must be quoted. */
const Ids = z
  .array(z.string({ error: 'expected an id in quotes, such as "123456789012345678"' }))
  .readonly()
  .default([]);

const AccessList = z.strictObject({ users: Ids, roles: Ids, channels: Ids }).readonly().prefault({});
export type AccessList = z.infer<typeof AccessList>;

const Place = z
  .strictObject({
    platform: z.enum(['discord', 'slack', 'web']).optional(),
    workspace: z.string({ error: 'expected an id in quotes' }).optional(),
    channel: z.string({ error: 'expected an id in quotes' }).optional(),
    instructions: z.string().min(1).optional(),
    model: z.string().min(1).optional(),
    effort: EffortChoice.optional(),
    reasoning: ReasoningDisplay.optional(),
  })
  .readonly();
/** Settings for one platform, workspace or channel. */
export type Place = z.infer<typeof Place>;

const DEFAULT_INSTRUCTIONS = `You are Attaché, a teammate in a team chat. Today is {date}.
Answer the last message. Be accurate, warm and brief; use Markdown where it helps.
Files, images, recordings and videos come as parts with their names. A video comes as still frames with their times, in order with what was said at those times.
If something you were asked about is missing or was skipped, say so instead of guessing.`;

const CATCH_UP_HOURS = { error: 'expected hours from 0 (off) to 168 (a week)' };

export const SettingsFile = z
  .strictObject({
    instructions: z.string().min(1).default(DEFAULT_INSTRUCTIONS),
    /** How much of a model's reasoning is shown while it happens: all, the line it is at, or nothing. */
    reasoning: ReasoningDisplay.default('live'),
    places: z.array(Place).readonly().default([]),
    access: z.strictObject({ allow: AccessList, deny: AccessList }).readonly().prefault({}),
    /** Who may change what holds for a channel and use the buttons of others. */
    admins: z.strictObject({ users: Ids, roles: Ids }).readonly().prefault({}),
    /** What the model's provider may do by itself. It costs extra, so nothing unless it is turned on. */
    tools: z.array(HostedTool).readonly().default([]),
    ...CATALOG_KEYS,
    /** Slower and cheaper than usual, or faster and dearer, for the models that have it. */
    service: ServiceSetting.default('default'),
    /** The shapes that data can be extracted to, by their names. */
    schemas: Schemas,
    /** What may be spent, and what is asked about first. */
    budgets: Budgets,
    /** What is watched, and what is done then. */
    rules: Rules,
    /** Where rules may send answers to, besides the platforms. */
    webhooks: Webhooks,
    /** How far back questions are answered that were asked while the bot was away; 0 leaves them. */
    catchUp: z
      .strictObject({
        hours: z.number(CATCH_UP_HOURS).min(0, CATCH_UP_HOURS).max(168, CATCH_UP_HOURS).default(12),
      })
      .readonly()
      .prefault({}),
    transcription: z
      .strictObject({ model: z.string().min(1).default('gpt-transcribe') })
      .readonly()
      .prefault({}),
    media: z
      .strictObject({ limits: LimitSettings.prefault({}) })
      .readonly()
      .prefault({}),
  })
  .readonly();
export type SettingsFile = z.infer<typeof SettingsFile>;

/**
 * Parses the text of attache.yaml; an absent file has every default.
 *
 * @returns the settings, or one sentence for each wrong value with its path in the file.
 */
export function parseSettingsFile(
  text: string | undefined,
): { readonly settings: SettingsFile } | { readonly faults: readonly string[] } {
  let content: unknown;
  try {
    content = text === undefined ? {} : (parse(text) ?? {});
  } catch (error) {
    return { faults: [`attache.yaml: is not valid YAML. ${error instanceof Error ? error.message : error}`] };
  }
  const parsed = SettingsFile.safeParse(content);
  if (parsed.success) return { settings: parsed.data };
  return {
    faults: parsed.error.issues.map(
      ({ path, message }) => `attache.yaml: ${path.join('.') || 'the file'}: ${message}.`,
    ),
  };
}
