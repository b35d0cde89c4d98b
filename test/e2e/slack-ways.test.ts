/** The whole bot on Slack, asked in every way but a mention: menus of messages, forms, commands, its page, buttons. */
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { wordsFor } from '../../src/chat/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { startBot, startModel } from './bench.ts';

const VOICE = {
  name: 'voice.ogg',
  mimetype: 'audio/ogg',
  bytes: readFileSync('test/fixtures/voice.ogg'),
};

/** Bob has posted a voice note; Ana, who uses Slack in German, is about to ask. */
async function start() {
  const openai = await startModel();
  const slack = await startSlack();
  onTestFinished(() => slack.stop());
  await startBot(openai, {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    ATTACHE_MEDIA_HOSTS: slack.host,
  });
  const ana = slack.user('Ana', 'de-DE');
  const channel = slack.channel('general');
  const direct = slack.directMessage(ana.id);
  const note = slack.say({ user: slack.user('Bob').id, channel: channel.id, text: 'listen', files: [VOICE] });
  await note.delivered;
  /** What the bot has said in full, in this channel. */
  const said = (id = channel.id) =>
    slack.messages(id).filter(({ user, streaming, text }) => user === slack.botUserId && !streaming && text);
  const asked = () => openai.requests.filter(({ endpoint }) => endpoint === 'responses');
  return { openai, slack, ana, channel, direct, note, said, asked };
}

it('“Transcribe” on a voice note is answered in its thread, with what is said in it', async () => {
  const { slack, ana, channel, note, said, asked } = await start();
  expect(await slack.useShortcut(ana.id, channel.id, note.ts, 'attache_transcribe').delivered).toMatchObject({
    acknowledged: true,
  });
  await slack.until(() => said().some(({ text }) => text.includes('settings')));
  expect(said().at(-1)).toMatchObject({ thread: note.ts });
  expect(JSON.stringify(asked()[0]?.asked?.turns)).toContain('ask not what your country');
  expect(slack.violations()).toEqual([]);
});

it('“Ask about this message” opens a form; its question is answered with the chosen effort, for the asker alone', async () => {
  const { slack, ana, channel, note, said, asked } = await start();
  slack.useShortcut(ana.id, channel.id, note.ts, 'attache_ask');
  await slack.until(() => slack.form(ana.id) !== undefined);
  await slack.submit(ana.id, { question: 'Who is speaking?', effort: 'high', private: true });
  await slack.until(() => said().some(({ text }) => text.includes('settings')));
  expect(said()).toMatchObject([{ visibleTo: ana.id }]);
  expect(asked()[0]?.asked).toMatchObject({ effort: 'high' });
  expect(JSON.stringify(asked()[0]?.asked?.turns)).toContain('Who is speaking?');
  expect(slack.violations()).toEqual([]);
});

it('what is chosen on the page applies to the next question, and the page shows it', async () => {
  const { slack, ana, direct, said, asked } = await start();
  const { home } = wordsFor('de-DE');
  await slack.openHome(ana.id, direct.id, 'home');
  await slack.until(() => slack.home(ana.id) !== undefined);
  expect(JSON.stringify(slack.home(ana.id)?.blocks)).toContain(home.settings);

  const before = slack.home(ana.id)?.id;
  expect(await slack.choose(ana.id, 'attache_home_effort', 'xhigh')).toMatchObject({ acknowledged: true });
  await slack.until(() => slack.home(ana.id)?.id !== before);
  expect(JSON.stringify(slack.home(ana.id)?.blocks)).toMatch(/"initial_option":\{[^}]*"xhigh"/);
  expect(said(direct.id)).toEqual([]);

  slack.say({ user: ana.id, channel: direct.id, text: 'why?' });
  await slack.until(() => said(direct.id).length > 0);
  expect(asked()[0]?.asked).toMatchObject({ effort: 'xhigh' });
});

it('/usage tells the asker alone, in their language, what their questions have used', async () => {
  const { slack, ana, channel, said } = await start();
  const usage = async () => {
    const before = said().length;
    slack.runCommand({ user: ana.id, channel: channel.id, command: '/usage', text: 'today' });
    await slack.until(() => said().length > before);
    return said().at(-1)!;
  };
  const nothing = wordsFor('de-DE').said.noUsage('today');
  expect(await usage()).toMatchObject({ text: nothing, visibleTo: ana.id });

  slack.runCommand({ user: ana.id, channel: channel.id, text: 'effort:low why?' });
  await slack.until(() => said().some(({ text }) => text.includes('settings')));
  let told = await usage();
  // An answer stands there a moment before what it used is noted down.
  while (told.text === nothing) told = await usage();
  expect(told).toMatchObject({ text: expect.stringContaining('gpt-5.5'), visibleTo: ana.id });
});

it('a button under an answer works for its asker, and says kindly why not for anybody else', async () => {
  const { slack, ana, channel, said, asked } = await start();
  slack.runCommand({ user: ana.id, channel: channel.id, text: 'why?' });
  const answer = () =>
    said().find(({ buttons }) => buttons.some(({ action }) => action === 'attache_regenerate'));
  await slack.until(() => answer() !== undefined);
  const { ts, buttons } = answer()!;
  const { action, value } = buttons.find((button) => button.action === 'attache_regenerate')!;

  const bea = slack.user('Bea', 'fr-FR');
  await slack.press(bea.id, channel.id, ts, action, value);
  await slack.until(() => said().some(({ visibleTo }) => visibleTo === bea.id));
  expect(said().at(-1)?.text).toBe(wordsFor('fr-FR').said.notYours('Ana'));

  await slack.press(ana.id, channel.id, ts, action, value);
  await slack.until(() => asked().length === 2);
});
