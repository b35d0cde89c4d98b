/** The menu of a message: what is handed on, the form that asks for a question, and what happens when that goes wrong. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import { type ChatEvent, wordsFor } from '../../../src/chat/index.ts';
import { connect, NEVER, type SceneOptions, slackOptions, startLoopback, view } from './harness.ts';

const CLIP = {
  name: 'standup.m4a',
  mimetype: 'video/mp4',
  subtype: 'slack_audio',
  duration_ms: 4_200,
  bytes: Buffer.from('sound'),
};

/** Bob has posted a clip; Ann is about to use its menu. */
async function posted({
  locale = 'en-US',
  withoutBot = false,
  ...options
}: SceneOptions & { locale?: string; withoutBot?: boolean } = {}) {
  const scene = await connect(options);
  const { slack } = scene;
  const ann = slack.user('Ann', locale);
  const channel = slack.channel('general', { withoutBot });
  const said = slack.say({
    user: slack.user('Bob').id,
    channel: channel.id,
    text: 'the *standup*',
    files: [CLIP],
  });
  await said.delivered;
  const use = (menu: 'ask' | 'transcribe' | 'describe', ts = said.ts) =>
    slack.useShortcut(ann.id, channel.id, ts, `attache_${menu}`);
  const commands = () => scene.events.filter((event) => event.type === 'command');
  /** Opens the form and waits for it. */
  const openForm = async () => {
    const used = use('ask');
    await slack.until(() => slack.form(ann.id) !== undefined);
    await used.delivered;
    return slack.form(ann.id)!;
  };
  return { ...scene, ann, channel, said, use, commands, openForm };
}

const ABOUT = {
  author: { name: 'Bob' },
  text: 'the **standup**',
  attachments: [{ name: 'standup.m4a', declaredType: 'audio/mp4' }],
};

describe.each([{ http: false }, { http: true }])('“Transcribe” and “Describe” (http: $http)', ({ http }) => {
  test.each(['transcribe', 'describe'] as const)(
    '%s: the message with its files is handed on at once',
    async (menu) => {
      const { use, event, said, ann, channel, slack } = await posted({ http, locale: 'ja-JP' });
      const { delivered, triggerId } = use(menu);
      const conversation = { channel: channel.id, thread: said.ts, kind: 'thread' };
      expect(await event('command')).toMatchObject({
        eventId: `slack:${triggerId}`,
        name: menu,
        message: {
          text: '',
          attachments: [],
          author: { id: ann.id, name: 'Ann', locale: 'ja-JP' },
          conversation,
        },
        about: { id: said.ts, ...ABOUT },
        target: { conversation, messageId: said.ts, userId: ann.id, private: false },
      });
      expect(await delivered).toMatchObject({ acknowledged: true, attempts: 1 });
      expect(slack.form(ann.id)).toBeUndefined();
    },
  );
});

test('in a thread the answer belongs to that thread', async () => {
  const { use, event, said, slack, ann, channel } = await posted();
  const reply = slack.say({ user: ann.id, channel: channel.id, text: 'and this?', thread: said.ts });
  await reply.delivered;
  await use('describe', reply.ts).delivered;
  expect(await event('command')).toMatchObject({
    about: { id: reply.ts, text: 'and this?' },
    target: { conversation: { thread: said.ts } },
  });
});

