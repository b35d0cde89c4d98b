/** The loopback Slack keeps Slack's rules, so that a test against it means something. */
import { webApi } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSlack, type LoopbackSlackOptions } from './index.ts';

async function start(options: LoopbackSlackOptions = {}) {
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  const call = async (
    method: string,
    args: Record<string, unknown>,
    token = slack.botToken,
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly [field: string]: unknown }> => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(args),
    });
    return {
      status: response.status,
      headers: response.headers,
      ...((await response.json()) as Record<string, unknown>),
    };
  };
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const { ts } = slack.say({ user: ann.id, channel: general.id, text: 'hi' });
  const place = { channel: general.id, thread_ts: ts };
  const recipient = { recipient_user_id: ann.id, recipient_team_id: slack.team };
  return { slack, call, ann, general, place, recipient };
}

describe('tokens and scopes', () => {
  test('a wrong token is refused; a missing scope is named', async () => {
    const { slack, call, general } = await start();
    expect(await call('auth.test', {}, 'xoxb-other')).toMatchObject({ ok: false, error: 'invalid_auth' });
    expect(await call('apps.connections.open', {})).toMatchObject({ error: 'not_allowed_token_type' });
    slack.setScopes(['commands']);
    expect(await call('chat.postMessage', { channel: general.id, text: 'x' })).toMatchObject({
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'commands',
    });
  });
});

const BUTTON = { type: 'button', action_id: 'a', value: 'v', text: { type: 'plain_text', text: 'A' } };

describe('content', () => {
  test.each([
    [{ markdown_text: 'a', text: 'a' }, 'markdown_text_conflict'],
    [{ markdown_text: 'a'.repeat(12_001) }, 'msg_too_long'],
    [{ text: '' }, 'no_text'],
    [{ blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 'invalid_blocks'],
    [{ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'a'.repeat(3_001) } }] }, 'invalid_blocks'],
    [
      { blocks: [{ type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'a' }) }] },
      'invalid_blocks',
    ],
    [{ blocks: [{ type: 'actions', elements: [] }] }, 'invalid_blocks'],
    [{ blocks: [{ type: 'actions', elements: [BUTTON, BUTTON] }] }, 'invalid_blocks'],
    [
      { blocks: [{ type: 'actions', elements: [{ ...BUTTON, value: 'a'.repeat(2_001) }] }] },
      'invalid_blocks',
    ],
    [{ blocks: [{ type: 'actions', elements: [{ ...BUTTON, style: 'red' }] }] }, 'invalid_blocks'],
  ])('case %#: is refused with %s', async (content, error) => {
    const { call, general } = await start();
    expect(await call('chat.postMessage', { channel: general.id, ...content })).toMatchObject({
      ok: false,
      error,
    });
  });

  test('a post is cut at 40,000 characters, an edit beyond 4,000 is refused', async () => {
    const { slack, call, general } = await start();
    const { ts } = await call('chat.postMessage', { channel: general.id, text: 'a'.repeat(50_000) });
    expect(slack.messages(general.id).at(-1)?.text).toHaveLength(40_000);
    const edit = await call('chat.update', { channel: general.id, ts, text: 'a'.repeat(4_001) });
    expect(edit).toMatchObject({ error: 'msg_too_long' });
  });

  test('ringing everybody is noticed', async () => {
    const { slack, call, general } = await start();
    await call('chat.postMessage', { channel: general.id, text: 'wake up <!channel>' });
    expect(slack.violations()).toEqual(['a message of the bot notifies everybody: <!channel']);
  });
});

describe('rates', () => {
  test('a second post within a second, and a twenty-first stream within a minute, have to wait', async () => {
    let now = Date.now();
    const { slack, call, general, place, recipient } = await start({ now: () => now });
    expect(await call('chat.postMessage', { channel: general.id, text: 'a' })).toMatchObject({ ok: true });
    const second = await call('chat.postMessage', { channel: general.id, text: 'b' });
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('1');
    now += 1_000;
    expect(await call('chat.postMessage', { channel: general.id, text: 'b' })).toMatchObject({ ok: true });

    for (let stream = 1; stream <= 20; stream++) await call('chat.startStream', { ...place, ...recipient });
    expect((await call('chat.startStream', { ...place, ...recipient })).headers.get('retry-after')).toBe(
      '60',
    );
    expect(slack.throttled()).toBe(2);
  });
});

