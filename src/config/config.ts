/** One frozen, typed Config out of the environment and attache.yaml; every wrong value is told at once. */
import { resolve } from 'node:path';
import { type EffortChoice, UserError } from '../chat/index.ts';
import { type CatalogSettings, type Service, settingsFaults, USUAL_MODEL } from '../model/index.ts';
import type { LogLevel } from '../ops/index.ts';
import { type Environment, parseEnvironment } from './environment.ts';
import { parseSettingsFile, type SettingsFile } from './file.ts';

export interface Config {
  readonly model: {
    /** With neither a key nor a base URL, the demo model answers. */
    readonly apiKey: string | undefined;
    readonly baseUrl: string | undefined;
    /** Undefined: Responses, or Chat Completions where the server has no Responses. */
    readonly api: 'responses' | 'chat' | undefined;
    /** What answers unless somebody asks for another: a model, a tier or `auto`. */
    readonly name: string;
    readonly effort: EffortChoice;
    readonly service: Service;
    readonly transcription: string;
    /** What the provider may do by itself. */
    readonly hosted: SettingsFile['tools'];
  };
  /** What is different from the built-in table of models. */
  readonly catalog: CatalogSettings;
  readonly discord: { readonly token: string; readonly apiUrl: string | undefined } | undefined;
  readonly slack:
    | {
        readonly botToken: string;
        readonly appToken: string | undefined;
        readonly signingSecret: string | undefined;
        readonly apiUrl: string | undefined;
      }
    | undefined;
  readonly web: { readonly host: string; readonly port: number; readonly password: string | undefined };
  /** Hosts files may come from besides the platforms' own. */
  readonly mediaHosts: readonly string[];
  /** Absolute path of the folder for everything that is kept. */
  readonly dataFolder: string;
  readonly ffmpegPath: string | undefined;
  /** Where what media may take differs from the usual. */
  readonly mediaLimits: SettingsFile['media']['limits'];
  readonly logLevel: LogLevel;
  /** How the bot is where: the usual, and what is different in some places. */
  readonly manner: Pick<SettingsFile, 'instructions' | 'reasoning' | 'places'>;
  /** The shapes that data can be extracted to, by their names. */
  readonly schemas: SettingsFile['schemas'];
  readonly budgets: SettingsFile['budgets'];
  readonly access: SettingsFile['access'] & { readonly admins: SettingsFile['admins'] };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Settings that are fine alone but not together. */
function contradictions(env: Environment): string[] {
  const faults: string[] = [];
  if (env.HOST && !isLoopback(env.HOST) && !env.ATTACHE_PASSWORD)
    faults.push(
      `ATTACHE_PASSWORD: expected a password because HOST is ${env.HOST}, which others can reach; got nothing.`,
    );
  if (env.SLACK_BOT_TOKEN && !env.SLACK_APP_TOKEN && !env.SLACK_SIGNING_SECRET)
    faults.push(
      'SLACK_APP_TOKEN: expected it (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside SLACK_BOT_TOKEN, got neither.',
    );
  if (!env.SLACK_BOT_TOKEN && (env.SLACK_APP_TOKEN || env.SLACK_SIGNING_SECRET))
    faults.push('SLACK_BOT_TOKEN: expected a bot token beside the other Slack settings, got nothing.');
  return faults;
}

/**
 * Builds the configuration.
 *
 * @param env the process environment, already joined with `.env`
 * @param settingsText the text of attache.yaml, undefined where there is no such file
 * @throws {UserError} `config` with one sentence for each wrong value
 */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
  settingsText?: string,
): Config {
  const { values, faults } = parseEnvironment(env);
  const file = parseSettingsFile(settingsText);
  const name = values.ATTACHE_MODEL ?? USUAL_MODEL;
  const fileFaults =
    'faults' in file
      ? file.faults
      : settingsFaults(file.settings, { model: name, isAlone: values.OPENAI_BASE_URL !== undefined }).map(
          (fault) => `attache.yaml: ${fault}`,
        );
  const all = [...faults, ...contradictions(values), ...fileFaults];
  if (all.length > 0 || 'faults' in file)
    throw new UserError(
      'config',
      `The settings have ${all.length === 1 ? 'a wrong value' : `${all.length} wrong values`}:\n${all.map((fault) => `  ${fault}`).join('\n')}\n`,
      'Mend them in the environment, .env or attache.yaml, then start again. .env.example says what each one means.',
    );
  const { instructions, reasoning, places, access, admins, tools, schemas, transcription, media } =
    file.settings;
  const { models, tiers, fallbacks, service } = file.settings;
  return Object.freeze<Config>({
    model: {
      apiKey: values.OPENAI_API_KEY,
      baseUrl: values.OPENAI_BASE_URL,
      api: values.OPENAI_API,
      name,
      effort: values.ATTACHE_EFFORT ?? 'medium',
      service,
      transcription: transcription.model,
      hosted: tools,
    },
    catalog: { ...(models && { models }), ...(tiers && { tiers }), ...(fallbacks && { fallbacks }) },
    discord: values.DISCORD_TOKEN
      ? { token: values.DISCORD_TOKEN, apiUrl: values.DISCORD_API_URL }
      : undefined,
    slack: values.SLACK_BOT_TOKEN
      ? {
          botToken: values.SLACK_BOT_TOKEN,
          appToken: values.SLACK_APP_TOKEN,
          signingSecret: values.SLACK_SIGNING_SECRET,
          apiUrl: values.SLACK_API_URL,
        }
      : undefined,
    web: { host: values.HOST ?? '127.0.0.1', port: values.PORT ?? 3000, password: values.ATTACHE_PASSWORD },
    mediaHosts: values.ATTACHE_MEDIA_HOSTS ?? [],
    dataFolder: resolve(values.ATTACHE_DATA ?? './data'),
    ffmpegPath: values.FFMPEG_PATH,
    mediaLimits: media.limits,
    logLevel: values.LOG_LEVEL ?? 'info',
    manner: { instructions, reasoning, places },
    schemas,
    budgets: file.settings.budgets,
    access: { ...access, admins },
  });
}
