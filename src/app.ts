/** The composition root: the only file that knows every part. */
import { join } from 'node:path';
import { createWebAdapter } from '../adapters/web/index.ts';
import {
  type AskChoices,
  AUTO,
  type ChatAdapter,
  EffortChoice,
  type HostedTool,
  TIERS,
} from './chat/index.ts';
import type { Config } from './config/index.ts';
import { startDemoModel } from './demo/index.ts';
import { createHandler } from './handler/index.ts';
import { createMedia, type Media } from './media/index.ts';
import {
  type Catalog,
  createCatalog,
  createEstimates,
  createMeter,
  createModelClient,
  createRouter,
  createTranscriber,
  type Estimates,
  type Learned,
  type Meter,
  METRICS_TYPE,
  type ModelClient,
  type Router,
} from './model/index.ts';
import { createLogger, type Logger, systemClock } from './ops/index.ts';
import { createPacer } from './reply/index.ts';
import { openStore } from './store/index.ts';

/** Where Slack sends events over HTTP. */
const SLACK_EVENTS_PATH = '/slack/events';
/** How long running answers may go on after the process is asked to end, in milliseconds. */
const GRACE_MS = 10_000;

/** A platform's SDK is loaded where it is used only: each takes half a second and 60 MB. */
const loadDiscord = async () => (await import('../adapters/discord/index.ts')).createDiscordAdapter;
const loadSlack = async () => (await import('../adapters/slack/index.ts')).createSlackAdapter;

/** What answers: a model and the media that is prepared for it. */
export interface Brain {
  readonly model: ModelClient;
  /** What was asked of the models so far. */
  readonly meter: Meter;
  readonly media: Media;
  /** What the model's provider may do by itself. */
  readonly hosted: readonly HostedTool[];
  readonly catalog: Catalog;
  readonly router: Router;
  readonly estimates: Estimates;
  /** The model that answers unless somebody asks for another one. */
  readonly modelName: string;
  readonly isDemo: boolean;
  close(): Promise<void>;
}

/** The models of a deployment, whether or not their server can be reached. */
export const catalogOf = ({ catalog, model: { name, baseUrl } }: Config): Catalog =>
  createCatalog(catalog, { model: name, isAlone: baseUrl !== undefined });

/** Connects the configured model, or starts the demo model where none is configured. */
export async function createBrain(
  config: Config,
  log: Logger,
  estimates: Estimates = createEstimates([], undefined, config.model.service),
): Promise<Brain> {
  const demo = config.model.apiKey || config.model.baseUrl ? undefined : await startDemoModel();
  const server = { apiKey: config.model.apiKey, baseUrl: demo?.baseUrl ?? config.model.baseUrl, log };
  const { api, service } = config.model;
  const meter = createMeter();
  const model = createModelClient({ ...server, api, service, meter });
  const transcriptionModel = demo ? 'demo' : config.model.transcription;
  const media = createMedia({
    transcriber: createTranscriber({ ...server, model: transcriptionModel }),
    transcriptionModel,
    folder: join(config.dataFolder, 'media'),
    ffmpegPath: config.ffmpegPath,
    limits: config.mediaLimits,
    log,
  });
  const modelName = demo ? 'demo' : config.model.name;
  // Nothing of what is set for other models holds for the demo: it is alone.
  const catalog = demo ? createCatalog({}, { model: modelName, isAlone: true }) : catalogOf(config);
  return {
    model,
    meter,
    media,
    hosted: demo ? [] : config.model.hosted,
    catalog,
    router: createRouter({ catalog, client: model }),
    estimates,
    modelName,
    isDemo: demo !== undefined,
    close: async () => demo?.close(),
  };
}

export interface App {
  /** Address of the playground. */
  readonly url: string;
  readonly platforms: readonly string[];
  readonly isDemo: boolean;
  stop(): Promise<void>;
}

/** Starts everything that is configured. Resolves when every platform is ready. */
export async function startApp(config: Config): Promise<App> {
  const log = createLogger(config.logLevel);
  const store = await openStore(config.dataFolder, log);
  const keep = (learned: Learned): void =>
    void store
      .keepEstimate(learned)
      .catch((error: unknown) => log.error({ err: error }, 'what was learned could not be kept'));
  const estimates = createEstimates(await store.estimates(), keep, config.model.service);
  const brain = await createBrain(config, log, estimates);
  const choices = askChoices(brain, config);
  const defaults = { model: brain.modelName, effort: config.model.effort };
  const shared = { mediaHosts: config.mediaHosts, choices, log };

  const slack = config.slack && (await loadSlack())({ ...config.slack, ...shared });
  const discord = config.discord && (await loadDiscord())({ ...config.discord, ...shared });
  const web = createWebAdapter({
    ...config.web,
    choices,
    defaults,
    dataFolder: config.dataFolder,
    mounts: slack?.http ? { [SLACK_EVENTS_PATH]: slack.http } : {},
    metrics: { type: METRICS_TYPE, text: brain.meter.metricsText },
    log,
  });
  const adapters: readonly ChatAdapter[] = [web, ...(discord ? [discord] : []), ...(slack ? [slack] : [])];

  const handler = createHandler({
    ...brain,
    store,
    pacer: createPacer({ clock: systemClock }),
    access: config.access,
    budgets: config.budgets,
    manner: config.manner,
    schemas: config.schemas,
    choices,
    defaults,
    log,
  });
  const stop = async () => {
    // Readers keep their connection while running answers finish; what arrives meanwhile waits in the journal.
    await handler.stop(GRACE_MS);
    await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
    await brain.close();
    await store.close();
  };
  try {
    // All are waited for, so that none is still starting when the others are stopped again.
    const starts = await Promise.allSettled(adapters.map((adapter) => handler.start(adapter)));
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: web.url(), platforms: adapters.map(({ platform }) => platform), isDemo: brain.isDemo, stop };
}

/** What can be chosen when asking. The demo model is alone: there is nothing else behind it. */
function askChoices({ modelName, isDemo, catalog }: Brain, { schemas }: Config): AskChoices {
  const ids = catalog.models.map(({ id }) => id);
  const models = isDemo ? [modelName] : [AUTO, ...TIERS, modelName, ...ids];
  const choice = (value: string) => ({ value, label: value });
  return {
    models: [...new Set(models)].map(choice),
    efforts: EffortChoice.options.map(choice),
    schemas: Object.keys(schemas).map(choice),
  };
}
