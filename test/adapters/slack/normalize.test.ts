/** What people write on Slack, in the words of the vocabulary. */
import { describe, expect, test } from 'vitest';
import { connect, type Scene } from './harness.ts';

const PHOTO = { name: 'cat.jpg', mimetype: 'image/jpeg', bytes: Buffer.from('a photograph') };

async function inChannel() {
  const scene = await connect();
  const ann = scene.slack.user('Ann');
  const general = scene.slack.channel('general');
  return { ...scene, ann, general };
}

const messageOf = async (scene: Scene) => (await scene.event('message')).message;

describe('text', () => {
  test('mentions become names and markup becomes Markdown, our own mention goes', async () => {
    const scene = await inChannel();
    const { slack, ann, general } = scene;
    const bob = slack.user('Bob');
    const text = `<@${slack.botUserId}> *look* <@${bob.id}>: <https://x.org|this> in <#C1|random> &amp; ~that~ <!subteam^S1|@devs>`;
    slack.say({ user: ann.id, channel: general.id, text });

    const message = await messageOf(scene);
    expect(message.text).toBe('**look** @Bob: [this](https://x.org) in #random & ~~that~~ @devs');
    expect(message).toMatchObject({ mentionsUs: true, mentionsOthers: true });
  });

  test('options in front of a question stay as they were written, and the language of its author is known', async () => {
    const scene = await connect();
    const ann = scene.slack.user('Ann', 'ja-JP');
    const { id: channel } = scene.slack.channel('general');
    const text = `<@${scene.slack.botUserId}> effort:high model:gpt-5.4 why?`;
    scene.slack.say({ user: ann.id, channel, text });
    expect(await messageOf(scene)).toMatchObject({
      text: 'effort:high model:gpt-5.4 why?',
      author: { name: 'Ann', locale: 'ja-JP' },
    });
  });

  test('a command behind a mention stays as it was typed', async () => {
    const scene = await inChannel();
    const { slack, ann, general } = scene;
    const text = `<@${slack.botUserId}> /extract schema:{"$id":"<https://x.org/a>", "a":{"b":"c"}} 1 &lt; 2`;
    slack.say({ user: ann.id, channel: general.id, text });
    expect((await messageOf(scene)).text).toBe(
      '/extract schema:{"$id":"https://x.org/a", "a":{"b":"c"}} 1 < 2',
    );
  });

  test('code stays as it was written', async () => {
    const scene = await inChannel();
    scene.slack.say({ user: scene.ann.id, channel: scene.general.id, text: 'run `a *b* c` &lt;now&gt;' });
    expect((await messageOf(scene)).text).toBe('run `a *b* c` <now>');
  });

  test('a name that Slack does not tell is shown as its id', async () => {
    const scene = await inChannel();
    scene.slack.fail('users.info', { stall: true, times: 5 });
    scene.slack.say({ user: scene.ann.id, channel: scene.general.id, text: 'hi' });
    expect((await messageOf(scene)).author.name).toBe(scene.ann.id);
  });
});

describe('where it was said', () => {
  test('a message in a channel begins a thread of its own; a reply belongs to its thread', async () => {
    const { slack, ann, general, events } = await inChannel();
    const first = slack.say({ user: ann.id, channel: general.id, text: 'one' });
    await first.delivered;
    await slack.say({ user: ann.id, channel: general.id, text: 'two', thread: first.ts }).delivered;

    const conversation = {
      platform: 'slack',
      workspace: slack.team,
      channel: general.id,
      thread: first.ts,
      kind: 'thread',
    };
    expect(events).toMatchObject([
      { message: { conversation, mentionsUs: false } },
      { message: { conversation, replyTo: first.ts } },
    ]);
  });

  test('a direct message begins a thread, too', async () => {
    const scene = await connect();
    const direct = scene.slack.directMessage(scene.slack.user('Ann').id);
    const { ts } = scene.slack.say({ user: direct.name, channel: direct.id, text: 'hi' });
    expect((await messageOf(scene)).conversation).toMatchObject({ kind: 'dm', thread: ts });
  });
});

