/** The routes of the playground: its page, and the few requests the page makes. */
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type AskChoices, type Receive, sentenceFor, UserError } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import type { ConversationLog, Conversations } from './conversations.ts';
import { eventStream } from './event-stream.ts';
import { LIMITS, type UploadLimits } from './limits.ts';
import { actionEvent, Ask, askEvent, parseBody, Press, requireOffered } from './normalize.ts';
import { readPage } from './pages.ts';
import { Refusal } from './refusal.ts';
import type { SignIn } from './sign-in.ts';
import { tooLarge, type Upload, type Uploads } from './uploads.ts';

/** What a monitor reads. */
export interface Metrics {
  /** The media type. */
  readonly type: string;
  text(): Promise<string>;
}

export interface Routes {
  readonly guard: Parameters<Hono['use']>[1];
  /** Undefined where no password is asked for. */
  readonly signIn: SignIn | undefined;
  readonly conversations: Conversations;
  readonly uploads: Uploads;
  readonly uploadLimits: UploadLimits;
  readonly choices: AskChoices;
  readonly defaults: { readonly model: string; readonly effort: string };
  readonly receive: Receive;
  readonly metrics?: Metrics;
  /** Aborts when the server stops: ends the event streams. */
  readonly closing: AbortSignal;
  readonly log: Logger;
}

const COOKIE = 'attache_session';

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
  const app = new Hono();
  app.onError((error, c) => answerError(error, c, routes.log));
  app.notFound((c) => c.json({ error: 'There is nothing at this address.' }, 404));
  app.use(headers());
  app.use(routes.guard);
  if (routes.signIn) addSignIn(app, routes.signIn);
  addPage(app);
  addMetrics(app, routes);
  addUploads(app, routes);
  addConversation(app, routes);
  return app;
}

/** Nothing from elsewhere is loaded, framed, run or told where the reader came from. */
function headers() {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:'],
      mediaSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // With `no-referrer` a browser would also hide from us that the sign-in form is our own.
    referrerPolicy: 'same-origin',
    // The server speaks plain HTTP; a proxy in front of it that speaks TLS decides this for itself.
    strictTransportSecurity: false,
  });
}

function addSignIn(app: Hono, signIn: SignIn): void {
  const page = readPage();
  const form = (c: Context, status: 200 | 401 | 429, problem: string) =>
    c.html(page.get('sign-in.html')!.body.toString().replace('{problem}', problem), status, {
      'cache-control': 'no-store',
    });

  app.get('/sign-in', (c) => form(c, 200, ''));
  app.post('/sign-in', bodyLimit({ maxSize: LIMITS.formBytes, onError: tooLong }), async (c) => {
    const { password } = await c.req.parseBody();
    try {
      const address = getConnInfo(c).remote.address ?? '';
      const token = signIn.attempt(typeof password === 'string' ? password : '', address);
      if (token === undefined) return form(c, 401, 'That is not the password.');
      setCookie(c, COOKIE, token, {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: LIMITS.sessionLifetimeMs / 1000,
      });
      return c.redirect('/', 303);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
      return form(c, 429, error.message);
    }
  });
  app.use(async (c, next) => {
    const open = ['/style.css', '/icon.svg'].includes(c.req.path);
    if (open || signIn.isSignedIn(getCookie(c, COOKIE))) return next();
    if (c.req.path.startsWith('/api/')) throw new Refusal(401, 'Please sign in again: reload the page.');
    return c.redirect('/sign-in', 303);
  });
}

function addPage(app: Hono): void {
  for (const [name, { type, body }] of readPage()) {
    if (name === 'sign-in.html') continue;
    app.get(name === 'index.html' ? '/' : `/${name}`, (c) =>
      c.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  }
}

function addMetrics(app: Hono, { metrics }: Routes): void {
  if (!metrics) return;
  app.get('/metrics', async (c) =>
    c.body(await metrics.text(), 200, { 'content-type': metrics.type, 'cache-control': 'no-store' }),
  );
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

const tooLong = (): never => {
  throw new Refusal(413, 'This request is too long.');
};

function answerError(error: Error, c: Context, log: Logger): Response {
  if (error instanceof Refusal) {
    log.debug({ status: error.status, path: c.req.path }, error.message);
    return c.json({ error: error.message }, error.status, error.headers);
  }
  // The reader went away in the middle of a request: nobody is left to tell.
  if (!c.req.raw.signal.aborted) log.error({ err: error, path: c.req.path }, 'a playground request failed');
  return c.json({ error: sentenceFor(error) }, 500);
}
