/** Many workspaces of one bot: each event, answer, file and page with the token of its own. */
import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/chat/index.ts';
import type { LoopbackSlack, LoopbackWorkspace } from '../../loopback/slack/index.ts';
import { NEVER, view } from './harness.ts';
import { install, type Process, stage, type Stage } from './installing.ts';

type Typed<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

/** The events of a type. A message that came as two is one. */
function typed<T extends ChatEvent['type']>({ events }: Process, type: T): readonly Typed<T>[] {
  const idOf = (event: ChatEvent) => (event.type === 'message' ? event.aliases[0]! : event.eventId);
  const all = events.filter((event): event is Typed<T> => event.type === type);
  return [...new Map(all.map((event) => [idOf(event), event])).values()];
}

/** Two workspaces with the app, and somebody who asks in each. */
async function two(
  more: Parameters<typeof stage>[0] = {},
): Promise<Stage & { gateway: Process; studio: LoopbackWorkspace; lab: LoopbackWorkspace }> {
  const scene = await stage(more);
  const gateway = await scene.process();
  const [studio, lab] = [scene.slack.workspace('Studio'), scene.slack.workspace('Lab')];
  for (const workspace of [studio, lab]) await install(scene.slack, gateway, workspace);
  return { ...scene, gateway, studio, lab };
}

function ask(
  workspace: LoopbackWorkspace,
  text = 'hello',
  more: { filesById?: boolean; user?: string } = {},
) {
  const user = more.user ?? workspace.user('Ann').id;
  const channel = workspace.channel('general');
  const said = workspace.say({
    ...more,
    user,
    channel: channel.id,
    text: `<@${workspace.botUserId}> ${text}`,
    files: [{ name: 'cat.png', mimetype: 'image/png', bytes: Buffer.from(`the cat of ${workspace.team}`) }],
  });
  return { ...said, channel, user };
}

async function answer({ adapter }: Process, event: ChatEvent | undefined, text: string): Promise<void> {
  if (event?.type !== 'message') throw new Error('nothing was asked');
  await adapter.surface(event.target).post(view(text, { phase: 'done' }), NEVER);
}

const said = (workspace: LoopbackWorkspace) =>
  workspace
    .messages()
    .filter(({ user }) => user === workspace.botUserId)
    .map(({ text }) => text);

async function bytesOf({ adapter }: Process, event: ChatEvent | undefined): Promise<string> {
  if (event?.type !== 'message') throw new Error('nothing was asked');
  return new Response(await adapter.open(event.message.attachments[0]!, NEVER)).text();
}

/** What was called in a workspace, and refused. */
const refusals = ({ calls }: LoopbackSlack) => calls.filter(({ outcome }) => outcome !== 'ok');

test.each([
  ['a socket', {}],
  ['HTTP', { http: true }],
])('every workspace is answered as itself: over %s', async (_, { http = false }: { http?: boolean }) => {
  const scene = await stage(
    {},
    http ? { appToken: undefined, signingSecret: 'loopback-signing-secret' } : {},
  );
  const { slack } = scene;
  const gateway = await scene.process();
  if (http) slack.sendEventsTo(`${gateway.url}/slack/events`);
  const [studio, lab] = [slack.workspace('Studio'), slack.workspace('Lab')];
  for (const workspace of [studio, lab]) {
    await install(slack, gateway, workspace);
    await ask(workspace, `from ${workspace.team}`).delivered;
  }
  const [first, second] = typed(gateway, 'message');
  expect([first, second]).toMatchObject([
    { message: { text: `from ${studio.team}`, mentionsUs: true, conversation: { workspace: studio.team } } },
    { message: { text: `from ${lab.team}`, mentionsUs: true, conversation: { workspace: lab.team } } },
  ]);
  await answer(gateway, second, 'to the lab');
  await answer(gateway, first, 'to the studio');
  expect([said(studio), said(lab)]).toEqual([['to the studio'], ['to the lab']]);
  expect([await bytesOf(gateway, first), await bytesOf(gateway, second)]).toEqual([
    `the cat of ${studio.team}`,
    `the cat of ${lab.team}`,
  ]);
  expect(refusals(slack)).toEqual([]);
});

