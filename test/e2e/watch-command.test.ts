/** `/watch` from end to end: admins make rules in a chat, try them, stop them and ask why; on both platforms. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { type Places, WATCHED, type WatchedRoom } from './watched.ts';

const withAdmin = ({ admin }: Places): string => JSON.stringify({ admins: { users: [admin] } });

async function startModel(): Promise<LoopbackOpenAi> {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  openai.answers(() => ['Noted.']);
  return openai;
}

const posted = (room: WatchedRoom, times: number) =>
  room.until(
    () => room.posted().filter(({ text }) => text.includes('Noted')).length === times,
    `${times} posts`,
  );

describe.each(WATCHED)('/watch on %s', (_platform, open) => {
  it('adds a rule that works at once and after a restart, pauses it, and removes it', async () => {
    const room = await open(await startModel(), withAdmin);
    const rule =
      "orders: { when: { on: message, matches: 'order' }, then: { prompt: Take it down., to: reply } }";
    expect(await room.watch(`add ${rule}`)).toContain('orders');
    room.say('I order a chair');
    await posted(room, 1);

    await room.restart();
    const again = room.say('and I order a lamp');
    await posted(room, 2);
    expect(await room.watch('list')).toContain('orders');
    expect(await room.watch(`why ${again}`)).toContain('orders');

    await room.watch('pause orders');
    room.say('one more order');
    await room.watch('resume orders');
    room.say('an order after the pause');
    await posted(room, 3);

    await room.watch('remove orders');
    expect(await room.watch('list')).not.toContain('**orders**');
    expect(room.posted()).toHaveLength(3);
  });

  it('says what is wrong with a rule, and keeps none', async () => {
    const room = await open(await startModel(), withAdmin);
    const told = await room.watch(
      "add odd: { when: { on: message, matches: '(' }, then: { prompt: Hi, to: nowhere } }",
    );
    expect(told).toContain('when.matches');
    expect(told).toContain('then.to');
    expect(await room.watch('list')).not.toContain('odd');
  });

  it('tries a rule on what was said, posts nothing, and is for admins alone', async () => {
    const openai = await startModel();
    const room = await open(openai, withAdmin);
    room.say('I order a table');
    await room.watch(
      "add orders: { when: { on: message, matches: 'order' }, then: { prompt: Take it down., to: reply } }",
    );
    expect(await room.watch('test orders')).toContain('I order a table');
    expect(room.posted()).toEqual([]);

    await room.restart(undefined, () => '');
    expect(await room.watch('list')).toMatch(/admins/);
  });
});
