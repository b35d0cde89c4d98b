/** What is written beside an answer once its text stands: it costs the answer nothing. */
import { describe, expect, it } from 'vitest';
import { RateLimited, type ReplySurface, UserError, WORDS } from '../../../src/chat/index.ts';
import { askEvent, message } from '../../support/events.ts';
import { useBench } from '../harness.ts';

const bench = useBench();

const forever = new Promise<void>(() => {});
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const edit = (text: string) =>
  bench.chat.deliver({ type: 'edited', eventId: 'edit', message: message({ id: 'M1', text }) });
const stateOf = async (turnId: string) => (await bench.store.find(turnId))?.state;
const code = `\`\`\`ts\n${'x();\n'.repeat(600)}\`\`\``;

/** Gives the platform other ways for some writes. */
function change(changes: (usual: ReplySurface) => Partial<ReplySurface>): void {
  const surface = bench.chat.surface.bind(bench.chat);
  bench.chat.surface = (target) => {
    const usual = surface(target);
    return { ...usual, ...changes(usual) };
  };
}

describe('what a shorter answer leaves of a longer one', () => {
  /** An answer on seven pages whose question is then edited. */
  async function shortened() {
    bench.openai.reply('word '.repeat(2_500), { wait: forever });
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'long?' }));
    await bench.chat.until(({ id }) => id === 'page-7');
  }

  it('gets an end, though the platform wants pauses and fails, and one page is deleted', async () => {
    await shortened();
    let closes = 0;
    change(({ close }) => ({
      close: async (id, view, signal) => {
        closes += 1;
        if (closes === 2) throw new RateLimited(10);
        if (closes === 3) throw new Error('503');
        if (id === 'page-4') throw new UserError('gone', 'That message is gone.');
        await close(id, view, signal);
      },
    }));
    bench.openai.reply('Short.');
    await edit('short?');
    await bench.idle();
    const ends = bench.chat.pages.filter(({ id }) => id !== 'page-4');
    expect(ends.map(({ closed, view }) => [closed, view.markdown])).toEqual([
      [true, 'Short.'],
      ...Array(5).fill([true, WORDS.en.said.aboveIsWhole]),
    ]);
    expect(await stateOf(bench.chat.pages[0]!.view.actions[0]!.turnId)).toBe('done');
  });
});

describe('files of an answer', () => {
  it('stand beside the answer they belong to: once its text stands, no edit changes it', async () => {
    const posting = Promise.withResolvers<void>();
    const posted = Promise.withResolvers<void>();
    change(({ attach }) => ({
      attach: async (...what) => {
        posting.resolve();
        await posted.promise;
        await attach(...what);
      },
    }));
    bench.openai.reply(code);
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'code?' }));
    await posting.promise;
    await edit('no code?');
    posted.resolve();
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
    expect(bench.chat.pages.every(({ closed, view }) => closed && view.markdown.includes('x();'))).toBe(true);
    expect(bench.chat.attached.map(({ files }) => files.map(({ name }) => name))).toEqual([['code-1.ts']]);
  });

  it('that cannot be posted are told, and the answer stands', async () => {
    change(({ attach }) => ({
      attach: async (files, ...what) => {
        if (files.length > 0) throw new UserError('type', 'No such files here.');
        await attach(files, ...what);
      },
    }));
    bench.openai.reply(code);
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    const { text } = await bench.chat.untilAttached();
    expect(text).toBe('I could not post `code-1.ts`: No such files here.');
    const { view } = await finished('M1');
    await bench.idle();
    expect(await stateOf(view.actions[0]?.turnId ?? bench.chat.pages.at(-1)!.view.actions[0]!.turnId)).toBe(
      'done',
    );
  });
});
