/** Who may talk to the playground: what a foreign page, a foreign name and a stranger get. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createWebAdapter } from '../../../adapters/web/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { openPlayground, post, type Playground } from './playground.ts';

/** `fetch` writes the Host header itself; this lets a test lie. */
function ask(
  { url }: Playground,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode!, body: answer }), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const hostOf = ({ url }: Playground): string => new URL(url).host;

describe('a playground on this machine', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])('answers as %s', async (name) => {
    await using play = await openPlayground();
    const { port } = new URL(play.url);
    expect((await ask(play, '/', { headers: { host: `${name}:${port}` } })).status).toBe(200);
  });

  it.each(['evil.example', 'evil.example:3000', '127.0.0.1', '127.0.0.1.evil.example'])(
    'refuses the foreign name "%s": its owner could point it at this machine',
    async (host) => {
      await using play = await openPlayground();
      const answer = await ask(play, '/', { headers: { host } });
      expect(answer.status).toBe(421);
      expect(JSON.parse(answer.body).error).toContain(play.url);
    },
  );

  it.each(['a b', '@'])('refuses "%s", which is no name at all', async (host) => {
    await using play = await openPlayground();
    expect((await ask(play, '/', { headers: { host } })).status).toBe(400);
  });

  it('refuses a message that another website sends', async () => {
    await using play = await openPlayground();
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      const answer = await ask(play, '/api/messages', {
        method: 'POST',
        headers,
        body: '{"text":"hi","uploads":[]}',
      });
      expect(answer.status).toBe(403);
    }
    expect(play.events).toEqual([]);
  });

  it('takes a message of its own page, and of a program that names no origin', async () => {
    await using play = await openPlayground();
    const message = { text: 'hi', uploads: [] };
    expect((await post(play.url, '/api/messages', message, { origin: play.url })).status).toBe(202);
    expect((await post(play.url, '/api/messages', message)).status).toBe(202);
  });

  it('lets the page load nothing from elsewhere and be framed by nobody', async () => {
    await using play = await openPlayground();
    const { headers } = await fetch(play.url);
    expect(headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('a playground that others can reach', () => {
  it.each(['0.0.0.0', '192.168.1.5', '::', 'example.org'])(
    'does not start on %s without a password',
    (host) => {
      expect(() =>
        createWebAdapter({
          host,
          port: 0,
          choices: { models: [], efforts: [], schemas: [] },
          defaults: { model: '', effort: '' },
          dataFolder: 'unused',
          mounts: {},
          log: createLogger('silent'),
        }),
      ).toThrow(/HOST is .* no password/);
    },
  );

  const signIn = ({ url }: Playground, password: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ password }),
      headers,
      redirect: 'manual',
    });

  it('asks for the password before it shows or does anything', async () => {
    await using play = await openPlayground({ password: 'open sesame' });
    const page = await fetch(play.url, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in']);
    expect((await post(play.url, '/api/messages', { text: 'hi', uploads: [] })).status).toBe(401);
    expect((await fetch(`${play.url}/api/uploads?name=a`, { method: 'POST', body: 'a' })).status).toBe(401);
    expect((await fetch(`${play.url}/sign-in`)).status).toBe(200);
  });

  it('lets in who knows it, with a cookie that scripts and other sites cannot use', async () => {
    await using play = await openPlayground({ password: 'open sesame' });
    const answer = await signIn(play, 'open sesame');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    const cookie = answer.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const page = await fetch(play.url, { headers: { cookie: cookie.split(';')[0]! } });
    expect(await page.text()).toContain('<textarea');
  });

  it('loses patience with guesses, whether the next one is right or not', async () => {
    await using play = await openPlayground({ password: 'open sesame' });
    for (let guess = 1; guess <= 5; guess++) {
      const wrong = await signIn(play, `guess ${guess}`);
      expect([wrong.status, await wrong.text()]).toEqual([401, expect.stringContaining('not the password')]);
    }
    const refused = await signIn(play, 'open sesame');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.text()).toContain('Please try again in 1 second.');
  });

  it('answers under any name, but takes no form from a page of another', async () => {
    await using play = await openPlayground({ password: 'open sesame' });
    expect((await ask(play, '/sign-in', { headers: { host: 'bot.example.org' } })).status).toBe(200);
    const own = { host: 'bot.example.org', origin: 'https://bot.example.org' };
    expect((await ask(play, '/sign-in', { method: 'POST', headers: own })).status).toBe(401);
    const foreign = { host: 'bot.example.org', origin: 'https://evil.example' };
    expect((await ask(play, '/sign-in', { method: 'POST', headers: foreign })).status).toBe(403);
  });
});

describe('listeners of other platforms on the same port', () => {
  it('get their requests untouched and unguarded, since they check signatures over the raw body', async () => {
    const raw = '{"type":  "event_callback"}\n';
    await using play = await openPlayground({
      password: 'open sesame',
      mounts: {
        '/slack/events': (incoming, response) => {
          text(incoming).then((body) => response.end(`${incoming.headers['x-slack-signature']} ${body}`));
        },
      },
    });
    const headers = { host: 'bot.example.org', origin: 'https://slack.com', 'x-slack-signature': 'v0=1' };
    const answer = await ask(play, '/slack/events?a=b', { method: 'POST', headers, body: raw });
    expect(answer.body).toBe(`v0=1 ${raw}`);
  });

  it('get nothing that only begins alike', async () => {
    await using play = await openPlayground({
      mounts: { '/slack/events': (_, response) => void response.end('slack') },
    });
    expect((await ask(play, '/slack/eventsandmore', { headers: { host: hostOf(play) } })).status).toBe(404);
    expect((await ask(play, '/slack/events/x', { headers: { host: hostOf(play) } })).body).toBe('slack');
  });
});

describe('a port that is taken', () => {
  it('is named, with what to do', async () => {
    await using play = await openPlayground();
    const port = Number(new URL(play.url).port);
    await expect(openPlayground({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} on 127.0.0.1 is used by another program.`,
      hint: expect.stringContaining('PORT'),
    });
  });
});
