/** What is around every page of ours: headers, who may come in, the password, and what monitors read. */
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { sentenceFor } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import { LIMITS } from './limits.ts';
import { readPage } from './pages.ts';
import { Refusal } from './refusal.ts';
import type { SignIn } from './sign-in.ts';

/** Figures for a monitor. */
export interface Metrics {
  /** The media type. */
  readonly type: string;
  text(): Promise<string>;
}

/** How a process is. */
export interface Health {
  readonly isWell: boolean;
  /** More about it, as JSON. Nothing that only some may know: whoever reaches the port gets it. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface Shell {
  readonly guard: Parameters<Hono['use']>[1];
  /** Undefined where no password is asked for. */
  readonly signIn: SignIn | undefined;
  /** At `/health`, for whatever starts and ends processes: it knows no password. */
  readonly health?: () => Promise<Health>;
  /** At `/metrics`, behind the password. */
  readonly metrics?: Metrics;
  readonly log: Logger;
}

const COOKIE = 'attache_session';

/** An app with nothing in it but what monitors read. */
export function createShell(shell: Shell): Hono {
  const { health, metrics } = shell;
  const app = new Hono();
  app.onError((error, c) => answerError(error, c, shell.log));
  app.notFound((c) => c.json({ error: 'There is nothing at this address.' }, 404));
  app.use(headers());
  app.use(shell.guard);
  if (health)
    app.get('/health', async (c) => {
      const { isWell, about } = await health();
      return c.json(about, isWell ? 200 : 503, { 'cache-control': 'no-store' });
    });
  if (shell.signIn) addSignIn(app, shell.signIn);
  if (metrics)
    app.get('/metrics', async (c) =>
      c.body(await metrics.text(), 200, { 'content-type': metrics.type, 'cache-control': 'no-store' }),
    );
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

export const tooLong = (): never => {
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
