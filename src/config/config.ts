/** One frozen, typed Config out of the environment and attache.yaml; every wrong value is told at once. */
import { resolve } from 'node:path';
import { type EffortChoice, UserError } from '../chat/index.ts';
import { type CatalogSettings, type Service, settingsFaults, USUAL_MODEL } from '../model/index.ts';
import type { LogLevel } from '../ops/index.ts';
import { contradictions } from './contradictions.ts';
import { parseEnvironment } from './environment.ts';
import { parseSettingsFile, type SettingsFile } from './file.ts';
import type { Shards } from './shards.ts';
import { type Webhook, withSecrets } from './webhooks.ts';

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
  readonly discord:
    { readonly token: string; readonly shards: Shards; readonly apiUrl: string | undefined } | undefined;
  readonly slack:
    | {
        /** Of the one workspace that the app is installed in; undefined where workspaces install it themselves ... */
        readonly botToken: string | undefined;
        /** ... with this. */
        readonly client: { readonly id: string; readonly secret: string } | undefined;
        readonly appToken: string | undefined;
        readonly signingSecret: string | undefined;
        readonly apiUrl: string | undefined;
      }
    | undefined;
  readonly web: {
    readonly host: string;
    readonly port: number;
    /** Somebody has chosen the port: a process that needs none opens it as well. */
    readonly isPortSet: boolean;
    readonly password: string | undefined;
  };
  /** The address of a PostgreSQL database; without one everything is kept in the data folder. */
  readonly databaseUrl: string | undefined;
  /** Encrypts what is kept of tokens. */
  readonly secretKey: string | undefined;
  /** Answers that this process works on at once. */
  readonly turns: number;
  /** How far back questions are answered that were asked while the bot was away. */
  readonly catchUp: SettingsFile['catchUp'];
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
  /** What is watched, and what is done then, by their names. */
  readonly rules: SettingsFile['rules'];
  /** Where rules may send answers to, by their names. */
  readonly webhooks: Readonly<Record<string, Webhook>>;
  readonly access: SettingsFile['access'] & { readonly admins: SettingsFile['admins'] };
}

/** Most of an answer's time is spent waiting for the model. */
const TURNS = 64;

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
  const isAlone = values.OPENAI_BASE_URL !== undefined;
  const fileFaults = [
    ...('faults' in file ? file.faults : []),
    ...settingsFaults(file.catalog, { model: name, isAlone }).map((fault) => `attache.yaml: ${fault}`),
  ];
  const signed = withSecrets(file.webhooks, env);
  const all = [...faults, ...contradictions(values), ...fileFaults, ...signed.faults];
  if (all.length > 0 || 'faults' in file)
    throw new UserError(
      'config',
      `The settings have ${all.length === 1 ? 'a wrong value' : `${all.length} wrong values`}:\n${all.map((fault) => `  ${fault}`).join('\n')}\n`,
      'Mend them in the environment, .env or attache.yaml, then start again. .env.example says what each one means.',
    );
  const { instructions, reasoning, places, access, admins, tools, schemas, transcription, media } =
    file.settings;
  return Object.freeze<Config>({
    model: {
      apiKey: values.OPENAI_API_KEY,
      baseUrl: values.OPENAI_BASE_URL,
      api: values.OPENAI_API,
      name,
      effort: values.ATTACHE_EFFORT ?? 'medium',
      service: file.settings.service,
      transcription: transcription.model,
      hosted: tools,
    },
    catalog: file.catalog,
    discord: values.DISCORD_TOKEN
      ? {
          token: values.DISCORD_TOKEN,
          shards: values.DISCORD_SHARDS ?? 'auto',
          apiUrl: values.DISCORD_API_URL,
        }
      : undefined,
    slack:
      values.SLACK_BOT_TOKEN || values.SLACK_CLIENT_ID
        ? {
            botToken: values.SLACK_BOT_TOKEN,
            client:
              values.SLACK_CLIENT_ID && values.SLACK_CLIENT_SECRET
                ? { id: values.SLACK_CLIENT_ID, secret: values.SLACK_CLIENT_SECRET }
                : undefined,
            appToken: values.SLACK_APP_TOKEN,
            signingSecret: values.SLACK_SIGNING_SECRET,
            apiUrl: values.SLACK_API_URL,
          }
        : undefined,
    web: {
      host: values.HOST ?? '127.0.0.1',
      port: values.PORT ?? 3000,
      isPortSet: values.PORT !== undefined,
      password: values.ATTACHE_PASSWORD,
    },
    databaseUrl: values.DATABASE_URL,
    secretKey: values.ATTACHE_SECRET_KEY,
    turns: values.ATTACHE_TURNS ?? TURNS,
    catchUp: file.settings.catchUp,
    mediaHosts: values.ATTACHE_MEDIA_HOSTS ?? [],
    dataFolder: resolve(values.ATTACHE_DATA ?? './data'),
    ffmpegPath: values.FFMPEG_PATH,
    mediaLimits: media.limits,
    logLevel: values.LOG_LEVEL ?? 'info',
    manner: { instructions, reasoning, places },
    schemas,
    budgets: file.settings.budgets,
    rules: file.settings.rules,
    webhooks: signed.webhooks,
    access: { ...access, admins },
  });
}
