/** The agent view: the bot's own page with what somebody has chosen, and the prompts of a conversation with it. */
import { describe, expect, test } from 'vitest';
import { homePage } from '../../../adapters/slack/asking/home.ts';
import { type HomeView, LANGUAGES, wordsFor } from '../../../src/chat/index.ts';
import { CHOICES, connect, NEVER, type Scene, type SceneOptions } from './harness.ts';

const HOME: HomeView = {
  model: undefined,
  effort: 'high',
  usual: { model: 'gpt-5.5', effort: 'medium' },
  usage: 'What your questions have used this month:\n- **gpt-5.5**: answers 3, $0.04 & more',
};

async function opened(tab: 'home' | 'messages', locale = 'en-US', options: SceneOptions = {}) {
  const scene = await connect(options);
  const ann = scene.slack.user('Ann', locale);
  const direct = scene.slack.directMessage(ann.id);
  const open = () => scene.slack.openHome(ann.id, direct.id, tab);
  return { ...scene, ann, direct, open, outcome: await open() };
}

/** Draws the page for whoever opened it, as the handler does. */
async function draw(scene: Scene, home: HomeView = HOME): Promise<void> {
  const event = scene.events.findLast(({ type }) => type === 'home');
  if (event?.type === 'home') await scene.adapter.drawHome?.(event, home, NEVER);
}

describe('the page', () => {
  test('is asked for when somebody opens it, in their language', async () => {
    const { event, ann, outcome } = await opened('home', 'fr-FR');
    expect(await event('home')).toMatchObject({ author: { id: ann.id, name: 'Ann', locale: 'fr-FR' } });
    expect(outcome).toMatchObject({ acknowledged: true });
  });

  test.each(LANGUAGES)('greets, and shows what is chosen and what was used: %s', async (language) => {
    const scene = await opened('home', `${language}-XX`);
    await draw(scene);
    const { home, choices } = wordsFor(language);
    const text = JSON.stringify(scene.slack.home(scene.ann.id)?.blocks);
    for (const words of [home.greeting, home.settings, home.model, home.effort, home.usage])
      expect(text).toContain(JSON.stringify(words).slice(1, -1).replaceAll('&', '&amp;'));
    expect(text).toContain('• *gpt-5.5*: answers 3, $0.04 &amp; more');
    const selects = scene.slack.home(scene.ann.id)!.blocks.flatMap(({ accessory }) => accessory ?? []);
    expect(selects).toMatchObject([
      { initial_option: { text: { text: `${choices.usual} (gpt-5.5)` }, value: 'usual' } },
      { initial_option: { value: 'high' } },
    ]);
  });

  test('a choice is handed on as a setting of one’s own, then the page is asked for anew', async () => {
    const scene = await opened('home', 'de-DE');
    await draw(scene);
    expect(await scene.slack.choose(scene.ann.id, 'attache_home_model', 'GPT-5.4')).toMatchObject({
      acknowledged: true,
    });
    const author = { id: scene.ann.id, locale: 'de-DE' };
    expect(scene.events.slice(1)).toMatchObject([
      { type: 'control', control: 'model', value: 'gpt-5.4', scope: 'me', author, target: { private: true } },
      { type: 'home', author },
    ]);
    expect(new Set(scene.events.map((event) => event.eventId)).size).toBe(3);
  });

  test('the usual can be chosen again', async () => {
    const scene = await opened('home');
    await draw(scene);
    await scene.slack.choose(scene.ann.id, 'attache_home_effort', 'the usual (medium)');
    expect(await scene.event('control')).toMatchObject({ control: 'effort', value: 'usual' });
  });

  test('a choice on the page is answered by the page: nobody is written to', async () => {
    const scene = await opened('home');
    await draw(scene);
    await scene.slack.choose(scene.ann.id, 'attache_home_effort', 'low');
    await scene.adapter.surface((await scene.event('control')).target).attach([], 'Done.', NEVER);
    expect(scene.slack.messages()).toEqual([]);
  });

  test('a choice that could not be journalled is not acknowledged', async () => {
    const receive = ({ type }: { type: string }) =>
      type === 'control' ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
    const scene = await opened('home', 'en-US', { receive, slack: { ackMs: 200 } });
    await draw(scene);
    const outcome = await scene.slack.choose(scene.ann.id, 'attache_home_effort', 'low');
    expect(outcome).toMatchObject({ acknowledged: false });
  });

  test('shows a model that is chosen and no longer offered', async () => {
    const scene = await opened('home');
    await draw(scene, { ...HOME, model: 'gpt-3' });
    const [select] = scene.slack.home(scene.ann.id)!.blocks.flatMap(({ accessory }) => accessory ?? []);
    expect(select).toMatchObject({ initial_option: { value: 'gpt-3' } });
  });

  test('stays within what Slack takes, with two hundred long models and a long list of what was used', () => {
    const models = Array.from({ length: 200 }, (_, i) => ({
      value: `m${i}`,
      label: `${i} ${'model '.repeat(20)}`,
    }));
    const usage = Array.from({ length: 2_000 }, (_, i) => `- **model ${i}**: answers ${i}`).join('\n');
    const { blocks } = homePage({ ...HOME, model: 'm150', usage }, { ...CHOICES, models }, wordsFor('en'));
    expect(blocks.length).toBeLessThanOrEqual(100);
    const select = blocks.flatMap((block) => ('accessory' in block ? (block.accessory ?? []) : []))[0];
    expect(select).toMatchObject({ options: { length: 100 }, initial_option: { value: 'm150' } });
    for (const { text } of (select as { options: { text: { text: string } }[] }).options)
      expect(text.text.length).toBeLessThanOrEqual(75);
  });
});

describe('the prompts', () => {
  test.each(LANGUAGES)('stand in the direct messages somebody opens: %s', async (language) => {
    const { slack, direct, events } = await opened('messages', `${language}-XX`);
    await slack.until(() => slack.prompts(direct.id).length > 0);
    expect(slack.prompts(direct.id)).toEqual(wordsFor(language).prompts.map(({ title }) => title));
    expect(events).toEqual([]);
  });

  test('are offered once, however often the conversation is opened', async () => {
    const { slack, direct, open } = await opened('messages');
    await slack.until(() => slack.prompts(direct.id).length > 0);
    await open();
    await open();
    expect(slack.calls.filter(({ method }) => method.endsWith('setSuggestedPrompts'))).toHaveLength(1);
  });

  test('an app that may not offer any goes on without', async () => {
    const scene = await connect();
    const ann = scene.slack.user('Ann');
    const direct = scene.slack.directMessage(ann.id);
    scene.slack.setScopes(['chat:write', 'im:history']);
    const tries = () => scene.slack.calls.filter(({ method }) => method.endsWith('setSuggestedPrompts'));
    expect(await scene.slack.openHome(ann.id, direct.id, 'messages')).toMatchObject({ acknowledged: true });
    await scene.slack.until(() => tries().length > 0);
    scene.slack.say({ user: ann.id, channel: direct.id, text: 'hi' });
    expect((await scene.event('message')).message.text).toBe('hi');
    expect(tries()).toMatchObject([{ outcome: 'missing_scope' }]);
  });
});
