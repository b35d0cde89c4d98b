/** The pages where workspaces and organizations install the app. */
import { expect, test } from 'vitest';
import { SCOPES } from '../../../adapters/slack/index.ts';
import { serve } from './harness.ts';
import { comeBack, install, openInstallPage, stage } from './installing.ts';

const secretsIn = (text: string): readonly string[] =>
  ['xoxb-', 'xoxe-', 'client-secret', 'a secret of', 'code-'].filter((secret) => text.includes(secret));

test('a workspace adds the app, and what was granted is kept', async () => {
  const { slack, kept, process } = await stage();
  const studio = slack.workspace('Studio & Söhne');
  const { status, page } = await install(slack, await process(), studio);

  expect(status).toBe(200);
  expect(page).toContain('Attaché is in Studio &amp; Söhne');
  expect(page).toContain(`/app_redirect?app=A0LOOP&amp;team=${studio.team}`);
  expect(JSON.parse((await kept.find(studio.team)) ?? '')).toMatchObject({
    team: studio.team,
    name: 'Studio & Söhne',
    bot: { userId: studio.botUserId, userName: 'attache' },
    scopes: SCOPES.map(({ name }) => name),
    token: expect.stringMatching(/^xoxb-/),
  });
});

test('Slack is asked for every scope, and leads back only to the browser that left', async () => {
  const { process } = await stage();
  const { link, response, cookie } = await openInstallPage((await process()).url);
  const { searchParams } = new URL(link);
  expect(searchParams.get('scope')?.split(',')).toEqual(SCOPES.map(({ name }) => name));
  expect(`slack-app-oauth-state=${searchParams.get('state')}`).toBe(cookie);
  expect(response.headers.get('set-cookie')).toMatch(/Secure; HttpOnly; Path=\/; Max-Age=600/);
});

test('an organization adds it for all of its workspaces', async () => {
  const { slack, kept, process } = await stage();
  const company = slack.enterprise('Company');
  const { status, page } = await install(slack, await process(), company);
  expect({ status, page }).toMatchObject({
    status: 200,
    page: expect.stringContaining('Attaché is in Company'),
  });
  expect(JSON.parse((await kept.find(company.id)) ?? '')).not.toHaveProperty('team');
});

test('any process may serve the way back', async () => {
  const { slack, kept, process } = await stage();
  const studio = slack.workspace('Studio');
  const [first, second] = [await process(), await process()];
  const { link, cookie } = await openInstallPage(first.url);
  expect(await comeBack(second.url, slack.allow(link, studio), cookie)).toMatchObject({ status: 200 });
  expect(await kept.find(studio.team)).toBeDefined();
});

test('whoever says no is told that nothing has changed', async () => {
  const { kept, process } = await stage();
  const { url } = await process();
  const { link, cookie } = await openInstallPage(url);
  const state = new URL(link).searchParams.get('state') ?? '';
  const query = String(new URLSearchParams({ error: 'access_denied', state }));
  const { status, page } = await comeBack(url, query, cookie);
  expect({ status, page }).toMatchObject({ status: 403, page: expect.stringContaining('was not added') });
  expect(await kept.ids()).toEqual([]);
});

test.each([
  ['another browser', (query: string) => [query, ''] as const],
  [
    'a state of somebody else’s',
    (query: string, cookie: string) => [query.replace(/state=./, 'state=x'), cookie] as const,
  ],
  ['no state', (query: string, cookie: string) => [query.replace(/&state=.*/, ''), cookie] as const],
  ['no code', (query: string, cookie: string) => [query.replace(/code=[^&]+&/, ''), cookie] as const],
])('with %s there is nothing to be had', async (_, change) => {
  const { slack, kept, process } = await stage();
  const { url } = await process();
  const { link, cookie } = await openInstallPage(url);
  const { status, page } = await comeBack(
    url,
    ...change(slack.allow(link, slack.workspace('Studio')), cookie),
  );
  expect(status).toBe(400);
  expect(page).toContain('href="/slack/install"');
  expect(await kept.ids()).toEqual([]);
});

test('a code that was used, and a Slack that cannot be reached, are told without a secret', async () => {
  const { slack, process } = await stage();
  const { url } = await process();
  const { link, cookie } = await openInstallPage(url);
  const query = slack.allow(link, slack.workspace('Studio'));
  await comeBack(url, query, cookie);
  const again = await comeBack(url, query, cookie);
  slack.fail('oauth.v2.access', { cut: true });
  const cut = await comeBack(url, slack.allow(link, slack.workspace('Other')), cookie);
  for (const { status, page } of [again, cut]) {
    expect(status).toBe(502);
    expect(page).toContain('could not be added');
    expect(secretsIn(page)).toEqual([]);
  }
});

test('what could not be kept is not called installed', async () => {
  const { slack, kept, process } = await stage();
  const { url } = await process();
  Object.assign(kept, { change: () => Promise.reject(new Error('the disk is full')) });
  expect(await install(slack, { url }, slack.workspace('Studio'))).toMatchObject({ status: 502 });
});

test('the pages load nothing, run nothing, are kept nowhere and framed by nobody', async () => {
  const { slack, process } = await stage();
  const { url } = await process();
  const { response, page } = await openInstallPage(url);
  const done = await install(slack, { url }, slack.workspace('Studio'));
  for (const headers of [response.headers, done.headers]) {
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
  }
  expect(secretsIn(page + done.page)).toEqual([]);
});

test('they are there with events over HTTP, too, and answer nothing but GET', async () => {
  const { slack, process } = await stage(
    {},
    { appToken: undefined, signingSecret: 'loopback-signing-secret' },
  );
  const gateway = await process();
  expect(Object.keys(gateway.adapter.http)).toEqual([
    '/slack/events',
    '/slack/install',
    '/slack/oauth_redirect',
  ]);
  expect(await install(slack, gateway, slack.workspace('Studio'))).toMatchObject({ status: 200 });
  expect((await fetch(`${gateway.url}/slack/install`, { method: 'POST' })).status).toBe(405);
  const url = await serve(gateway.adapter);
  expect((await fetch(`${url}/slack/oauth_redirect`)).status).toBe(400);
});
