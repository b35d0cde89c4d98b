/** Tokens that expire, are renewed once for all processes, and are taken back. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Installations, ReplyTarget } from '../../../src/chat/index.ts';
import type {
  LoopbackSlack,
  LoopbackSlackOptions,
  LoopbackWorkspace,
  Outcome,
} from '../../loopback/slack/index.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { NEVER, view } from './harness.ts';
import { install, type Process, stage } from './installing.ts';

/** What tokens last on Slack, in seconds. */
const HALF_A_DAY = 43_200;

/** Turns the clock on; no timer runs for that. */
function hoursPass(hours: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
}

/** A workspace with the app. */
async function installed(options: LoopbackSlackOptions = { tokenSeconds: HALF_A_DAY }, databaseUrl?: string) {
  const scene = await stage(options, {}, databaseUrl);
  const gateway = await scene.process();
  const studio = scene.slack.workspace('Studio');
  await install(scene.slack, gateway, studio);
  /** Somebody asks something in direct messages of their own. Gives where the answer goes. */
  const ask = async (text = 'hello'): Promise<ReplyTarget> => {
    const { id } = studio.user('Ann');
    await studio.say({ user: id, channel: studio.directMessage(id).id, text }).delivered;
    for (const event of gateway.events)
      if (event.type === 'message' && event.message.text === text) return event.target;
    throw new Error(`“${text}” was not heard`);
  };
  return { ...scene, gateway, studio, ask };
}

const answer = ({ adapter }: Process, target: ReplyTarget, text = 'here') =>
  adapter.surface(target).post(view(text, { phase: 'done' }), NEVER);

const renewals = ({ calls }: LoopbackSlack) =>
  calls.filter(({ method, args }) => method === 'oauth.v2.access' && args['grant_type'] === 'refresh_token');

const answers = (workspace: LoopbackWorkspace) =>
  workspace
    .messages()
    .filter(({ user }) => user === workspace.botUserId)
    .map(({ text }) => text);

const tokenOf = async (kept: Installations, { team }: LoopbackWorkspace): Promise<string> =>
  (JSON.parse((await kept.find(team)) ?? '{}') as { token: string }).token;

