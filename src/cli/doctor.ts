/** `npm run doctor`: checks settings, folders, tools, tokens, scopes and intents, and says what to do. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { checkDiscord } from '../../adapters/discord/index.ts';
import { checkSlack } from '../../adapters/slack/index.ts';
import { catalogOf } from '../app.ts';
import type { Finding } from '../chat/index.ts';
import { type Config, loadConfig } from '../config/index.ts';
import { checkFfmpeg } from '../media/index.ts';
import { checkModel, usedModels } from '../model/index.ts';
import { createLogger } from '../ops/index.ts';

const MARKS = { ok: '✓', warning: '!', error: '✗' } as const;

export async function doctor(): Promise<void> {
  const config = loadConfig();
  const log = createLogger('silent');
  const shared = { mediaHosts: config.mediaHosts, choices: { models: [], efforts: [], schemas: [] }, log };
  const findings: readonly Finding[] = [
    { level: 'ok', what: `Settings are valid. Node ${process.version}.` },
    checkDataFolder(config.dataFolder),
    await checkFfmpeg(config.ffmpegPath),
    ...(await checkBrain(config)),
    ...(config.discord
      ? await checkDiscord({ ...config.discord, ...shared })
      : [notConfigured('Discord', 'DISCORD_TOKEN')]),
    ...(config.slack
      ? await checkSlack({ ...config.slack, ...shared })
      : [notConfigured('Slack', 'SLACK_BOT_TOKEN')]),
  ];
  for (const { level, what, hint } of findings)
    process.stdout.write(`${MARKS[level]} ${what}${hint ? `\n    ${hint}` : ''}\n`);
  if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
}

const notConfigured = (platform: string, variable: string): Finding => ({
  level: 'ok',
  what: `${platform} is not configured.`,
  hint: `Set ${variable} to use it.`,
});

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
  const { places } = config.manner;
  return checkModel({
    ...model,
    catalog,
    used: usedModels(config.catalog, { chosen: model.name, places, catalog }),
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
