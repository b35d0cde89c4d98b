/** The optional settings file attache.yaml: who the bot is, whom it answers, how it hears, and what it takes in. */
import { parse } from 'yaml';
import { z } from 'zod';
import { EffortChoice, HostedTool, ReasoningDisplay } from '../chat/index.ts';
import { LimitSettings } from '../media/index.ts';
import { CATALOG_KEYS, type CatalogSettings, ServiceSetting } from '../model/index.ts';
import { entry } from '../rules/index.ts';
import { Budgets } from './budgets.ts';
import { Rules, rulesFaults } from './rules.ts';
import { Schemas } from './schemas.ts';
import { soundWebhooks, Webhooks, type WebhookSetting } from './webhooks.ts';

/** Ids as the platforms write them. YAML reads long digits as numbers and would round them, so they must be quoted. */
const Ids = z
  .array(z.string({ error: 'expected an id in quotes, such as "123456789012345678"' }))
  .readonly()
  .default([]);

const AccessList = entry('a list', { users: Ids, roles: Ids, channels: Ids }).prefault({});
export type AccessList = z.infer<typeof AccessList>;

/** Settings for one platform, workspace or channel. */
const Place = entry('a place', {
  platform: z.enum(['discord', 'slack', 'web']).optional(),
  workspace: z.string({ error: 'expected an id in quotes' }).optional(),
  channel: z.string({ error: 'expected an id in quotes' }).optional(),
  instructions: z.string().min(1).optional(),
  model: z.string().min(1).optional(),
  effort: EffortChoice.optional(),
  reasoning: ReasoningDisplay.optional(),
});
export type Place = z.infer<typeof Place>;

const DEFAULT_INSTRUCTIONS = `You are Attaché, a teammate in a team chat. Today is {date}.
Answer the last message. Be accurate, warm and brief; use Markdown where it helps.
Files, images, recordings and videos come as parts with their names. A video comes as still frames with their times, in order with what was said at those times.
If something you were asked about is missing or was skipped, say so instead of guessing.`;

const CATCH_UP_HOURS = { error: 'expected hours from 0 (off) to 168 (a week)' };

const SettingsFile = entry('attache.yaml', {
  instructions: z.string().min(1).default(DEFAULT_INSTRUCTIONS),
  /** How much of a model's reasoning is shown while it happens: all, the line it is at, or nothing. */
  reasoning: ReasoningDisplay.default('live'),
  places: z.array(Place).readonly().default([]),
  access: entry('`access`', { allow: AccessList, deny: AccessList }).prefault({}),
  /** Who may change what holds for a channel and use the buttons of others. */
  admins: entry('`admins`', { users: Ids, roles: Ids }).prefault({}),
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
  catchUp: entry('`catchUp`', {
    hours: z.number(CATCH_UP_HOURS).min(0, CATCH_UP_HOURS).max(168, CATCH_UP_HOURS).default(12),
  }).prefault({}),
  transcription: entry('`transcription`', { model: z.string().min(1).default('gpt-transcribe') }).prefault(
    {},
  ),
  media: entry('`media`', { limits: LimitSettings.prefault({}) }).prefault({}),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

/** What the settings hold, and what of them is right where something else is wrong. */
type ReadFile = Sound & ({ readonly settings: SettingsFile } | { readonly faults: readonly string[] });

interface Sound {
  /** None where one of them is wrong: each can make sense of the others. */
  readonly catalog: CatalogSettings;
  readonly webhooks: Readonly<Record<string, WebhookSetting>>;
}

/**
 * Parses the text of attache.yaml; an absent file has every default.
 *
 * @returns the settings, or one sentence for each wrong value with its path in the file.
 */
export function parseSettingsFile(text: string | undefined): ReadFile {
  let content: unknown;
  try {
    content = text === undefined ? {} : (parse(text) ?? {});
  } catch (error) {
    const fault = `attache.yaml: is not valid YAML. ${error instanceof Error ? error.message : error}`;
    return { faults: [fault], catalog: {}, webhooks: {} };
  }
  const { data, error } = SettingsFile.safeParse(content);
  const faults = [
    ...(error?.issues ?? []).map(({ path, message }) =>
      path.length === 0 ? `${message}.` : `${path.join('.')}: ${message}.`,
    ),
    ...rulesFaults(content),
  ].map((fault) => `attache.yaml: ${fault}`);
  const sound = {
    catalog: z.object(CATALOG_KEYS).safeParse(content).data ?? {},
    webhooks: soundWebhooks(content),
  };
  return data && faults.length === 0 ? { settings: data, ...sound } : { faults, ...sound };
}