describe('streams', () => {
  test('need a thread and, outside direct messages, a recipient', async () => {
    const { call, place, recipient } = await start();
    expect(await call('chat.startStream', { channel: place.channel, ...recipient })).toMatchObject({
      ok: false,
    });
    expect(await call('chat.startStream', place)).toMatchObject({ error: 'missing_recipient_user_id' });
    expect(await call('chat.startStream', { ...place, ...recipient })).toMatchObject({ ok: true });
  });

  test('hold their message, fill up, and end after five minutes', async () => {
    let now = Date.now();
    const { call, place, recipient } = await start({ now: () => now });
    const { ts } = await call('chat.startStream', { ...place, ...recipient });
    const at = { channel: place.channel, ts };
    expect(await call('chat.update', { ...at, text: 'x' })).toMatchObject({
      error: 'streaming_state_conflict',
    });
    expect(await call('chat.appendStream', { ...at, markdown_text: 'x', chunks: [] })).toMatchObject({
      ok: false,
    });
    expect(await call('chat.appendStream', { ...at, markdown_text: 'é'.repeat(5_200) })).toMatchObject({
      ok: true,
    });
    const full = await call('chat.appendStream', { ...at, markdown_text: 'é'.repeat(200) });
    expect(full).toMatchObject({ error: 'msg_too_long' });
    now += 300_000;
    const late = { error: 'message_not_in_streaming_state' };
    expect(await call('chat.appendStream', { ...at, markdown_text: 'x' })).toMatchObject(late);
    expect(await call('chat.stopStream', at)).toMatchObject(late);
    expect(await call('chat.update', { ...at, text: 'x' })).toMatchObject({ ok: true });
  });
});

describe('forms and the page', () => {
  const plain = (text: string) => ({ type: 'plain_text', text });
  const option = { text: plain('high'), value: 'high' };
  const input = (element: object) => ({ type: 'input', block_id: 'b', label: plain('What?'), element });
  const QUESTION = input({ type: 'plain_text_input', action_id: 'q' });
  const FORM = { type: 'modal', title: plain('Ask'), submit: plain('Send'), blocks: [QUESTION] };

  /** Somebody has used a shortcut of a message: a form may be opened. */
  async function used(options: LoopbackSlackOptions = {}) {
    const scene = await start(options);
    const { triggerId } = scene.slack.useShortcut(
      scene.ann.id,
      scene.general.id,
      scene.place.thread_ts,
      'menu',
    );
    const open = (view: object, trigger_id = triggerId) => scene.call('views.open', { trigger_id, view });
    return { ...scene, open };
  }

  test('a trigger opens one form', async () => {
    const { slack, ann, open } = await used();
    expect(await open(FORM, 'trigger.made-up')).toMatchObject({ error: 'invalid_trigger_id' });
    expect(await open(FORM)).toMatchObject({ ok: true });
    expect(slack.form(ann.id)).toMatchObject({ title: 'Ask' });
    expect(await open(FORM)).toMatchObject({ error: 'exchanged_trigger_id' });
  });

  test('within three seconds', async () => {
    let now = Date.now();
    const { open } = await used({ now: () => now });
    now += 3_001;
    expect(await open(FORM)).toMatchObject({ error: 'expired_trigger_id' });
  });

  test.each([
    { ...FORM, title: plain('a'.repeat(25)) },
    { ...FORM, submit: undefined },
    { ...FORM, close: plain('') },
    { ...FORM, private_metadata: 'a'.repeat(3_001) },
    { ...FORM, blocks: [] },
    { ...FORM, blocks: Array(101).fill({ type: 'divider' }) },
    { ...FORM, blocks: [{ type: 'markdown', text: 'a' }] },
    { ...FORM, blocks: [input({ type: 'static_select', action_id: 's', options: [] })] },
    { ...FORM, blocks: [input({ type: 'static_select', action_id: 's', options: [option, option] })] },
    {
      ...FORM,
      blocks: [
        input({
          type: 'static_select',
          action_id: 's',
          options: [option],
          initial_option: { ...option, text: plain('High') },
        }),
      ],
    },
    {
      ...FORM,
      blocks: [
        input({ type: 'checkboxes', action_id: 'c', options: [{ ...option, text: plain('a'.repeat(76)) }] }),
      ],
    },
  ])('case %#: a form that Slack would refuse is refused', async (view) => {
    const { open } = await used();
    expect(await open(view)).toMatchObject({ error: 'invalid_arguments' });
  });

  test('the page takes no inputs, and no Markdown', async () => {
    const { call, ann } = await start();
    const publish = (blocks: readonly object[]) =>
      call('views.publish', { user_id: ann.id, view: { type: 'home', blocks } });
    expect(await publish([QUESTION])).toMatchObject({ error: 'invalid_arguments' });
    expect(await publish([{ type: 'markdown', text: 'a' }])).toMatchObject({ error: 'invalid_arguments' });
    expect(await publish([{ type: 'header', text: plain('Hello') }])).toMatchObject({ ok: true });
  });

  test('prompts stand in direct messages with the app, four at most', async () => {
    const { slack, call, ann, general } = await start();
    const direct = slack.directMessage(ann.id);
    const offer = (channel_id: string, count: number) =>
      call('assistant.threads.setSuggestedPrompts', {
        channel_id,
        prompts: Array(count).fill({ title: 'Hi', message: 'Say hi' }),
      });
    expect(await offer(general.id, 1)).toMatchObject({ error: 'channel_not_found' });
    expect(await offer(direct.id, 5)).toMatchObject({ error: 'invalid_arguments' });
    expect(await offer(direct.id, 4)).toMatchObject({ ok: true });
  });
});

