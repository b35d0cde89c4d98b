/** What each process of a bot opens, says and does when it is asked to end. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDiscord } from '../loopback/discord/index.ts';
import { startOpenAi } from '../loopback/openai/index.ts';
import { dropDatabase, freshDatabase, startPostgres } from '../support/postgres.ts';
import { freePort, runProgram } from '../support/program.ts';

/** A Discord server and a database for the processes of a bot. */
async function place() {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const databaseUrl = await freshDatabase();
  onTestFinished(() => dropDatabase(databaseUrl));
  const env = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DATABASE_URL: databaseUrl,
  };
  return { discord, env };
}

const healthAt = async (port: string) => {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  return { status: response.status, health: (await response.json()) as Record<string, unknown> };
};

describe('a gateway and a worker', () => {
  it.each(['gateway', 'worker'])('a %s without a database says what it needs', async (role) => {
    const program = runProgram(['start', role], { DISCORD_TOKEN: 'a.b.c' });
    expect(await program.ended).toBe(2);
    expect(program.errors()).toContain(`A ${role} shares its work with other processes`);
    expect(program.errors()).toContain('Set DATABASE_URL');
  });

  it('have nothing to do without a platform', async () => {
    const program = runProgram(['start', 'worker'], { DATABASE_URL: 'postgres://127.0.0.1:9/nothing' });
    expect(await program.ended).toBe(2);
    expect(program.errors()).toContain('neither Discord nor Slack is configured');
  });

  it('are the only roles there are', async () => {
    const program = runProgram(['start', 'boss']);
    expect(await program.ended).toBe(2);
    expect(program.errors()).toContain('There is no way to start “boss”. Use npm start for everything');
  });

  it('a gateway has health and figures on its port, and no playground', async () => {
    const { discord, env } = await place();
    const port = await freePort();
    const program = runProgram(['start', 'gateway'], { ...env, PORT: port });
    await program.saying(`How it is: http://127.0.0.1:${port}/health`);
    expect(program.output()).toContain('ready as a gateway');
    expect(discord.gateway.connected()).toHaveLength(1);
    expect(await healthAt(port)).toEqual({
      status: 200,
      health: {
        role: 'gateway',
        state: 'ready',
        platforms: { discord: 'connected' },
        database: 'ok',
        turns: { waiting: 0, running: 0 },
      },
    });
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/api/options`)).status).toBe(404);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it('a worker opens a port only where one is set, and does not connect to the platform', async () => {
    const { discord, env } = await place();
    const quiet = runProgram(['start', 'worker'], env);
    await quiet.saying('ready as a worker');
    expect(quiet.output()).not.toContain('How it is');
    const port = await freePort();
    const seen = runProgram(['start', 'worker'], { ...env, PORT: port });
    await seen.saying(`How it is: http://127.0.0.1:${port}/health`);
    expect(await healthAt(port)).toMatchObject({
      status: 200,
      health: { role: 'worker', platforms: { discord: 'answering' } },
    });
    expect(discord.gateway.connected()).toEqual([]);
  });

  it('everything in one process says how it is, too, and shows a monitor what holds for all processes', async () => {
    const { env } = await place();
    const port = await freePort();
    const program = runProgram(['start'], { ...env, PORT: port });
    await program.saying('ready');
    expect(await healthAt(port)).toMatchObject({
      status: 200,
      health: { role: 'all', platforms: { discord: 'connected' } },
    });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });
});

describe('a database that is not there', () => {
  it('is waited for when it is only late, which the log says', async () => {
    const discord = await startDiscord();
    onTestFinished(() => discord.close());
    const server = await startPostgres();
    onTestFinished(() => server.close());
    const databaseUrl = await freshDatabase(server);
    await server.stop();
    const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, DATABASE_URL: databaseUrl };
    const program = runProgram(['start', 'worker'], env);
    await expect.poll(program.errors, { timeout: 30_000 }).toContain('waiting for it');
    await server.start();
    await program.saying('ready');
  });

  it('shows in the health of a process whose database is gone, and so does its return', async () => {
    const discord = await startDiscord();
    onTestFinished(() => discord.close());
    const server = await startPostgres();
    onTestFinished(() => server.close());
    const env = {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DATABASE_URL: await freshDatabase(server),
    };
    const port = await freePort();
    const program = runProgram(['start', 'worker'], { ...env, PORT: port });
    await program.saying('ready');
    await server.stop();
    const look = async () => (await healthAt(port)).status;
    await expect.poll(look, { timeout: 30_000 }).toBe(503);
    expect((await healthAt(port)).health).toMatchObject({ database: 'unreachable' });
    await server.start();
    await expect.poll(look, { timeout: 30_000 }).toBe(200);
  });
});

describe('asked to end while its database is away', () => {
  it('a process says so to monitors at once, and ends within the time that answers have', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.close());
    const port = await freePort();
    const program = runProgram(['start'], { DATABASE_URL: await freshDatabase(server), PORT: port });
    await program.saying('ready');
    await server.stop();
    await expect.poll(async () => (await healthAt(port)).status, { timeout: 30_000 }).toBe(503);
    const asked = performance.now();
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    // Ten seconds for answers, and some for whatever a busy machine needs to end.
    expect(performance.now() - asked).toBeLessThan(20_000);
  });
});

describe('asked to end while it answers', () => {
  it('lets the answer go on for a while; asked twice, it ends at once', async () => {
    const { discord, env } = await place();
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    const channel = discord.channel(discord.guild('Studio').guild, 'general');
    const author = discord.user('Ana');
    openai.reply('The beginning ', { wait: new Promise(() => {}) });
    const program = runProgram(['start'], {
      ...env,
      OPENAI_BASE_URL: openai.baseUrl,
      OPENAI_API_KEY: openai.apiKey,
      PORT: await freePort(),
    });
    await program.saying('ready');
    discord.say({ channel, author, content: `<@${discord.bot.id}> hello` });
    await discord.until(
      () => discord.messages(channel).some(({ content }) => content.trim() === 'The beginning'),
      'the beginning',
    );
    const asked = performance.now();
    // Under npm, Ctrl+C comes twice: that is once.
    for (const signal of ['SIGINT', 'SIGINT'] as const) program.child.kill(signal);
    const impatient = setInterval(() => program.child.kill('SIGTERM'), 1_000);
    onTestFinished(() => clearInterval(impatient));
    expect(await program.ended).toBe(1);
    expect(performance.now() - asked).toBeGreaterThan(900);
    expect(performance.now() - asked).toBeLessThan(9_000);
  });
});
