/** `npm run doctor`: checks settings, folders, tools, tokens, scopes and intents, and says what to do. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { checkDiscord } from '../../adapters/discord/index.ts';
import { checkSlack } from '../../adapters/slack/index.ts';
import { slackOptions } from '../app.ts';
import { catalogOf } from '../brain.ts';
import { type Finding, type Installations, sentenceFor, UserError } from '../chat/index.ts';
import { type Config, loadConfig } from '../config/index.ts';
import { checkFfmpeg } from '../media/index.ts';
import { checkModel, usedModels } from '../model/index.ts';
import { createLogger } from '../ops/index.ts';
import { modelsOf } from '../rules/index.ts';
import { checkDatabase, lookAtInstallations } from '../store/index.ts';
import { checkRules } from './check-rules.ts';

const MARKS = { ok: '✓', warning: '!', error: '✗' } as const;

export async function doctor(): Promise<void> {
  const config = loadConfig();
  const log = createLogger('silent');
  const shared = { mediaHosts: config.mediaHosts, choices: { models: [], efforts: [], schemas: [] }, log };
  const findings: readonly Finding[] = [
    { level: 'ok', what: `Settings are valid. Node ${process.version}.` },
    checkDataFolder(config.dataFolder),
    ...(config.databaseUrl === undefined ? [JOURNAL_IN_FOLDER] : await checkDatabase(config.databaseUrl)),
    await checkFfmpeg(config.ffmpegPath),
    ...(await checkBrain(config)),
    ...(config.discord
      ? await checkDiscord({ ...config.discord, ...shared })
      : [notConfigured('Discord', 'DISCORD_TOKEN')]),
    ...(await checkSlackOf(config, (installations) =>
      checkSlack({ ...slackOptions(config, installations), ...shared }),
    )),
    ...checkRules(config),
  ];
  for (const { level, what, hint } of findings)
    process.stdout.write(`${MARKS[level]} ${what}${hint ? `\n    ${hint}` : ''}\n`);
  if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
}

const JOURNAL_IN_FOLDER: Finding = {
  level: 'ok',
  what: 'The journal is in the data folder, for one process.',
  hint: 'Set DATABASE_URL to share the work among several.',
};

const notConfigured = (platform: string, variable: string): Finding => ({
  level: 'ok',
  what: `${platform} is not configured.`,
  hint: `Set ${variable} to use it.`,
});

/** One bot token is checked without the database, which on SQLite is the bot's alone while it runs. */
async function checkSlackOf(
  config: Config,
  check: (installations?: Installations) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  if (!config.slack) return [notConfigured('Slack', 'SLACK_BOT_TOKEN')];
  return config.slack.client ? checkWithInstallations(config, check) : check();
}

/** Checks the key that encrypts tokens along with what needs them. A database that cannot be opened is no reason to check nothing. */
async function checkWithInstallations(
  config: Config,
  check: (installations: Installations) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await lookAtInstallations(config, async (installations) => [
      ...(await checkSecretKey(installations)),
      ...(await check(installations)),
    ]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [
      {
        level: 'warning',
        what: 'Slack: what workspaces have agreed to could not be looked at.',
        hint: sentenceFor(error),
      },
    ];
  }
}

async function checkSecretKey(installations: Installations): Promise<readonly Finding[]> {
  const ids = await installations.ids();
  if (ids.length === 0) return [];
  try {
    for (const id of ids) await installations.find(id);
    return [{ level: 'ok', what: 'ATTACHE_SECRET_KEY reads what is kept of workspaces.' }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ level: 'error', what: error.message, ...(error.hint !== undefined && { hint: error.hint }) }];
  }
}

async function checkBrain(config: Config): Promise<readonly Finding[]> {
  const { model } = config;
  if (!model.apiKey && !model.baseUrl)
    return [
      {
        level: 'warning',
        what: 'No model is configured, so the demo model answers.',
        hint: 'Set OPENAI_API_KEY or OPENAI_BASE_URL.',
      },
    ];
  const catalog = catalogOf(config);
  const others = [
    ...config.manner.places.map((place, index) => [`places.${index}.model`, place.model] as const),
    ...Object.entries(config.rules).flatMap(([name, rule]) =>
      modelsOf(rule).map(([path, choice]) => [`rules.${name}.${path}`, choice] as const),
    ),
  ];
  return checkModel({
    ...model,
    catalog,
    used: usedModels(config.catalog, { chosen: model.name, others, catalog }),
  });
}

function checkDataFolder(path: string): Finding {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
    return { level: 'ok', what: `The data folder ${path} can be written.` };
  } catch (error) {
    return {
      level: 'error',
      what: `The data folder ${path} cannot be written: ${error instanceof Error ? error.message : error}.`,
      hint: 'Set ATTACHE_DATA to a folder that this user may write.',
    };
  }
}