describe('“Ask about this message”', () => {
  test.each(['en-US', 'es-ES', 'de-DE', 'fr-FR', 'ja-JP', 'zh-CN'])(
    'opens a form in the language of the asker: %s',
    async (locale) => {
      const { openForm, commands } = await posted({ locale });
      const { form } = wordsFor(locale);
      const opened = await openForm();
      expect(opened.title).toBe(form.title);
      expect(opened.blocks[0]).toMatchObject({ label: { text: form.question } });
      expect(commands()).toEqual([]);
    },
  );

  test('hands on the question with the message it is about', async () => {
    const { openForm, slack, ann, said, commands } = await posted();
    const { id } = await openForm();
    const outcome = await slack.submit(ann.id, { question: ' who speaks? ', effort: 'high', private: true });
    expect(outcome).toMatchObject({ acknowledged: true });
    expect(slack.form(ann.id)).toBeUndefined();
    expect(commands()).toMatchObject([
      {
        eventId: `slack:${id}`,
        name: 'ask',
        message: { text: 'who speaks?', attachments: [], author: { name: 'Ann' } },
        about: { id: said.ts, ...ABOUT },
        effort: 'high',
        target: { private: true, conversation: { thread: said.ts } },
      },
    ]);
  });

  test('without choices asks in the usual way, for everybody', async () => {
    const { openForm, slack, ann, commands } = await posted({ http: true });
    await openForm();
    await slack.submit(ann.id, { question: 'who speaks?' });
    expect(commands()).toMatchObject([{ target: { private: false } }]);
    expect(commands()[0]).not.toHaveProperty('effort');
  });

  test('is over when the form is closed', async () => {
    const { openForm, slack, ann, commands } = await posted();
    await openForm();
    slack.cancel(ann.id);
    expect(commands()).toEqual([]);
  });

  test('a form of blanks is asked again', async () => {
    const { openForm, slack, ann, commands } = await posted({ locale: 'de-DE' });
    await openForm();
    const { response } = await slack.submit(ann.id, { question: '  ' });
    expect(response).toEqual({
      response_action: 'errors',
      errors: { question: wordsFor('de').form.question },
    });
    expect(slack.form(ann.id)).toBeDefined();
    expect(commands()).toEqual([]);
  });

  test('says in the form that it could not be taken in, and takes it at the next try', async () => {
    let tries = 0;
    const { openForm, slack, ann, commands } = await posted({
      receive: async ({ type }) => {
        if (type === 'command' && ++tries === 1) throw new Error('the disk is full');
      },
    });
    await openForm();
    const first = await slack.submit(ann.id, { question: 'who speaks?' });
    expect(first.response).toMatchObject({ errors: { question: expect.stringContaining('try again') } });
    expect(slack.form(ann.id)).toBeDefined();
    await slack.submit(ann.id, { question: 'who speaks?' });
    expect(slack.form(ann.id)).toBeUndefined();
    expect(commands()).toHaveLength(1);
  });

  test('works on a message in a channel we are no member of: then only the asker sees the answer', async () => {
    const { openForm, slack, ann, said, commands, adapter, channel } = await posted({ withoutBot: true });
    await openForm();
    await slack.submit(ann.id, { question: 'who speaks?' });
    const [event] = commands();
    expect(event).toMatchObject({ about: { id: said.ts, ...ABOUT } });
    const surface = adapter.surface(event!.target);
    const page = await surface.open(view('', { phase: 'working' }), NEVER);
    await surface.close(page, view('Cy speaks.', { phase: 'done' }), NEVER);
    const answers = slack.messages(channel.id).filter(({ user }) => user === slack.botUserId);
    expect(answers).toMatchObject([{ text: 'Cy speaks.', visibleTo: ann.id }]);
  });

  test('is answered in the thread of the message, below the question', async () => {
    const { openForm, slack, ann, said, commands, adapter, channel } = await posted();
    await openForm();
    await slack.submit(ann.id, { question: 'who *speaks*? <!channel>' });
    const surface = adapter.surface(commands()[0]!.target);
    await surface.close(await surface.open(view(''), NEVER), view('Cy speaks.', { phase: 'done' }), NEVER);
    const thread = slack.messages(channel.id).filter((message) => message.thread === said.ts);
    expect(thread).toMatchObject([
      { text: expect.stringContaining('who *speaks*?') },
      { text: 'Cy speaks.' },
    ]);
    expect(slack.violations()).toEqual([]);
  });

  test('with “only you see the answer” is answered for the asker alone', async () => {
    const { openForm, slack, ann, commands, adapter, channel } = await posted();
    await openForm();
    await slack.submit(ann.id, { question: 'who speaks?', private: true });
    const surface = adapter.surface(commands()[0]!.target);
    await surface.close(await surface.open(view(''), NEVER), view('Cy speaks.', { phase: 'done' }), NEVER);
    const answers = slack.messages(channel.id).filter(({ user }) => user === slack.botUserId);
    expect(answers).toMatchObject([{ text: 'Cy speaks.', visibleTo: ann.id }]);
  });

  test('opens the form in time when Slack is slow to tell names', async () => {
    const { slack, openForm } = await posted();
    slack.fail('users.info', { stall: true, times: 5 });
    const begun = slack.calls.length;
    await openForm();
    expect(slack.calls.slice(begun)).toContainEqual(
      expect.objectContaining({ method: 'views.open', outcome: 'ok' }),
    );
  });

  test('a form that Slack does not open is told to the asker alone', async () => {
    const { use, slack, ann, channel } = await posted();
    slack.fail('views.open', { error: 'expired_trigger_id' });
    expect(await use('ask').delivered).toMatchObject({ acknowledged: true });
    const told = () => slack.messages(channel.id).filter(({ visibleTo }) => visibleTo === ann.id);
    await slack.until(() => told().length > 0);
    expect(told()).toMatchObject([{ text: expect.stringContaining('choose it again') }]);
  });
});

