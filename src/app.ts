/** The composition root: puts all parts together. */
import { createHmac } from 'node:crypto';
import { createMonitor, createWebAdapter } from '../adapters/web/index.ts';
import type { SlackOptions } from '../adapters/slack/index.ts';
import { createWebhookAdapter } from '../adapters/webhook/index.ts';
import { createBrain } from './brain.ts';
import { type ChatAdapter, type Installations, UserError } from './chat/index.ts';
import type { Config } from './config/index.ts';
import { createHandler, offeredChoices, type Role } from './handler/index.ts';
import { createEstimates, type Learned, METRICS_TYPE } from './model/index.ts';
import { type Connection, createHealth, createLogger, type Logger, systemClock } from './ops/index.ts';
import { createPacer } from './reply/index.ts';
import { openStoreWhenThere } from './store/index.ts';
import { createWatch } from './watch/index.ts';

/** How long running answers may go on after the process is asked to end, in milliseconds. */
const GRACE_MS = 10_000;
/** Platforms that only this process can answer: their conversations are in its memory. */
const LOCAL = ['web'];

/** A platform's SDK is loaded where it is used only: each takes half a second and 60 MB. */
const loadDiscord = async () => (await import('../adapters/discord/index.ts')).createDiscordAdapter;
const loadSlack = async () => (await import('../adapters/slack/index.ts')).createSlackAdapter;

export interface App {
  readonly role: Role;
  /** Address of the playground, or of what monitors read; undefined where no port is open. */
  readonly url: string | undefined;
  readonly platforms: readonly string[];
  readonly isDemo: boolean;
  /** Takes nothing new, lets running answers finish for a while, and ends. */
  stop(): Promise<void>;
}

/**
 * Starts everything that is configured. Resolves when every platform is ready.
 *
 * @throws {UserError} `config` where the settings have not what the role needs, and whatever keeps a part from starting
 */
export async function startApp(config: Config, role: Role = 'all'): Promise<App> {
  requireFor(role, config);
  const log = createLogger(config.logLevel);
  /** What ends the parts that are there by now. */
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startParts(config, role, log, ends)), stop };
  } catch (error) {
    // A process with a connection or a server in it does not end by itself.
    await stop();
    throw error;
  }
}

/** @param ends is told what ends each part, in the order in which they come about */
async function startParts(
  config: Config,
  role: Role,
  log: Logger,
  ends: (() => Promise<unknown>)[],
): Promise<Omit<App, 'stop'>> {
  const store = await openStoreWhenThere({ ...config, local: LOCAL }, log);
  ends.push(() => store.close());
  const keep = (learned: Learned): void =>
    void store
      .keepEstimate(learned)
      .catch((error: unknown) => log.error({ err: error }, 'what was learned could not be kept'));
  const estimates = createEstimates(await store.estimates(), keep, config.model.service);
  const brain = await createBrain(config, log, estimates);
  ends.push(() => brain.close());
  const choices = offeredChoices({ ...brain, isAlone: brain.isDemo, schemas: config.schemas });
  const defaults = { model: brain.modelName, effort: config.model.effort };
  const shared = { mediaHosts: config.mediaHosts, choices, log };
  const { ledger } = store;

  const discord =
    config.discord && (await loadDiscord())({ ...config.discord, ...(ledger && { ledger }), ...shared });
  const slack =
    config.slack && (await loadSlack())({ ...slackOptions(config, store.installations), ...shared });
  const chats: readonly ChatAdapter[] = [...(discord ? [discord] : []), ...(slack ? [slack] : [])];

  /** The platforms that have been started. */
  const started = new Set<ChatAdapter>();
  let isEnding = false;
  const port = {
    ...config.web,
    mounts: role === 'worker' ? {} : (slack?.http ?? {}),
    health: createHealth({
      role,
      platforms: () =>
        Object.fromEntries(chats.map((chat) => [chat.platform, connectionOf(chat, role, started)])),
      count: () => store.countOpen(),
      isEnding: () => isEnding,
      clock: systemClock,
    }),
    metrics: { type: METRICS_TYPE, text: brain.meter.metricsText },
    log,
  };
  const web =
    role === 'all'
      ? createWebAdapter({ ...port, choices, defaults, dataFolder: config.dataFolder })
      : undefined;
  const monitor =
    role === 'gateway' || (role === 'worker' && config.web.isPortSet) ? createMonitor(port) : undefined;
  const { webhooks } = config;
  const hooks = Object.keys(webhooks).length > 0 ? [createWebhookAdapter({ webhooks })] : [];
  const adapters: readonly ChatAdapter[] = [...(web ? [web] : []), ...chats, ...hooks];

  const parts = {
    ...brain,
    store,
    pacer: createPacer({ clock: systemClock, ...(ledger && { ledger }), log }),
    access: config.access,
    budgets: config.budgets,
    manner: config.manner,
    schemas: config.schemas,
    choices,
    defaults,
    log,
  };
  const watch = createWatch({
    ...parts,
    rules: config.rules,
    webhooks: new Set(Object.keys(webhooks)),
    clock: systemClock,
    now: Date.now,
  });
  const handler = createHandler({
    ...parts,
    onlooker: watch,
    role,
    slots: config.turns,
    catchUp: config.catchUp,
  });
  const reached = [...adapters, ...(monitor ? [monitor] : [])];
  ends.push(() => Promise.allSettled(reached.map((part) => part.stop())));
  ends.push(() => {
    isEnding = true;
    // Readers keep their connection while running answers finish; what arrives meanwhile waits in the journal. Both at once: the
    // handler is the one who lets go of a database that is away.
    return Promise.all([watch.stop(), handler.stop(GRACE_MS)]);
  });
  await watch.open();
  await monitor?.start();
  await handler.start(...adapters);
  if (role !== 'gateway') watch.work(chats);
  for (const adapter of adapters) started.add(adapter);
  return {
    role,
    url: web?.url() ?? monitor?.url(),
    platforms: [...(web ? [web] : []), ...chats].map(({ platform }) => platform),
    isDemo: brain.isDemo,
  };
}

/** @throws {UserError} `config` where the settings have not what the role needs */
function requireFor(role: Role, { databaseUrl, discord, slack }: Config): void {
  if (role === 'all') return;
  if (databaseUrl === undefined)
    throw new UserError(
      'config',
      `A ${role} shares its work with other processes, but there is no database that they could share.`,
      'Set DATABASE_URL to a PostgreSQL database, the same in all of them, or run everything in one process with npm start.',
    );
  if (!discord && !slack)
    throw new UserError(
      'config',
      `A ${role} has nothing to do: neither Discord nor Slack is configured.`,
      'Set DISCORD_TOKEN or the settings of Slack. .env.example says what each one means.',
    );
}

/** What the Slack adapter is told besides what all adapters are. */
export function slackOptions(
  { slack, secretKey }: Config,
  installations: Installations | undefined,
): Omit<SlackOptions, 'mediaHosts' | 'choices' | 'log'> {
  const { client, ...options } = slack!;
  if (!client || !installations || secretKey === undefined) return options;
  const stateSecret = createHmac('sha256', secretKey).update('slack oauth state').digest('base64url');
  return {
    ...options,
    oauth: { clientId: client.id, clientSecret: client.secret, stateSecret, installations },
  };
}

function connectionOf(chat: ChatAdapter, role: Role, started: ReadonlySet<ChatAdapter>): Connection {
  if (!started.has(chat)) return 'disconnected';
  if (role === 'worker') return 'answering';
  return chat.isConnected?.() === false ? 'disconnected' : 'connected';
}