/** What changes is not kept before `goOn`. `granted` resolves once a change has been made. */
function holdChanges(kept: Installations): { readonly granted: Promise<void>; goOn(): void } {
  const [granted, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { change } = kept;
  const late: typeof change = (id, make) =>
    change(id, async (content) => {
      const next = await make(content);
      granted.resolve();
      await held.promise;
      return next;
    });
  Object.assign(kept, { change: late });
  return { granted: granted.promise, goOn: () => held.resolve() };
}

describe('a token that expires', () => {
  test('is left as it is while there is time', async () => {
    const { slack, gateway, ask } = await installed();
    await answer(gateway, await ask());
    expect(renewals(slack)).toEqual([]);
  });

  test('is renewed two hours before its end', async () => {
    const { slack, kept, gateway, studio, ask } = await installed();
    const before = await tokenOf(kept, studio);
    await answer(gateway, await ask());
    hoursPass(10);
    await answer(gateway, await ask('and now?'));
    await slack.until(() => renewals(slack).length > 0);
    await answer(gateway, await ask('and again?'));
    expect(renewals(slack)).toMatchObject([{ outcome: 'ok' }]);
    expect(await tokenOf(kept, studio)).not.toBe(before);
  });

  test('is used while it is renewed: nobody waits', async () => {
    const { kept, gateway, studio, ask } = await installed();
    hoursPass(11);
    const { granted, goOn } = holdChanges(kept);
    await answer(gateway, await ask());
    expect(answers(studio)).toEqual(['here']);
    await granted;
    goOn();
  });

  test('is kept before the process ends that renews it: what renews it is good for one time only', async () => {
    const { slack, kept, process, gateway, studio, ask } = await installed();
    const before = await tokenOf(kept, studio);
    const [first, second] = [await ask('now?'), await ask('and later?')];
    hoursPass(11);
    const { granted, goOn } = holdChanges(kept);
    await answer(gateway, first);
    await granted;
    const stopping = gateway.adapter.stop();
    await slack.until(() => slack.connections() === 0);
    goOn();
    await stopping;
    expect(await tokenOf(kept, studio)).not.toBe(before);
    await answer(await process('worker'), second, 'and on');
    expect(answers(studio)).toEqual(['here', 'and on']);
    expect(renewals(slack)).toHaveLength(1);
  });

  test('is renewed when Slack says that it is over, and the call is made again', async () => {
    const { slack, kept, gateway, studio, ask } = await installed();
    const before = await tokenOf(kept, studio);
    const target = await ask();
    slack.expireTokens(studio);
    await answer(gateway, target);
    expect(answers(studio)).toEqual(['here']);
    expect(await tokenOf(kept, studio)).not.toBe(before);
    expect(renewals(slack)).toMatchObject([{ outcome: 'ok' }]);
  });

  test('is renewed once, however many calls of however many processes meet its end', async () => {
    const { slack, process, gateway, studio, ask } = await installed(undefined, await freshDatabase());
    const targets = await Promise.all(Array.from({ length: 12 }, (_, i) => ask(`question ${i}`)));
    const all = [gateway, await process('worker'), await process('worker'), await process('worker')];
    slack.expireTokens(studio);
    await Promise.all(targets.map((target, i) => answer(all[i % all.length]!, target, `answer ${i}`)));
    expect(answers(studio)).toHaveLength(12);
    expect(renewals(slack)).toHaveLength(1);
    expect(slack.violations()).toEqual([]);
  });

  test('is used to its end where it cannot be renewed, which is not tried again and again', async () => {
    const { slack, gateway, studio, ask } = await installed();
    const target = await ask();
    slack.fail('oauth.v2.access', { error: 'internal_error', times: 9 });
    slack.expireTokens(studio);
    for (const _ of [1, 2, 3])
      await expect(answer(gateway, target)).rejects.toMatchObject({ code: 'slack-token-expired' });
    expect(renewals(slack)).toHaveLength(1);
  });
});

describe('an app that is removed', () => {
  const ways: readonly [string, (slack: LoopbackSlack, where: LoopbackWorkspace) => Promise<Outcome>][] = [
    ['uninstalled', (slack, where) => slack.uninstall(where)],
    ['its token taken back', (slack, where) => slack.revoke(where)],
  ];

  test.each(ways)('is forgotten: %s', async (_, remove) => {
    const { slack, kept, studio } = await installed();
    expect(await remove(slack, studio)).toMatchObject({ acknowledged: true });
    expect(await kept.ids()).toEqual([]);
  });

  test.each(ways)('ends what runs with a sentence, and nothing is tried again: %s', async (_, remove) => {
    const { slack, process, gateway, studio, ask } = await installed({});
    const target = await ask();
    const worker = await process('worker');
    await answer(worker, target, 'before');
    await remove(slack, studio);
    const writes = () => slack.calls.filter(({ method }) => method.startsWith('chat.')).length;
    expect(writes()).toBe(1);
    const gone = { name: 'UserError', code: expect.stringMatching(/account-inactive|token-revoked/) };
    // The one that has heard of it makes no call, the other one makes one.
    await expect(answer(gateway, target)).rejects.toMatchObject(gone);
    expect(writes()).toBe(1);
    await expect(answer(worker, target)).rejects.toMatchObject(gone);
    expect(writes()).toBe(2);
    await expect(answer(worker, target)).rejects.toMatchObject(gone);
    expect(writes()).toBe(2);
  });

  test('is forgotten by the first call that meets it where nobody was told', async () => {
    const { slack, kept, gateway, studio, ask } = await installed({ events: ['message.im'] });
    const target = await ask();
    await slack.uninstall(studio);
    expect(await kept.find(studio.team)).toBeDefined();
    await expect(answer(gateway, target)).rejects.toMatchObject({ code: 'slack-account-inactive' });
    expect(await kept.ids()).toEqual([]);
  });

  test('is kept when the news comes late, after it was installed again', async () => {
    const { slack, kept, gateway, studio, ask } = await installed();
    slack.fail('auth.test', { status: 500, times: 3 });
    const told = slack.uninstall(studio);
    await slack.until(() =>
      slack.calls.some(({ method, outcome }) => method === 'auth.test' && outcome === '500'),
    );
    slack.heal();
    await install(slack, gateway, studio);
    await told;
    expect(await kept.find(studio.team)).toBeDefined();
    await answer(gateway, await ask('again'), 'welcome back');
    expect(answers(studio)).toEqual(['welcome back']);
  });

  test('and installed again is used by every process at once, with its new token', async () => {
    const { slack, process, gateway, studio, ask } = await installed();
    const worker = await process('worker');
    await answer(worker, await ask(), 'before');
    await slack.uninstall(studio);
    await install(slack, gateway, studio);
    await answer(worker, await ask('still there?'), 'after');
    expect(answers(studio)).toEqual(['before', 'after']);
  });
});

test('while what keeps the tokens is away nothing is sent, and nobody is told that a message may have been', async () => {
  const { slack, kept, process, studio, ask } = await installed();
  const target = await ask();
  const worker = await process('worker');
  const { find } = kept;
  Object.assign(kept, { find: () => Promise.reject(new Error('the database is away')) });
  const failure = await answer(worker, target).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toMatchObject({ code: 'slack-unsure' });
  expect(slack.calls.filter(({ method }) => method.startsWith('chat.'))).toEqual([]);
  Object.assign(kept, { find });
  await answer(worker, target);
  expect(answers(studio)).toEqual(['here']);
});
