/** `npm start`: runs the bot until it is asked to end. */
import { startApp } from '../app.ts';
import { loadConfig } from '../config/index.ts';

export async function start(): Promise<void> {
  const app = await startApp(loadConfig());
  const chats = app.platforms.filter((platform) => platform !== 'web');
  process.stdout.write(
    [
      `Attaché is ready. Playground: ${app.url}`,
      chats.length > 0 ? `Connected to: ${chats.join(', ')}` : undefined,
      app.isDemo
        ? 'The demo model answers. For a real one, set OPENAI_API_KEY or OPENAI_BASE_URL in .env and start again.'
        : undefined,
      '',
    ]
      .filter((line) => line !== undefined)
      .join('\n'),
  );
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  await promise;
  await app.stop();
}
