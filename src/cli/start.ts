/** `npm start`, `npm start -- gateway` and `npm start -- worker`: runs the bot until it is asked to end. */
import { type App, startApp } from '../app.ts';
import { UserError } from '../chat/index.ts';
import { loadConfig } from '../config/index.ts';

const ROLES = ['all', 'gateway', 'worker'] as const;

/** Ctrl+C reaches this process twice under npm, which passes on what the terminal has sent already, in milliseconds. */
const SAME_MS = 500;

const USAGE =
  'Use npm start for everything in one process, or npm start -- gateway and npm start -- worker for processes that share a database.';

export async function start(args: readonly string[]): Promise<void> {
  const [role = 'all', ...rest] = args;
  const known = ROLES.find((one) => one === role);
  if (!known || rest.length > 0)
    throw new UserError('usage', `There is no way to start “${args.join(' ')}”.`, USAGE);
  const app = await startApp(loadConfig(), known);
  process.stdout.write(`${linesFor(app).join('\n')}\n`);
  const asked = askedToEnd();
  await asked.first;
  const ended = app.stop();
  // Whoever asks again does not want to wait: what is not finished is taken up again by the next process.
  void asked.again.then(() => process.exit(1));
  await ended;
}

function linesFor({ role, url, platforms, isDemo }: App): readonly string[] {
  const chats = platforms.filter((platform) => platform !== 'web').join(', ');
  const said = {
    all: [`Attaché is ready. Playground: ${url}`, ...(chats ? [`Connected to: ${chats}`] : [])],
    gateway: [`Attaché is ready as a gateway: it takes in what is asked on ${chats}, and workers answer.`],
    worker: [`Attaché is ready as a worker: it answers what gateways take in on ${chats}.`],
  } satisfies Record<App['role'], readonly string[]>;
  return [
    ...said[role],
    ...(role !== 'all' && url !== undefined ? [`How it is: ${url}/health`] : []),
    ...(isDemo && role !== 'gateway'
      ? [
          'The demo model answers. For a real one, set OPENAI_API_KEY or OPENAI_BASE_URL in .env and start again.',
        ]
      : []),
  ];
}

/** Resolve when the process is asked to end, and when it is asked again a moment later. */
function askedToEnd(): { readonly first: Promise<void>; readonly again: Promise<void> } {
  const first = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  let askedAt: number | undefined;
  const asked = () => {
    const now = performance.now();
    askedAt ??= now;
    first.resolve();
    if (now - askedAt > SAME_MS) again.resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, asked);
  return { first: first.promise, again: again.promise };
}