describe('what a stream is sent', () => {
  const begin = async () => {
    const scene = await start();
    const { ts } = await scene.call('chat.startStream', {
      ...scene.place,
      ...scene.recipient,
      task_display_mode: 'plan',
    });
    const at = { channel: scene.place.channel, ts };
    const append = (...chunks: object[]) => scene.call('chat.appendStream', { ...at, chunks });
    return { ...scene, at, append };
  };
  const task = { type: 'task_update', id: 't1', title: 'Reading', status: 'in_progress' };

  test('tasks are renamed and their details grow; one left open is a fault', async () => {
    const { slack, call, at, append } = await begin();
    await append({ type: 'plan_update', title: 'Plan' }, { ...task, details: 'one ' });
    await append({ ...task, title: 'Read', details: 'two' });
    expect(slack.messages().at(-1)).toMatchObject({
      plan: 'Plan',
      tasks: [{ title: 'Read', status: 'in_progress', details: 'one two' }],
    });
    await call('chat.stopStream', at);
    expect(slack.violations()).toEqual(['the task “Read” was left open, which is shown as an error']);
  });

  test.each([
    [{ type: 'markdown_text', text: '' }],
    [{ ...task, id: '' }],
    [{ ...task, title: '' }],
    [{ ...task, title: 'a'.repeat(257) }],
    [{ ...task, status: 'done' }],
    [{ type: 'plan_update', title: '' }],
    [{ type: 'picture' }],
  ])('case %#: is refused', async (chunk) => {
    const { append } = await begin();
    expect(await append(chunk)).toMatchObject({ error: 'invalid_chunks' });
  });

  test('details weigh twice', async () => {
    const { append } = await begin();
    expect(await append({ ...task, details: 'a'.repeat(5_290) })).toMatchObject({ ok: true });
    expect(await append({ ...task, details: 'a'.repeat(20) })).toMatchObject({ error: 'msg_too_long' });
  });

  test('blocks are checked, and a session has only some statuses', async () => {
    const { call, at, append } = await begin();
    const divider = { type: 'divider' };
    expect(await append({ type: 'blocks', blocks: Array(51).fill(divider) })).toMatchObject({
      error: 'invalid_blocks',
    });
    expect(await call('chat.stopStream', { ...at, session_status: 'over' })).toMatchObject({ ok: false });
    expect(await call('chat.stopStream', { ...at, session_status: 'active' })).toMatchObject({ ok: true });
  });
});

describe('the status beside a thread', () => {
  test('goes with a message, after two minutes, or when it is taken away; else it was left', async () => {
    let now = Date.now();
    const { slack, call, place } = await start({ now: () => now });
    const set = (status: string) =>
      call('assistant.threads.setStatus', {
        channel_id: place.channel,
        thread_ts: place.thread_ts,
        status,
      });
    const shown = () => slack.status(place.channel, place.thread_ts);

    await set('is thinking…');
    expect(slack.violations()).toEqual(['the status “is thinking…” was left beside a thread']);
    now += 120_000;
    expect(shown()).toBeUndefined();
    await set('is thinking…');
    await call('chat.postMessage', { ...place, text: 'x' });
    expect(shown()).toBeUndefined();
    await set('is thinking…');
    await set('');
    expect(shown()).toBeUndefined();
    expect(slack.violations()).toEqual([]);
  });
});

