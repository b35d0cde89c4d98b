/** Asking and answering over HTTP: what the bot receives, what the page is told, and what is refused. */
import { afterEach, describe, expect, it } from 'vitest';
import { type AskEvent, type ChannelRange, ChatEvent, UserError } from '../../../src/chat/index.ts';
import { json, openPlayground, openReply, post, receipt, view, type Playground } from './playground.ts';

interface Entry {
  /** The event id, for resuming. */
  readonly version: string;
  readonly [field: string]: unknown;
}

const readers: AbortController[] = [];
afterEach(() => readers.splice(0).forEach((reader) => reader.abort()));

/** A page that listens: the entries of a conversation as they come. */
async function listen({ url }: Playground, conversation: string, after?: string) {
  const reader = new AbortController();
  readers.push(reader);
  const response = await fetch(`${url}/api/conversations/${conversation}/events`, {
    signal: reader.signal,
    headers: after === undefined ? {} : { 'last-event-id': after },
  });
  const lines = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream());
  const entries = entriesOf(lines);
  return {
    status: response.status,
    next: async () => (await entries.next()).value as Entry,
    /** Resolves once the server has closed the stream. */
    ended: async () => (await entries.next()).done,
    leave: () => reader.abort(),
  };
}

async function* entriesOf(text: AsyncIterable<string>): AsyncGenerator<Entry, undefined> {
  let waiting = '';
  for await (const chunk of text) {
    const events = (waiting + chunk).split('\n\n');
    waiting = events.pop()!;
    for (const event of events) {
      const fields = Object.fromEntries(event.split('\n').map((line) => line.split(/: (.*)/s, 2)));
      if (fields.data) yield { ...JSON.parse(fields.data), version: fields.id };
    }
  }
  return undefined;
}

async function say(play: Playground, text: string, rest: Record<string, unknown> = {}) {
  const answer = await post(play.url, '/api/messages', { text, uploads: [], ...rest });
  return (await answer.json()) as { conversation: string; message: string };
}

const signal = new AbortController().signal;
const stopButton = { id: 'stop', label: 'Stop', turnId: 'T1' } as const;

