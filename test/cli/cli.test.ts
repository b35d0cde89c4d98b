import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { openStore } from '../../src/store/index.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { launchBrowser } from '../browser.ts';
import { runProgram, temporaryFolder } from '../support/program.ts';

const fixture = (name: string) => resolve('test/fixtures', name);

async function startModel(): Promise<{ openai: LoopbackOpenAi; env: Record<string, string> }> {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  return { openai, env: { OPENAI_BASE_URL: openai.baseUrl, OPENAI_API_KEY: openai.apiKey } };
}

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const program = runProgram(args, env, folder);
  const code = await program.ended;
  return { code, output: program.output(), errors: program.errors() };
}

describe('ask', () => {
  it('streams the answer to standard output and everything about it to standard error', async () => {
    const { openai, env } = await startModel();
    openai.reply('A starfish ', 'in a crate.');
    const { code, output, errors } = await run(['ask', 'What is this?', fixture('photo.jpg')], env);
    expect({ code, output }).toEqual({ code: 0, output: 'A starfish in a crate.\n' });
    expect(errors).toContain('✓ photo.jpg · 1278×720 photo');
    expect(errors).toContain('gpt-5.5 · medium · 100 in · 20 out');
  });

  it('prints one JSON object with --json', async () => {
    const { openai, env } = await startModel();
    openai.transcripts(() => 'ask not');
    openai.reply({ reasoning: 'Listening.' }, 'He said it.');
    const files = ['photo.jpg', 'voice.ogg', 'screen.mp4'].map(fixture);
    const args = ['ask', 'What is said?', ...files, '--json', '--model', 'gpt-5.4-mini', '--effort', 'low'];
    const { code, output } = await run(args, env);
    expect(code).toBe(0);
    const result = z
      .looseObject({ costUsd: z.number().positive(), receipts: z.array(z.looseObject({})) })
      .parse(JSON.parse(output));
    expect(result).toMatchObject({
      text: 'He said it.',
      reasoning: 'Listening.',
      usage: { inputTokens: 100, outputTokens: 20 },
      model: 'gpt-5.4-mini',
      effort: 'low',
    });
    expect(result.receipts).toMatchObject([
      { name: 'photo.jpg', outcome: 'used' },
      { name: 'voice.ogg', outcome: 'used' },
      { name: 'screen.mp4', outcome: 'used' },
    ]);
    expect(openai.requests.at(-1)?.asked).toMatchObject({ model: 'gpt-5.4-mini', effort: 'low' });
  });

  it('is answered by the demo model where none is configured', async () => {
    const { code, output, errors } = await run(['ask', 'Hello', fixture('notes.txt')]);
    expect(code).toBe(0);
    expect(output).toContain('demo model');
    expect(output).toContain('notes.txt');
    expect(errors).toMatch(/demo · medium · .* · \$0\.00/);
  });

  it.each([
    [['ask'], 'There is no question.'],
    [['ask', 'hi', 'nowhere.png'], 'There is no file “nowhere.png”.'],
    [['ask', 'hi', '--effort', 'huge'], 'There is no effort “huge”.'],
    [['ask', 'hi', '--loud'], "Unknown option '--loud'. Usage: npm run ask"],
    [['dance'], 'There is no command “dance”.'],
  ])('%j ends with a sentence and exit code 2', async (args, sentence) => {
    const { code, output, errors } = await run(args);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(sentence);
    expect(errors).not.toMatch(/\n\s+at /);
  });

  it('keeps the best of several attempts where the tier that is named makes them', async () => {
    const { code, output } = await run(['ask', 'hi', '--model', 'ultra', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ notices: ['All 3 attempts say the same.'] });
  });

  it('says that nothing is connected when a model is named and there is only the demo', async () => {
    const { code, errors } = await run(['ask', 'hi', '--model', 'gpt-5.5']);
    expect(code).toBe(1);
    expect(errors).toContain('there is only the demo model');
  });

  it('says what is wrong when the model cannot be reached, and exits with 1', async () => {
    const { code, errors } = await run(['ask', 'hi'], { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
    expect(code).toBe(1);
    expect(errors).toContain('OPENAI_BASE_URL');
  });
});

describe('inspect', () => {
  it('shows parts, tokens and price, and calls nobody', async () => {
    const { openai, env } = await startModel();
    const files = ['screen.mp4', 'photo.jpg', 'report.pdf'].map(fixture);
    const { code, output } = await run(['inspect', ...files, '--json'], env);
    expect(code).toBe(0);
    const result = z
      .looseObject({
        costUsd: z.number().positive(),
        inputTokens: z.number(),
        speechSeconds: z.number(),
        speechTokens: z.number().positive(),
        files: z.array(
          z.looseObject({ parts: z.array(z.looseObject({ type: z.string(), tokens: z.number() })) }),
        ),
      })
      .parse(JSON.parse(output));
    const [video, photo, report] = result.files.map(({ parts }) => parts);
    expect(video!.filter(({ type }) => type === 'image').length).toBeGreaterThan(2);
    expect(photo).toMatchObject([{ text: '[photo.jpg]' }, { type: 'image', width: 1278, height: 720 }]);
    expect(report).toMatchObject([{ type: 'file', name: 'report.pdf', mediaType: 'application/pdf' }]);
    const tokens = result.files.flatMap(({ parts }) => parts.map((part) => part.tokens));
    expect(result.inputTokens).toBe(tokens.reduce((sum, each) => sum + each, result.speechTokens));
    expect(result.speechSeconds).toBeCloseTo(4.5, 0);
    expect(openai.requests).toEqual([]);
  });

  it('writes the same as a page that shows every picture, label and word', async () => {
    const files = ['screen.mp4', 'photo.heic', 'letter.docx'].map(fixture);
    const { output } = await run(['inspect', ...files, '--model', 'gpt-5.5']);
    const address = /file:\S+inspect\.html/.exec(output)![0];
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(address);
    expect(await page.locator('h2').allTextContents()).toEqual(['screen.mp4', 'photo.heic', 'letter.docx']);
    const widths = await page
      .locator('img')
      .evaluateAll((images) => images.map((image) => image.naturalWidth));
    expect(widths.length).toBeGreaterThan(3);
    expect(widths.every((width) => width > 0)).toBe(true);
    expect(await page.locator('body').textContent()).toContain('[screen.mp4 0:04 frame]');
  });

  it('ends quietly when its reader has seen enough', async () => {
    const program = runProgram(['inspect', fixture('notes.txt')]);
    program.child.stdout?.destroy();
    expect({ code: await program.ended, errors: program.errors() }).toEqual({ code: 0, errors: '' });
  });

  it('says why a file would be skipped', async () => {
    const nothing = join(temporaryFolder(), 'nothing.mp4');
    writeFileSync(nothing, '');
    const { code, output } = await run(['inspect', nothing]);
    expect(code).toBe(0);
    expect(output).toContain('✗ nothing.mp4 · an empty file');
  });
});

describe('doctor', () => {
  it('checks what is configured and says what is not', async () => {
    const { env } = await startModel();
    const { code, output } = await run(['doctor'], env);
    expect(code).toBe(0);
    for (const line of [
      'Settings are valid',
      'data folder',
      'ffmpeg',
      'gpt-5.5',
      'Set DISCORD_TOKEN',
      'Set SLACK_BOT_TOKEN',
    ])
      expect(output).toContain(line);
  });

  it('names the rules, and what keeps one from working: a platform, a model that is not there', async () => {
    const { env } = await startModel();
    const { code, output } = await run(['doctor'], env, {
      'attache.yaml': `rules:
  notes: { ready: voice-notes }
  far: { when: { on: message }, then: { prompt: Say what it is, to: reply, model: gtp-5.5 }, where: { platforms: [slack] } }`,
    });
    expect(code).toBe(1);
    for (const line of [
      '✓ Rules that watch: notes, far.',
      '! rules.far names slack, which is not configured.',
      '✗ The server does not list the model gtp-5.5.',
      'Set rules.far.then.model to one it has',
      'name people under `admins` in attache.yaml to let them use /watch.',
    ])
      expect(output).toContain(line);
  });

  it('looks into the database that processes share', async () => {
    const { env } = await startModel();
    const databaseUrl = await freshDatabase();
    onTestFinished(() => dropDatabase(databaseUrl));
    const { code, output } = await run(['doctor'], { ...env, DATABASE_URL: databaseUrl });
    expect(code).toBe(0);
    expect(output).toContain('✓ The database of DATABASE_URL is PostgreSQL');
    expect(output).toContain('✓ It has no tables yet.');
  });

  it('says why a database cannot be used, without its password', async () => {
    const { env } = await startModel();
    const databaseUrl = 'postgres://ana:hush-hush@127.0.0.1:9/attache';
    const { code, output } = await run(['doctor'], { ...env, DATABASE_URL: databaseUrl });
    expect(code).toBe(1);
    expect(output).toContain('✗ The database of DATABASE_URL, at 127.0.0.1:9, cannot be reached');
    expect(output).not.toContain('hush-hush');
  });

  it('checks a single bot token also while the bot runs, which keeps its journal to itself', async () => {
    const { env } = await startModel();
    const slack = await startSlack();
    onTestFinished(() => slack.stop());
    const folder = temporaryFolder();
    const secretKey = 'first'.repeat(8);
    const store = await openStore({ dataFolder: join(folder, 'data'), secretKey });
    onTestFinished(() => store.close());
    const { botToken, appToken, apiUrl } = slack;
    const program = runProgram(
      ['doctor'],
      {
        ...env,
        SLACK_BOT_TOKEN: botToken,
        SLACK_APP_TOKEN: appToken,
        SLACK_API_URL: apiUrl,
        ATTACHE_SECRET_KEY: secretKey,
      },
      folder,
    );
    await program.ended;
    expect(program.output()).toContain('✓ Slack: signed in as @attache in Loopback.');
  });

  it('says when ATTACHE_SECRET_KEY is not the one that the tokens of workspaces were encrypted with', async () => {
    const { env } = await startModel();
    const slack = await startSlack();
    onTestFinished(() => slack.stop());
    const folder = temporaryFolder();
    const store = await openStore({ dataFolder: join(folder, 'data'), secretKey: 'first'.repeat(8) });
    await store.installations!.change('T1', () => Promise.resolve('{}'));
    await store.close();
    const look = async (secretKey: string) => {
      const program = runProgram(
        ['doctor'],
        {
          ...env,
          SLACK_CLIENT_ID: '1.2',
          SLACK_CLIENT_SECRET: 'hush',
          SLACK_SIGNING_SECRET: slack.signingSecret,
          SLACK_API_URL: slack.apiUrl,
          ATTACHE_SECRET_KEY: secretKey,
        },
        folder,
      );
      await program.ended;
      return program.output();
    };
    expect(await look('first'.repeat(8))).toContain('✓ ATTACHE_SECRET_KEY reads what is kept of workspaces.');
    expect(await look('other'.repeat(8))).toContain(
      '✗ What workspaces have agreed to cannot be read with this ATTACHE_SECRET_KEY.',
    );
  });

  it('exits with 1 when something is broken', async () => {
    const { code, output } = await run(['doctor'], { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
    expect(code).toBe(1);
    expect(output).toContain('✗');
  });
});

describe('start', () => {
  it('ends with a sentence when a platform cannot be reached', async () => {
    const platform = { DISCORD_TOKEN: 'a.b.c', DISCORD_API_URL: 'http://127.0.0.1:9/api', PORT: '48123' };
    const { code, errors } = await run(['start'], platform);
    expect(code).toBe(1);
    expect(errors).toContain('Discord could not be asked: connect ECONNREFUSED');
    expect(errors).toContain('Check the network');
  });

  it('tells all wrong settings at once and does not start', async () => {
    const { code, output, errors } = await run(['start'], { PORT: 'many', LOG_LEVEL: 'loud' });
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain('PORT: expected');
    expect(errors).toContain('LOG_LEVEL: expected');
  });
});