describe('what only one person sees', () => {
  test('stands in its thread and cannot be edited', async () => {
    const { slack, call, ann, general, place } = await start({ rateLimits: false });
    const blocks = [
      { type: 'markdown', text: 'psst' },
      { type: 'actions', elements: [BUTTON] },
    ];
    const posted = await call('chat.postEphemeral', { ...place, user: ann.id, blocks });
    expect(slack.messages(general.id).at(-1)).toMatchObject({
      text: 'psst',
      visibleTo: ann.id,
      thread: place.thread_ts,
    });
    expect(
      await call('chat.update', { channel: general.id, ts: posted['message_ts'], text: 'x' }),
    ).toMatchObject({ error: 'message_not_found' });
  });

  test('a message to a person opens a conversation with them', async () => {
    const { slack, call, ann } = await start({ rateLimits: false });
    const { channel } = await call('chat.postMessage', { channel: ann.id, text: 'hello' });
    expect(channel).toMatch(/^D/);
    expect(await call('chat.postMessage', { channel: ann.id, text: 'again' })).toMatchObject({ channel });
    expect(slack.messages(String(channel)).map(({ text }) => text)).toEqual(['hello', 'again']);
  });
});

describe('files of the bot', () => {
  async function announced(args: Record<string, unknown> = {}) {
    const scene = await start();
    const announce = () =>
      scene.call('files.getUploadURLExternal', {
        filename: 'sheet.png',
        length: 3,
        alt_txt: 'four',
        ...args,
      });
    const answer = await announce();
    const send = async (bytes: string, headers: Record<string, string> = {}) =>
      (await fetch(String(answer['upload_url']), { method: 'POST', body: bytes, headers })).status;
    const complete = (more: Record<string, unknown> = {}) =>
      scene.call('files.completeUploadExternal', {
        files: [{ id: answer['file_id'] }],
        channel_id: scene.place.channel,
        thread_ts: scene.place.thread_ts,
        initial_comment: 'Seen:',
        ...more,
      });
    return { ...scene, answer, send, complete };
  }

  test('are announced, sent and shared in a thread with their description', async () => {
    const { slack, place, send, complete } = await announced();
    expect(await complete()).toMatchObject({ error: 'file_not_found' });
    expect(await send('abc')).toBe(200);
    expect(await complete()).toMatchObject({ ok: true });
    expect(slack.messages(place.channel).at(-1)).toMatchObject({
      thread: place.thread_ts,
      text: 'Seen:',
      files: [{ name: 'sheet.png', altText: 'four' }],
    });
    expect(await complete()).toMatchObject({ ok: false });
  });

  test('come in the length that was announced, to an address that works once and wants no token', async () => {
    const { slack, send } = await announced();
    expect(await send('abcd')).toBe(400);
    expect(await send('abc')).toBe(200);
    expect(await send('abc')).toBe(400);
    expect(slack.violations()).toEqual([]);
    await send('abc', { authorization: `Bearer ${slack.botToken}` });
    expect(slack.violations()).toEqual(['a token was sent to an upload address']);
  });

  test('need a scope, and a channel that the bot is a member of', async () => {
    const { slack, call, send, complete } = await announced();
    await send('abc');
    const elsewhere = slack.channel('elsewhere', { withoutBot: true });
    expect(await complete({ channel_id: elsewhere.id })).toMatchObject({ error: 'not_in_channel' });
    expect(await complete({ thread_ts: '1.2' })).toMatchObject({ error: 'thread_not_found' });
    slack.setScopes(['chat:write', 'files:read']);
    expect(await complete()).toMatchObject({ error: 'missing_scope', needed: 'files:write' });
    expect(await call('files.getUploadURLExternal', { filename: 'a', length: 1 })).toMatchObject({
      error: 'missing_scope',
    });
  });

  test.each([
    [{ length: 0 }, 'missing_argument'],
    [{ alt_txt: 'a'.repeat(1_001) }, 'alt_txt_too_large'],
  ])('case %#: are refused with %s', async (args, error) => {
    expect((await announced(args)).answer).toMatchObject({ ok: false, error });
  });
});

test('a response address takes five posts, for thirty minutes', async () => {
  let now = Date.now();
  const { slack, ann, general } = await start({ now: () => now });
  const post = async (url: string) =>
    (
      await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'x', response_type: 'ephemeral' }) })
    ).text();
  const { responseUrl } = slack.runCommand({ user: ann.id, channel: general.id, text: 'why?' });
  for (let use = 1; use <= 5; use++) expect(await post(responseUrl)).toBe('ok');
  expect(await post(responseUrl)).toBe('used_url');

  const later = slack.runCommand({ user: ann.id, channel: general.id, text: 'why?' });
  now += 1_800_001;
  expect(await post(later.responseUrl)).toBe('expired_url');
});

test('the real client is told to wait, and which scopes it has', async () => {
  const { slack } = await start({ scopes: ['users:read'] });
  const client = new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    rejectRateLimitedCalls: true,
  });
  expect((await client.auth.test()).response_metadata?.scopes).toEqual(['users:read']);
  slack.fail('auth.test', { status: 429, retryAfter: 3 });
  await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 3 });
});
