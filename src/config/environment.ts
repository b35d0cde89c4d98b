/** Every environment variable: its name, what it must look like, and the sentence said when it does not. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { EffortChoice } from '../chat/index.ts';
import { LOG_LEVELS } from '../ops/index.ts';
import { Shards } from './shards.ts';

interface Variable {
  /** What is expected, as it ends the sentence "expected …". */
  readonly expected: string;
  readonly schema: z.ZodType<unknown, string>;
  /** A secret's value is never repeated in an error. */
  readonly secret?: true;
}

const text = z.string().min(1);
const url = z.string().refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''));
const token = (prefix: string) => text.startsWith(prefix).refine((value) => !/\s/.test(value));
const secret = text.refine((value) => !/\s/.test(value));
const whole = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most));

const isHost = (value: string): boolean => isIP(value) > 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value);

export const VARIABLES = {
  OPENAI_API_KEY: { expected: 'a key without spaces', schema: secret, secret: true },
  OPENAI_BASE_URL: { expected: 'a web address such as http://127.0.0.1:8000/v1', schema: url },
  OPENAI_API: { expected: 'responses or chat', schema: z.enum(['responses', 'chat']) },
  ATTACHE_MODEL: { expected: 'the name of a model, a tier or auto', schema: text },
  ATTACHE_EFFORT: { expected: `one of ${EffortChoice.options.join(', ')}`, schema: EffortChoice },
  ATTACHE_DATA: { expected: 'a folder', schema: text },
  ATTACHE_TURNS: { expected: 'a whole number from 1 to 1000', schema: whole(1, 1_000) },
  // Taken apart by the driver: a password may hold what is no web address.
  DATABASE_URL: {
    expected: 'the address of a PostgreSQL database, such as postgres://name:password@host:5432/attache',
    schema: z.string().regex(/^postgres(ql)?:\/\/\S+$/),
    secret: true,
  },
  ATTACHE_SECRET_KEY: {
    expected: 'at least 32 characters without spaces',
    schema: secret.min(32),
    secret: true,
  },
  HOST: { expected: 'a host name or IP address', schema: text.refine(isHost) },
  PORT: {
    expected: 'a whole number from 1 to 65535',
    schema: whole(1, 65_535),
  },
  DISCORD_TOKEN: { expected: 'a bot token without spaces', schema: secret, secret: true },
  DISCORD_SHARDS: {
    expected: 'auto, or some of all shards, such as 0-3/8 (the first four of eight) or 2/8 (the third alone)',
    schema: Shards,
  },
  DISCORD_API_URL: { expected: 'a web address', schema: url },
  SLACK_BOT_TOKEN: { expected: 'a token that starts with xoxb-', schema: token('xoxb-'), secret: true },
  SLACK_APP_TOKEN: { expected: 'a token that starts with xapp-', schema: token('xapp-'), secret: true },
  SLACK_SIGNING_SECRET: { expected: 'a secret without spaces', schema: secret, secret: true },
  SLACK_CLIENT_ID: { expected: 'the client id of a Slack app, without spaces', schema: secret },
  SLACK_CLIENT_SECRET: { expected: 'a secret without spaces', schema: secret, secret: true },
  SLACK_API_URL: { expected: 'a web address', schema: url },
  ATTACHE_MEDIA_HOSTS: {
    expected: 'hosts separated by commas, such as files.example.com,127.0.0.1:9000',
    schema: z
      .string()
      .transform((value) => value.split(',').map((host) => host.trim()))
      .pipe(z.array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i))),
  },
  ATTACHE_PASSWORD: { expected: 'at least 8 characters', schema: z.string().min(8), secret: true },
  FFMPEG_PATH: { expected: 'the path of an ffmpeg program', schema: text },
  LOG_LEVEL: { expected: `one of ${LOG_LEVELS.join(', ')}`, schema: z.enum(LOG_LEVELS) },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;

/** The variables that hold a secret. */
export const SECRETS: readonly string[] = Object.entries<Variable>(VARIABLES)
  .filter(([, { secret: isSecret }]) => isSecret)
  .map(([name]) => name);

/** The variables that are set, parsed. */
export type Environment = {
  readonly [Name in VariableName]?: z.infer<(typeof VARIABLES)[Name]['schema']>;
};

/**
 * Parses the variables that are set; an empty one counts as not set, as in a copied `.env.example`.
 *
 * @returns the parsed values, and one sentence for each wrong one: its name, what was expected, what came.
 */
export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): {
  readonly values: Environment;
  readonly faults: readonly string[];
} {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, variable] of Object.entries<Variable>(VARIABLES)) {
    const raw = env[name]?.trim();
    if (!raw) continue;
    const parsed = variable.schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else
      faults.push(
        `${name}: expected ${variable.expected}, got ${variable.secret ? `a value of ${raw.length} characters` : JSON.stringify(raw)}.`,
      );
  }
  return { values: values as Environment, faults };
}