describe('files', () => {
  test('a message of files alone arrives', async () => {
    const scene = await inChannel();
    scene.slack.say({ user: scene.ann.id, channel: scene.general.id, files: [PHOTO] });
    const message = await messageOf(scene);
    expect(message.text).toBe('');
    expect(message.attachments).toMatchObject([{ name: 'cat.jpg', declaredType: 'image/jpeg', bytes: 12 }]);
  });

  test('a voice clip is audio, although its container says video', async () => {
    const scene = await inChannel();
    const clip = {
      name: 'audio_message.m4a',
      mimetype: 'video/mp4',
      subtype: 'slack_audio',
      duration_ms: 4_200,
    };
    scene.slack.say({
      user: scene.ann.id,
      channel: scene.general.id,
      files: [{ ...clip, bytes: Buffer.from('sound') }],
    });
    expect((await messageOf(scene)).attachments).toMatchObject([
      { declaredType: 'audio/mp4', durationSeconds: 4.2 },
    ]);
  });

  test('a forwarded message is quoted, and its files come along', async () => {
    const scene = await inChannel();
    const shared = {
      is_msg_unfurl: true,
      is_share: true,
      author_name: 'Bob',
      text: 'see *this*',
      files: [
        {
          id: 'F9',
          name: 'plan.pdf',
          mimetype: 'application/pdf',
          size: 9,
          url_private: `${scene.slack.origin}/x`,
        },
      ],
    };
    scene.slack.say({
      user: scene.ann.id,
      channel: scene.general.id,
      text: 'what is it?',
      attachments: [shared],
    });
    const message = await messageOf(scene);
    expect(message.text).toBe('what is it?\n\n> Forwarded message of Bob:\n> see **this**');
    expect(message.attachments).toMatchObject([{ id: 'F9', name: 'plan.pdf' }]);
  });
});

describe('who is heard', () => {
  test('malformed events are acknowledged and do no harm', async () => {
    const { slack, ann, general, events } = await inChannel();
    const nonsense = [{ is_msg_unfurl: true, text: 'x', files: [{ id: 7 as unknown as string }] }];
    const [outcome] = await slack.say({ user: ann.id, channel: general.id, attachments: nonsense }).delivered;
    expect(outcome).toMatchObject({ acknowledged: true });
    expect(events).toEqual([]);
  });
});

describe('changes', () => {
  test('an edit is handed on; a link preview is none', async () => {
    const { slack, ann, general, events } = await inChannel();
    const said = slack.say({ user: ann.id, channel: general.id, text: 'teh' });
    await said.delivered;
    await slack.unfurl(general.id, said.ts);
    await slack.edit(general.id, said.ts, 'the');
    expect(events).toMatchObject([
      { type: 'message' },
      { type: 'edited', message: { id: said.ts, text: 'the' } },
    ]);
  });

  test('a deletion is handed on with its conversation', async () => {
    const { slack, ann, general, events } = await inChannel();
    const root = slack.say({ user: ann.id, channel: general.id, text: 'one' });
    await root.delivered;
    const reply = slack.say({ user: ann.id, channel: general.id, text: 'two', thread: root.ts });
    await reply.delivered;
    await slack.remove(general.id, reply.ts);
    expect(events.at(-1)).toMatchObject({
      type: 'deleted',
      messageId: reply.ts,
      conversation: { channel: general.id, thread: root.ts },
    });
  });

  test('the stop button of the agent view stops the answers of the thread', async () => {
    const { slack, ann, general, event } = await inChannel();
    const { ts } = slack.say({ user: ann.id, channel: general.id, text: 'hi' });
    await slack.stopSession(ann.id, general.id, ts);
    expect(await event('stop')).toMatchObject({
      conversation: { thread: ts },
      author: { id: ann.id, name: 'Ann' },
    });
  });
});