describe('a form that was opened by another process', () => {
  async function afterRestart({ text = 'the clip', withoutBot = false } = {}) {
    const slack = await startLoopback();
    const run = async () => {
      const events: ChatEvent[] = [];
      const adapter = createSlackAdapter(slackOptions(slack));
      await adapter.start(async (event) => void events.push(event));
      onTestFinished(() => adapter.stop());
      return { adapter, events };
    };
    const ann = slack.user('Ann');
    const channel = slack.channel('general', { withoutBot });
    const root = slack.say({ user: ann.id, channel: channel.id, text: 'one' });
    for (const said of ['two', 'three'])
      slack.say({ user: ann.id, channel: channel.id, text: said, thread: root.ts });
    const asked = slack.say({
      user: ann.id,
      channel: channel.id,
      text,
      thread: root.ts,
      files: [CLIP],
    });
    const { adapter } = await run();
    slack.retryNow();
    await asked.delivered;
    slack.useShortcut(ann.id, channel.id, asked.ts, 'attache_ask');
    await slack.until(() => slack.form(ann.id) !== undefined);
    await adapter.stop();
    return { slack, ann, channel, root, asked, ...(await run()) };
  }

  test('is answered all the same: its message is read again', async () => {
    const { slack, ann, root, asked, events } = await afterRestart();
    await slack.submit(ann.id, { question: 'who speaks?' });
    expect(events).toMatchObject([
      {
        type: 'command',
        about: { id: asked.ts, text: 'the clip', attachments: [{ name: 'standup.m4a' }] },
        target: { conversation: { thread: root.ts } },
      },
    ]);
  });

  test('says so when its message is gone', async () => {
    const { slack, ann, channel, asked, events } = await afterRestart();
    await slack.remove(channel.id, asked.ts);
    const { response } = await slack.submit(ann.id, { question: 'who speaks?' });
    expect(response).toMatchObject({ errors: { question: wordsFor('en').said.messageGone } });
    expect(events.filter(({ type }) => type === 'command')).toEqual([]);
  });

  test('is answered with what the form remembers when Slack does not let us read it in time', async () => {
    const { slack, ann, asked, events } = await afterRestart();
    slack.fail('conversations.replies', { stall: true, times: 3 });
    await slack.submit(ann.id, { question: 'who speaks?' });
    expect(events).toMatchObject([
      { about: { id: asked.ts, text: 'the clip', attachments: [{ name: 'standup.m4a' }] } },
    ]);
  });

  test('is answered in a channel we are no member of, with as much of a long message as the form holds', async () => {
    const words = 'word '.repeat(1_000);
    const { slack, ann, events } = await afterRestart({ text: words, withoutBot: true });
    await slack.submit(ann.id, { question: 'what is this?' });
    const [event] = events;
    const about = event?.type === 'command' ? event.about : undefined;
    expect(about?.text.length).toBeGreaterThan(1_000);
    expect(`${words.slice(0, about!.text.length - 1)}…`).toBe(about?.text);
    expect(about?.attachments).toMatchObject([{ name: 'standup.m4a', declaredType: 'audio/mp4' }]);
  });
});