describe('a question', () => {
  it('reaches the bot as a direct message, with a place to answer in', async () => {
    await using play = await openPlayground();
    const asked = await say(play, 'Hello');
    const event = (await play.nextEvent()) as AskEvent;
    expect(ChatEvent.parse(event)).toEqual(event);
    expect(event).toMatchObject({
      type: 'message',
      message: { id: asked.message, text: 'Hello', mentionsUs: true, fromBot: false },
      target: { messageId: asked.message, private: false },
    });
    expect(event.target.conversation).toEqual({
      platform: 'web',
      workspace: 'local',
      channel: asked.conversation,
      kind: 'dm',
    });
  });

  it('with a model or an effort of its own is an ask command', async () => {
    await using play = await openPlayground();
    await say(play, 'Think hard', { effort: 'high', model: 'gpt-5.5-mini' });
    expect(await play.nextEvent()).toMatchObject({
      type: 'command',
      name: 'ask',
      effort: 'high',
      model: 'gpt-5.5-mini',
    });
  });

  it.each(['/compare a:low b:high why?', '/catchup', ' /extract schema:{"a": 1}\n\n  as *is* '])(
    'that begins with a command arrives as it was typed: %j',
    async (text) => {
      await using play = await openPlayground();
      await say(play, text);
      expect(await play.nextEvent()).toMatchObject({ type: 'message', message: { text } });
      await say(play, text, { effort: 'auto' });
      expect(await play.nextEvent()).toMatchObject({ type: 'command', effort: 'auto', message: { text } });
    },
  );

  it('that cannot be taken says why, and is not part of the history', async () => {
    let full = true;
    await using play = await openPlayground({
      receive: async () => {
        if (full) throw new UserError('disk_full', 'There is no room on the disk.', 'Make some.');
      },
    });
    const first = await say(play, 'Taken', { conversation: undefined });
    expect(first).toEqual({ error: 'There is no room on the disk. Make some.' });
    full = false;
    const { conversation } = await say(play, 'Again');
    full = true;
    await say(play, 'Not taken', { conversation });
    const page = await listen(play, conversation);
    expect(await page.next()).toMatchObject({ text: 'Again' });
    expect(await page.next()).toMatchObject({
      text: 'Not taken',
      problem: 'There is no room on the disk. Make some.',
    });
    full = false;
    await say(play, 'At last', { conversation });
    await play.nextEvent();
    const last = (await play.nextEvent()) as AskEvent;
    const history = await play.adapter.history({ before: last.message, limit: 10 }, signal);
    expect(history.map(({ text }) => text)).toEqual(['Again']);
  });

  it.each<[string, unknown, number, string]>([
    ['that is no JSON', '{"text":', 400, 'not JSON'],
    ['without a text', { uploads: [] }, 400, 'text'],
    ['with nothing in it', { text: ' \n', uploads: [] }, 400, 'Write something or add a file first.'],
    ['with an unknown model', { text: 'a', uploads: [], model: 'gpt-1' }, 400, 'no model gpt-1'],
    ['with an unknown effort', { text: 'a', uploads: [], effort: 'extreme' }, 400, 'effort'],
    ['with an effort not offered', { text: 'a', uploads: [], effort: 'xhigh' }, 400, 'no effort xhigh'],
    ['with an unknown file', { text: 'a', uploads: ['nope'] }, 404, 'add it again'],
    ['with too many files', { text: 'a', uploads: Array(51).fill('x') }, 413, 'at most 50 files'],
    ['in an unknown conversation', { text: 'a', uploads: [], conversation: 'nope' }, 404, 'start a new one'],
    ['longer than 200,000 characters', { text: 'a'.repeat(200_001), uploads: [] }, 413, '200,000 characters'],
    ['of three megabytes', { text: 'a'.repeat(3_000_000), uploads: [] }, 413, 'too long'],
  ])('%s is refused with a sentence', async (_, body, status, sentence) => {
    await using play = await openPlayground();
    const answer = await fetch(`${play.url}/api/messages`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect((await json(answer)).error).toContain(sentence);
    expect(play.events).toEqual([]);
    expect((await say(play, 'The next one is taken')).message).toBeDefined();
  });
});

describe('an answer', () => {
  it('appears on the page as it is drawn, rendered, with receipts, notices and footer', async () => {
    await using play = await openPlayground();
    const { conversation, message } = await say(play, 'What is this?');
    const page = await listen(play, conversation);
    expect(await page.next()).toMatchObject({
      kind: 'question',
      id: message,
      text: 'What is this?',
      files: [],
    });

    const reply = await openReply(
      play,
      await play.nextEvent(),
      view({ phase: 'working', status: 'Looking…' }),
    );
    expect(await page.next()).toMatchObject({
      kind: 'answer',
      id: reply.page,
      answers: message,
      status: 'Looking…',
    });
    await reply.update(view({ phase: 'thinking', reasoning: 'A _cat_?' }));
    expect(await page.next()).toMatchObject({ phase: 'thinking', reasoningHtml: '<p>A <em>cat</em>?</p>' });
    await reply.close(
      view({
        phase: 'done',
        markdown: '**A cat.**',
        receipts: [receipt()],
        notices: ['One file was left out.'],
        footer: 'gpt-5.5 · $0.01',
      }),
    );
    expect(await page.next()).toMatchObject({
      phase: 'done',
      html: '<p><strong>A cat.</strong></p>',
      markdown: '**A cat.**',
      receipts: [{ name: 'photo.png', kind: 'image', outcome: 'used', summary: '640 × 480 · 410 tokens' }],
      notices: ['One file was left out.'],
      footer: 'gpt-5.5 · $0.01',
    });
  });

  it('is shown in its latest state after a reload, and goes on after a lost connection', async () => {
    await using play = await openPlayground();
    const { conversation } = await say(play, 'Tell me a story');
    const before = await listen(play, conversation);
    await before.next();
    const reply = await openReply(play, await play.nextEvent(), view({ markdown: 'Once' }));
    const { version } = await before.next();
    before.leave();
    await reply.update(view({ markdown: 'Once upon' }));
    await reply.update(view({ markdown: 'Once upon a time' }));

    const resumed = await listen(play, conversation, version);
    expect(await resumed.next()).toMatchObject({ kind: 'answer', markdown: 'Once upon a time' });
    const reloaded = await listen(play, conversation);
    expect(await reloaded.next()).toMatchObject({ kind: 'question' });
    expect(await reloaded.next()).toMatchObject({ kind: 'answer', markdown: 'Once upon a time' });
    await reply.close(view({ phase: 'done', markdown: 'Once upon a time. The end.' }));
    for (const page of [resumed, reloaded]) expect(await page.next()).toMatchObject({ phase: 'done' });
  });

  it.each(['rubbish', 'another-run/99999', '/', 'a/b/c'])(
    'is sent whole where the event id %j means nothing',
    async (id) => {
      await using play = await openPlayground();
      const { conversation } = await say(play, 'Hello');
      const page = await listen(play, conversation, id);
      expect(await page.next()).toMatchObject({ text: 'Hello' });
    },
  );

  it('goes on in the same place after a restart, where nothing is remembered', async () => {
    await using play = await openPlayground();
    const conversation = { platform: 'web', workspace: 'local', channel: 'from-before', kind: 'dm' } as const;
    const surface = play.adapter.surface({ conversation, messageId: 'M1', userId: 'local', private: false });
    expect((await listen(play, 'from-before')).status).toBe(404);
    await surface.update('R1', view({ markdown: 'Where was I?' }), signal);
    const page = await listen(play, 'from-before');
    expect(await page.next()).toMatchObject({ id: 'R1', answers: 'M1', markdown: 'Where was I?' });
  });

  it('is not drawn once the turn is over', async () => {
    await using play = await openPlayground();
    await say(play, 'Hello');
    const { target } = (await play.nextEvent()) as AskEvent;
    await expect(play.adapter.surface(target).open(view(), AbortSignal.abort())).rejects.toThrow();
  });
});

describe('the stop button', () => {
  it('tells the bot which turn to stop, as long as it is shown', async () => {
    await using play = await openPlayground();
    const { conversation } = await say(play, 'Write a novel');
    const reply = await openReply(play, await play.nextEvent(), view({ actions: [stopButton] }));
    expect(
      (await post(play.url, '/api/actions', { conversation, action: 'stop', turnId: 'T1' })).status,
    ).toBe(204);
    expect(await play.nextEvent()).toMatchObject({
      type: 'action',
      action: 'stop',
      turnId: 'T1',
      conversation: { channel: conversation },
    });
    await reply.close(view({ phase: 'stopped', markdown: 'It was a dark' }));
    const late = await post(play.url, '/api/actions', { conversation, action: 'stop', turnId: 'T1' });
    expect([late.status, (await json(late)).error]).toEqual([
      404,
      'This button is no longer there: the answer has changed or is forgotten.',
    ]);
  });

  it('of another conversation, or of none, stops nothing', async () => {
    await using play = await openPlayground();
    const { conversation } = await say(play, 'Write a novel');
    await openReply(play, await play.nextEvent(), view({ actions: [stopButton] }));
    const other = await say(play, 'Hello');
    const stop = { action: 'stop', turnId: 'T1' };
    expect((await post(play.url, '/api/actions', { ...stop, conversation: other.conversation })).status).toBe(
      404,
    );
    expect((await post(play.url, '/api/actions', { ...stop, conversation: 'nope' })).status).toBe(404);
    expect((await post(play.url, '/api/actions', { conversation })).status).toBe(400);
  });
});

describe('history', () => {
  it('is what was said before a question, files and all, each answer after its question', async () => {
    await using play = await openPlayground();
    const file = await fetch(`${play.url}/api/uploads?name=cat.png`, { method: 'POST', body: 'meow' });
    const { id } = (await file.json()) as { id: string };
    const { conversation } = await say(play, 'What is this?', { uploads: [id] });
    const first = await openReply(play, await play.nextEvent(), view());
    await say(play, 'And how old?', { conversation });
    const second = (await play.nextEvent()) as AskEvent;
    await first.close(view({ phase: 'done', markdown: 'A cat.' }));
    await say(play, 'A later question', { conversation });

    const history = await play.adapter.history({ before: second.message, limit: 10 }, signal);
    expect(history).toMatchObject([
      { text: 'What is this?', fromUs: false, attachments: [{ name: 'cat.png', bytes: 4 }] },
      { text: 'A cat.', fromUs: true },
    ]);
    const short = await play.adapter.history({ before: second.message, limit: 1 }, signal);
    expect(short.map(({ text }) => text)).toEqual(['A cat.']);
  });

  it('leaves out what is still being written', async () => {
    await using play = await openPlayground();
    const { conversation } = await say(play, 'One');
    await openReply(play, await play.nextEvent(), view({ markdown: 'half an ans' }));
    await say(play, 'Two', { conversation });
    const { message } = (await play.nextEvent()) as AskEvent;
    const history = await play.adapter.history({ before: message, limit: 10 }, signal);
    expect(history.map(({ text }) => text)).toEqual(['One']);
  });
});

describe('a look back', () => {
  const lookBack = async (
    { adapter }: Playground,
    { message }: AskEvent,
    range: Partial<ChannelRange> = {},
  ) => {
    const all = { conversation: message.conversation, until: Infinity, limit: 9, ...range };
    return (await Array.fromAsync(adapter.channel(all, signal))).flat().map(({ text }) => text);
  };

  it('is at this conversation alone, newest first, as far as one asks', async () => {
    await using play = await openPlayground();
    const { conversation } = await say(play, 'One');
    const first = await openReply(play, await play.nextEvent(), view());
    await first.close(view({ phase: 'done', markdown: 'The answer to one' }));
    await say(play, 'Elsewhere');
    await play.nextEvent();
    await say(play, 'Two', { conversation });
    await openReply(play, await play.nextEvent(), view({ markdown: 'half an ans' }));
    await say(play, '/catchup', { conversation });
    const event = (await play.nextEvent()) as AskEvent;

    expect(await lookBack(play, event)).toEqual(['/catchup', 'Two', 'The answer to one', 'One']);
    expect(await lookBack(play, event, { limit: 2 })).toEqual(['/catchup', 'Two']);
    expect(await lookBack(play, event, { since: event.message.sentAt + 1 })).toEqual([]);
    expect(await lookBack(play, event, { until: 0 })).toEqual([]);
  });

  it('is at nothing where nothing is remembered, and ends with the patience of the reader', async () => {
    await using play = await openPlayground();
    await say(play, 'One');
    const event = (await play.nextEvent()) as AskEvent;
    const conversation = { ...event.message.conversation, channel: 'forgotten' };
    expect(await lookBack(play, event, { conversation })).toEqual([]);
    const range = { conversation: event.message.conversation, until: Infinity, limit: 9 };
    const reading = Array.fromAsync(play.adapter.channel(range, AbortSignal.abort(new Error('enough'))));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('the buttons of a price', () => {
  it.each(['agree', 'decline'] as const)(
    '“%s” tells the bot what was decided about which turn',
    async (action) => {
      await using play = await openPlayground();
      const { conversation } = await say(play, 'Write a novel');
      const reply = await openReply(play, await play.nextEvent(), view());
      const actions = (['agree', 'decline'] as const).map((id) => ({ id, label: id, turnId: 'T1' }));
      await reply.close(view({ phase: 'done', markdown: 'This will cost about $2. Go on?', actions }));

      expect((await post(play.url, '/api/actions', { conversation, action, turnId: 'T1' })).status).toBe(204);
      expect(await play.nextEvent()).toMatchObject({
        type: 'action',
        action,
        turnId: 'T1',
        target: { messageId: reply.page },
      });
    },
  );
});

describe('stopping the server', () => {
  it('ends the event streams, and answers that are under way can still be drawn', async () => {
    await using play = await openPlayground();
    const { conversation } = await say(play, 'Hello');
    const page = await listen(play, conversation);
    await page.next();
    const event = await play.nextEvent();
    await play.adapter.stop();
    expect(await page.ended()).toBe(true);
    const reply = await openReply(play, event, view());
    await reply.close(view({ phase: 'done', markdown: 'Too late to be read' }));
  });
});

describe('an address that leads nowhere', () => {
  it.each(['/api/nothing', '/nothing', '/index.ts', '/..%2fserver.ts', '/page/app.js'])(
    '%s is not found',
    async (path) => {
      await using play = await openPlayground();
      const answer = await fetch(`${play.url}${path}`);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { error: 'There is nothing at this address.' },
      ]);
    },
  );
});

describe('the buttons of a finished answer', () => {
  const again = { id: 'regenerate', label: 'Regenerate', turnId: 'T1' } as const;

  async function finished(play: Playground) {
    const { conversation, message } = await say(play, 'Why is the sky blue?');
    const reply = await openReply(play, await play.nextEvent(), view());
    await reply.close(view({ phase: 'done', markdown: 'Because.', actions: [again] }));
    const response = await post(play.url, '/api/actions', {
      conversation,
      action: 'regenerate',
      turnId: 'T1',
    });
    expect(response.status).toBe(204);
    const event = await play.nextEvent();
    if (event.type !== 'action') throw new Error(`a ${event.type} came instead of a press`);
    return { conversation, message, event };
  }

  it('bring another answer beneath the same question', async () => {
    await using play = await openPlayground();
    const { conversation, message, event } = await finished(play);
    expect(event).toMatchObject({ action: 'regenerate', turnId: 'T1' });
    await play.adapter.surface(event.target).post(view({ markdown: 'Rayleigh scattering.' }), signal);
    const page = await listen(play, conversation);
    await page.next();
    await page.next();
    expect(await page.next()).toMatchObject({ answers: message, markdown: 'Rayleigh scattering.' });
  });

  it('that are no longer shown do nothing', async () => {
    await using play = await openPlayground();
    const { conversation } = await finished(play);
    const press = { conversation, action: 'harder', turnId: 'T1' };
    expect((await post(play.url, '/api/actions', press)).status).toBe(404);
  });
});

describe('“Show what you saw”', () => {
  const sawButton = { id: 'saw', label: 'Show what you saw', turnId: 'T1' } as const;
  const sheet = {
    name: '../sheet.png',
    mediaType: 'image/png',
    data: Buffer.from('twelve frames'),
    altText: 'Twelve frames of clip.mp4',
  };

  /** A finished answer with the button, and the event of somebody pressing it. */
  async function pressed(play: Playground) {
    const { conversation, message } = await say(play, 'What is in it?');
    const reply = await openReply(play, await play.nextEvent(), view());
    await reply.close(view({ phase: 'done', markdown: 'A heron.', actions: [sawButton] }));
    const response = await post(play.url, '/api/actions', { conversation, action: 'saw', turnId: 'T1' });
    expect(response.status).toBe(204);
    const event = await play.nextEvent();
    if (event.type !== 'action') throw new Error(`a ${event.type} came instead of a press`);
    return { conversation, message, reply, event };
  }

  it('works on a finished answer, and its pictures appear beneath the question', async () => {
    await using play = await openPlayground();
    const { conversation, message, reply, event } = await pressed(play);
    expect(event).toMatchObject({ action: 'saw', turnId: 'T1', target: { messageId: reply.page } });
    const surface = play.adapter.surface(event.target);
    await surface.attach([sheet], 'What I saw:', signal);

    const page = await listen(play, conversation);
    await page.next();
    await page.next();
    expect(await page.next()).toMatchObject({
      kind: 'files',
      answers: message,
      html: '<p>What I saw:</p>',
      files: [{ name: 'sheet.png', type: 'image/png', altText: 'Twelve frames of clip.mp4' }],
    });
    expect(surface.limits.fileBytes).toBeGreaterThan(sheet.data.byteLength);
  });

  it('serves them as pictures and nothing else', async () => {
    await using play = await openPlayground();
    const { conversation, event } = await pressed(play);
    const script = { ...sheet, name: 'x.html', mediaType: 'text/html' };
    await play.adapter.surface(event.target).attach([sheet, script], 'What I saw:', signal);
    const page = await listen(play, conversation);
    await page.next();
    await page.next();
    const { files } = (await page.next()) as unknown as { files: { id: string }[] };
    const [picture, other] = await Promise.all(files.map(({ id }) => fetch(`${play.url}/api/uploads/${id}`)));

    expect(picture!.headers.get('content-type')).toBe('image/png');
    expect(await picture!.text()).toBe('twelve frames');
    expect(other!.headers.get('content-type')).toBe('application/octet-stream');
    expect(other!.headers.get('content-disposition')).toBe('attachment');
  });

  it('is no part of what was said', async () => {
    await using play = await openPlayground();
    const { conversation, event } = await pressed(play);
    await play.adapter.surface(event.target).attach([sheet], 'What I saw:', signal);
    await say(play, 'And behind it?', { conversation });
    const { message } = (await play.nextEvent()) as AskEvent;
    const history = await play.adapter.history({ before: message, limit: 9 }, signal);
    expect(history.map(({ text }) => text)).toEqual(['What is in it?', 'A heron.']);
  });

  it('shows nothing that is too large', async () => {
    await using play = await openPlayground();
    const { event } = await pressed(play);
    const surface = play.adapter.surface(event.target);
    const large = { ...sheet, data: Buffer.alloc(surface.limits.fileBytes + 1) };
    await expect(surface.attach([large], 'Seen:', signal)).rejects.toMatchObject({ code: 'web-file-size' });
  });
});
