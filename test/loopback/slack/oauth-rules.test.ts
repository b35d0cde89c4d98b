/** Who the loopback Slack lets in: tokens of workspaces and companies, single-use codes and refresh tokens, and their ends. */
import { expect, onTestFinished, test } from 'vitest';
import { startSlack, type LoopbackSlackOptions, type LoopbackWorkspace, type Where } from './index.ts';

async function start(options: LoopbackSlackOptions = {}) {
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  const { clientId: client_id, clientSecret: client_secret } = slack;

  const call = async (method: string, args: Record<string, string> = {}, token?: string) => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      body: new URLSearchParams(args),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const access = (args: Record<string, string>) =>
    call('oauth.v2.access', { client_id, client_secret, ...args });
  const page = `${slack.origin}/oauth/v2/authorize?client_id=${client_id}&state=s&scope=chat:write,files:read`;
  const codeFor = (where: LoopbackWorkspace | Where, scopes?: readonly string[]) =>
    new URLSearchParams(slack.allow(page, where, scopes)).get('code') ?? '';
  return { slack, call, access, codeFor, page };
}

const text = (value: unknown): string => String(value);

test('a code is good for one token, of the workspace it was granted for', async () => {
  const { slack, call, access, codeFor } = await start();
  const studio = slack.workspace('Studio');
  const code = codeFor(studio);
  const granted = await access({ code });
  expect(granted).toMatchObject({ ok: true, team: { id: studio.team }, is_enterprise_install: false });
  expect(await access({ code })).toMatchObject({ error: 'invalid_code' });
  const token = text(granted['access_token']);
  expect(await call('auth.test', {}, token)).toMatchObject({
    team_id: studio.team,
    user_id: studio.botUserId,
  });
  expect(slack.violations()).toEqual(['a code was used twice']);
});

test('only what was ticked is granted', async () => {
  const { slack, call, access, codeFor } = await start();
  const granted = await access({ code: codeFor(slack.workspace('Studio'), ['chat:write']) });
  expect(granted).toMatchObject({ scope: 'chat:write' });
  const answer = await call('files.info', { file: 'F1' }, text(granted['access_token']));
  expect(answer).toMatchObject({ error: 'missing_scope', needed: 'files:read' });
});

test.each([
  [{ client_id: '1.1' }, 'invalid_client_id'],
  [{ client_secret: 'x' }, 'bad_client_secret'],
  [{ code: 'x' }, 'invalid_code'],
])('nothing is granted to %j', async (args, error) => {
  const { access } = await start();
  expect(await access({ code: 'x', ...args })).toMatchObject({ ok: false, error });
});

test('a token of one workspace finds nothing of another', async () => {
  const { slack, call, access, codeFor } = await start();
  const [studio, lab] = [slack.workspace('Studio'), slack.workspace('Lab')];
  const { access_token } = await access({ code: codeFor(studio) });
  const channel = lab.channel('general').id;
  const answer = await call('chat.postMessage', { channel, text: 'psst' }, text(access_token));
  expect(answer).toMatchObject({ error: 'channel_not_found' });
});

test('a company’s token is good in its workspaces, and in no other', async () => {
  const { slack, call, access, codeFor } = await start();
  const enterprise = slack.enterprise('Company');
  const [north, elsewhere] = [slack.workspace('North', { enterprise }), slack.workspace('Elsewhere')];
  const granted = await access({ code: codeFor(enterprise) });
  expect(granted).toMatchObject({
    team: null,
    enterprise: { id: enterprise.id },
    is_enterprise_install: true,
  });
  const post = (channel: string, more = {}) =>
    call('chat.postMessage', { channel, text: 'hi', ...more }, text(granted['access_token']));
  expect(await post(north.channel('a').id)).toMatchObject({ ok: true });
  expect(await post(north.channel('b').id, { team_id: north.team })).toMatchObject({ ok: true });
  expect(await post(elsewhere.channel('a').id)).toMatchObject({ error: 'missing_argument' });
  expect(await post(north.channel('c').id, { team_id: elsewhere.team })).toMatchObject({
    error: 'team_access_not_granted',
  });
});

test('a refresh token works once; the old token works until its time is over', async () => {
  let now = 1_000_000;
  const { slack, call, access, codeFor } = await start({ tokenSeconds: 60, now: () => now });
  const first = await access({ code: codeFor(slack.workspace('Studio')) });
  expect(first).toMatchObject({ expires_in: 60 });
  const renewal = { grant_type: 'refresh_token', refresh_token: text(first['refresh_token']) };
  const second = await access(renewal);
  expect(await access(renewal)).toMatchObject({ error: 'invalid_refresh_token' });
  const look = (granted: Record<string, unknown>) => call('auth.test', {}, text(granted['access_token']));
  expect([await look(first), await look(second)]).toMatchObject([{ ok: true }, { ok: true }]);
  now += 60_000;
  expect(await look(first)).toMatchObject({ error: 'token_expired' });
});

test.each([
  ['uninstall', 'account_inactive'],
  ['revoke', 'token_revoked'],
] as const)(
  'after %s no token is good, nor what renews it, and nothing more is heard',
  async (end, error) => {
    const { slack, call, access, codeFor } = await start({ tokenSeconds: 60 });
    const studio = slack.workspace('Studio');
    const granted = await access({ code: codeFor(studio) });
    slack.sendEventsTo('http://127.0.0.1:9/nobody');
    void slack[end](studio);
    expect(await call('auth.test', {}, text(granted['access_token']))).toMatchObject({ error });
    const renewal = { grant_type: 'refresh_token', refresh_token: text(granted['refresh_token']) };
    expect(await access(renewal)).toMatchObject({ error: 'invalid_refresh_token' });
    const { delivered } = studio.say({
      user: studio.user('Ann').id,
      channel: studio.channel('a').id,
      text: 'hi',
    });
    expect(await delivered).toEqual([]);
  },
);

test('nobody is shown a page that asks for nothing, or is of another app', async () => {
  const { slack, page } = await start();
  for (const wrong of [page.replace(/client_id=[^&]+/, 'client_id=1.1'), page.replace(/&scope=.*/, '')])
    expect(() => slack.allow(wrong, slack.workspace('Studio'))).toThrow(Error);
});