test('a process that has heard nothing answers, reads, opens and draws', async () => {
  const { slack, process, gateway, studio } = await two();
  const asked = ask(studio);
  await asked.delivered;
  await studio.openHome(asked.user, studio.directMessage(asked.user).id, 'home');
  const [event] = typed(gateway, 'message');
  const [home] = typed(gateway, 'home');

  const worker = await process('worker');
  await answer(worker, event, 'from the worker');
  expect(said(studio)).toEqual(['from the worker']);
  expect(await bytesOf(worker, event)).toBe(`the cat of ${studio.team}`);
  const later = { ...event!.message, id: '9999999999.000000' };
  expect(await worker.adapter.history({ before: later, limit: 5 }, NEVER)).toMatchObject([
    { text: 'hello' },
    { text: 'from the worker', fromUs: true },
  ]);
  const range = { conversation: event!.message.conversation, until: Date.now() + 60_000, limit: 5 };
  const pages = await Array.fromAsync(worker.adapter.channel(range, NEVER));
  expect(pages.flat()).toHaveLength(2);
  const usual = { model: 'gpt-5.5', effort: 'medium' };
  await worker.adapter.drawHome?.(
    home!,
    { model: undefined, effort: undefined, usual, usage: 'none' },
    NEVER,
  );
  expect(studio.home(asked.user)).toBeDefined();
  expect(refusals(slack)).toEqual([]);
});

test('commands, buttons and forms belong to the workspace they are used in', async () => {
  const { gateway, studio, lab } = await two();
  const { ts, channel, user } = ask(lab);
  await lab.runCommand({ user, channel: channel.id, text: 'why?' }).delivered;
  await lab.useShortcut(user, channel.id, ts, 'attache_describe').delivered;
  for (const event of typed(gateway, 'command')) expect(event.message.conversation.workspace).toBe(lab.team);
  expect(typed(gateway, 'command')).toHaveLength(2);
  const person = studio.user('Bea');
  await studio.runCommand({ user: person.id, channel: studio.channel('a').id, text: 'who?' }).delivered;
  expect(typed(gateway, 'command').at(-1)).toMatchObject({
    message: { author: { name: 'Bea' }, conversation: { workspace: studio.team } },
  });
});

test('one workspace does not see the other: its token opens nothing there', async () => {
  const { slack, gateway, studio, lab } = await two();
  await ask(studio).delivered;
  const [event] = typed(gateway, 'message');
  const elsewhere = {
    ...event!,
    target: { ...event!.target, conversation: { ...event!.target.conversation, workspace: lab.team } },
  };
  await expect(answer(gateway, elsewhere, 'psst')).rejects.toMatchObject({ code: 'slack-channel-not-found' });
  expect(refusals(slack)).toMatchObject([{ method: 'chat.postMessage', team: lab.team }]);
});

test('what comes from a workspace without the app is acknowledged and left alone', async () => {
  const { kept, process, studio } = await two();
  await kept.change(studio.team, () => Promise.resolve(undefined));
  const later = await process();
  const outcomes = await ask(studio, 'anybody there?').delivered;
  expect(outcomes.every(({ acknowledged }) => acknowledged)).toBe(true);
  expect(later.events).toEqual([]);
});

