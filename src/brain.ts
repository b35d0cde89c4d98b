/** What answers: the configured model, or the demo model, and the media that is prepared for it. */
import { join } from 'node:path';
import type { HostedTool } from './chat/index.ts';
import type { Config } from './config/index.ts';
import { startDemoModel } from './demo/index.ts';
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
  type Meter,
  type ModelClient,
  type Router,
} from './model/index.ts';
import type { Logger } from './ops/index.ts';

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
