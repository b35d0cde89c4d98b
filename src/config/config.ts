/** One frozen, typed Config out of the environment and attache.yaml; every wrong value is told at once. */
import { resolve } from 'node:path';
import { type Effort, UserError } from '../chat/index.ts';
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
    readonly name: string;
    readonly effort: Effort;
    readonly transcription: string;
    /** What the provider may do by itself. */
    readonly hosted: SettingsFile['tools'];
  };
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
  const all = [...faults, ...contradictions(values), ...('faults' in file ? file.faults : [])];
  if (all.length > 0 || 'faults' in file)
    throw new UserError(
      'config',
      `The settings have ${all.length === 1 ? 'a wrong value' : `${all.length} wrong values`}:\n${all.map((fault) => `  ${fault}`).join('\n')}\n`,
      'Mend them in the environment, .env or attache.yaml, then start again. .env.example says what each one means.',
    );
  const { instructions, reasoning, places, access, admins, tools, transcription, media } = file.settings;
  return Object.freeze<Config>({
    model: {
      apiKey: values.OPENAI_API_KEY,
      baseUrl: values.OPENAI_BASE_URL,
      api: values.OPENAI_API,
      name: values.ATTACHE_MODEL ?? 'gpt-5.5',
      effort: values.ATTACHE_EFFORT ?? 'medium',
      transcription: transcription.model,
      hosted: tools,
    },
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
    access: { ...access, admins },
  });
}