describe('an organization', () => {
  async function company() {
    const scene = await stage();
    const gateway = await scene.process();
    const enterprise = scene.slack.enterprise('Company');
    const [north, south] = ['North', 'South'].map((name) => scene.slack.workspace(name, { enterprise }));
    await install(scene.slack, gateway, enterprise);
    return { ...scene, gateway, enterprise, north: north!, south: south! };
  }

  test('has the app in all of its workspaces, with one token', async () => {
    const { slack, kept, process, gateway, enterprise, north, south } = await company();
    for (const workspace of [north, south]) await ask(workspace, workspace.team).delivered;
    const events = typed(gateway, 'message');
    expect(events.map(({ message }) => [message.text, message.conversation.workspace])).toEqual([
      [north.team, north.team],
      [south.team, south.team],
    ]);
    const worker = await process('worker');
    for (const event of events) {
      await answer(worker, event, `to ${event.message.conversation.workspace}`);
      expect(await bytesOf(worker, event)).toBe(`the cat of ${event.message.conversation.workspace}`);
    }
    expect([said(north), said(south)]).toEqual([[`to ${north.team}`], [`to ${south.team}`]]);
    expect((await kept.ids()).filter((id) => !id.includes(':'))).toEqual([enterprise.id]);
    expect(refusals(slack)).toEqual([]);
  });

  test('leaves nothing behind when it removes the app, and no other organization loses anything', async () => {
    const { slack, kept, gateway, enterprise, north, south } = await company();
    const other = slack.enterprise('Other');
    const west = slack.workspace('West', { enterprise: other });
    await install(slack, gateway, other);
    for (const workspace of [north, south, west]) await ask(workspace).delivered;
    await slack.uninstall(enterprise);
    const ids = (await kept.ids()).toSorted();
    expect(ids).toEqual([other.id, `bot:${west.botUserId}`, `team:${west.team}`].toSorted());
  });

  test('commands and forms there name no workspace but the person’s', async () => {
    const { slack, gateway, south } = await company();
    const { ts, channel, user } = ask(south);
    await south.useShortcut(user, channel.id, ts, 'attache_ask').delivered;
    await slack.until(() => south.form(user) !== undefined);
    await south.submit(user, { question: 'what is it?' });
    await south.runCommand({ user, channel: channel.id, text: 'why?' }).delivered;
    expect(typed(gateway, 'command').map(({ message }) => message.conversation.workspace)).toEqual([
      south.team,
      south.team,
    ]);
  });

  test('a workspace with an installation of its own keeps to that', async () => {
    const { slack, gateway, north } = await company();
    await install(slack, gateway, north);
    await ask(north).delivered;
    await answer(gateway, typed(gateway, 'message')[0], 'here');
    expect(said(north)).toEqual(['here']);
    await slack.uninstall(north);
    await ask(north, 'still there?').delivered;
    await answer(gateway, typed(gateway, 'message')[1], 'yes');
    expect(said(north)).toEqual(['here', 'yes']);
  });
});

describe('a channel that companies share', () => {
  test('somebody of another company is answered, and their files are opened, with our token', async () => {
    const { slack, gateway, studio } = await two();
    const guest = studio.guest('Gil', 'T0OTHER');
    const channel = studio.channel('project', { isShared: true });
    await studio.say({
      user: guest.id,
      channel: channel.id,
      text: `<@${studio.botUserId}> look`,
      filesById: true,
      files: [{ name: 'plan.pdf', mimetype: 'application/pdf', bytes: Buffer.from('the plan') }],
    }).delivered;
    const [event] = typed(gateway, 'message');
    expect(event).toMatchObject({
      message: { author: { name: 'Gil' }, conversation: { workspace: studio.team } },
      target: { handle: expect.stringContaining('T0OTHER') },
    });
    expect(await bytesOf(gateway, event)).toBe('the plan');
    await answer(gateway, event, 'seen');
    expect(said(studio)).toEqual(['seen']);
    expect(refusals(slack)).toEqual([]);
  });

  test('where both have the app, the one that is spoken to answers', async () => {
    const { slack, gateway, studio, lab } = await two();
    const channel = studio.channel('project', { isShared: true });
    slack.share(channel.id, studio, lab);
    await studio.say({
      user: studio.user('Ann').id,
      channel: channel.id,
      text: `<@${lab.botUserId}> and you?`,
    }).delivered;
    const [event, ...others] = typed(gateway, 'message');
    expect(event).toMatchObject({ message: { mentionsUs: true, conversation: { workspace: lab.team } } });
    await answer(gateway, event, 'me, too');
    expect(said(lab)).toEqual(['me, too']);
    expect(others).toEqual([]);
  });
});
