/** The routes of the playground: its page, and the few requests the page makes. */
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type AskChoices, type Receive, sentenceFor, UserError } from '../../src/chat/index.ts';
import type { ConversationLog, Conversations } from './conversations.ts';
import { eventStream } from './event-stream.ts';
import { LIMITS, type UploadLimits } from './limits.ts';
import { actionEvent, Ask, askEvent, parseBody, Press, requireOffered } from './normalize.ts';
import { readPage } from './pages.ts';
import { Refusal } from './refusal.ts';
import { createShell, type Shell, tooLong } from './shell.ts';
import { tooLarge, type Upload, type Uploads } from './uploads.ts';

export interface Routes extends Shell {
  readonly conversations: Conversations;
  readonly uploads: Uploads;
  readonly uploadLimits: UploadLimits;
  readonly choices: AskChoices;
  readonly defaults: { readonly model: string; readonly effort: string };
  readonly receive: Receive;
  /** Aborts when the server stops: ends the event streams. */
  readonly closing: AbortSignal;
}

/** What a browser shows or plays without running anything in it; everything else is only ever downloaded. */
const PRESENTABLE = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'audio/mpeg',
  'audio/wav',
];

export function createRoutes(routes: Routes): Hono {
  const app = createShell(routes);
  addPage(app);
  addUploads(app, routes);
  addConversation(app, routes);
  return app;
}

function addPage(app: Hono): void {
  for (const [name, { type, body }] of readPage()) {
    if (name === 'sign-in.html') continue;
    app.get(name === 'index.html' ? '/' : `/${name}`, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  }
}

function addUploads(app: Hono, { uploads, uploadLimits }: Routes): void {
  app.post('/api/uploads', async (c) => {
    const name = c.req.query('name') ?? '';
    // Refused before the bytes come, where the browser says how many there are.
    if (Number(c.req.header('content-length') ?? 0) > uploadLimits.maxBytesPerFile)
      throw tooLarge(name, uploadLimits.maxBytesPerFile);
    const { id, bytes, ...upload } = await uploads.save({
      name,
      type: c.req.header('content-type'),
      body: c.req.raw.body,
      signal: c.req.raw.signal,
    });
    return c.json({ id, name: upload.name, bytes }, 201);
  });

  app.get('/api/uploads/:id', async (c) => {
    const upload = uploads.get(c.req.param('id'));
    const path = upload && uploads.pathOf(upload.id);
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (!upload || !path || !found) throw new Refusal(404, 'This file is no longer kept here.');
    const presentable = PRESENTABLE.includes(upload.type ?? '');
    return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, {
      'content-type': presentable ? upload.type! : 'application/octet-stream',
      'content-length': String(found.size),
      'content-disposition': presentable ? 'inline' : 'attachment',
      'cache-control': 'private, max-age=3600',
    });
  });
}

function addConversation(app: Hono, routes: Routes): void {
  const { conversations, choices, defaults, uploadLimits, receive, log } = routes;
  const json = bodyLimit({ maxSize: LIMITS.jsonBytes, onError: tooLong });

  app.get('/api/options', (c) =>
    c.json({ choices, defaults, limits: { ...uploadLimits, textLength: LIMITS.textLength } }),
  );

  app.post('/api/messages', json, async (c) => {
    const ask = parseBody(Ask, await c.req.text());
    requireOffered(choices, ask);
    const files = filesOf(ask, routes);
    if (ask.text.trim() === '' && files.length === 0)
      throw new Refusal(400, 'Write something or add a file first.');

    const conversation =
      ask.conversation === undefined ? conversations.open() : known(conversations, ask.conversation);
    const event = askEvent(ask, conversation.id, files);
    const { message } = event;
    const put = (said: boolean, problem?: string): void =>
      conversation.put({
        message,
        said,
        actions: [],
        data: JSON.stringify({ kind: 'question', id: message.id, text: message.text, files, problem }),
      });
    put(true);
    try {
      await receive(event);
    } catch (error) {
      if (!(error instanceof UserError))
        log.error({ err: error }, 'a message from the playground was not taken');
      put(false, sentenceFor(error));
      throw new Refusal(503, sentenceFor(error));
    }
    return c.json({ conversation: conversation.id, message: message.id }, 202);
  });

  app.get('/api/conversations/:id/events', (c) => {
    const conversation = known(conversations, c.req.param('id'));
    return eventStream(c, conversation, conversations.run, routes.closing);
  });

  app.post('/api/actions', json, async (c) => {
    const press = parseBody(Press, await c.req.text());
    const shown = known(conversations, press.conversation)
      .entries()
      .find(({ actions }) =>
        actions.some(({ id, turnId }) => id === press.action && turnId === press.turnId),
      );
    if (!shown)
      throw new Refusal(404, 'This button is no longer there: the answer has changed or is forgotten.');
    await receive(actionEvent(press, shown.message.id));
    return c.body(null, 204);
  });
}

function filesOf({ uploads: ids }: Ask, { uploads, uploadLimits }: Routes): readonly Upload[] {
  if (ids.length > uploadLimits.maxFilesPerMessage)
    throw new Refusal(413, `One message takes at most ${uploadLimits.maxFilesPerMessage} files.`);
  return ids.map((id) => {
    const upload = uploads.get(id);
    if (!upload) throw new Refusal(404, 'One of the files is no longer kept here. Please add it again.');
    return upload;
  });
}

function known(conversations: Conversations, id: string): ConversationLog {
  const log = conversations.get(id);
  if (!log) throw new Refusal(404, 'This conversation is no longer remembered. Please start a new one.');
  return log;
}
