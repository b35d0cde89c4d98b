import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ActionId,
  type Attachment,
  type Author,
  type ChatEvent,
  conversationKey,
} from '../../../src/chat/index.ts';
import { askEvent, attachment, conversation, message } from '../../support/events.ts';
import { admitted, everybody, useBench } from '../harness.ts';

const bench = useBench();

const ada: Author = { id: 'U1', name: 'Ada', roles: [] };
const bo: Author = { id: 'U2', name: 'Bo', roles: [] };
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const pressed = (action: ActionId, turnId: string, author = ada, eventId = `press-${action}`): ChatEvent => ({
  type: 'action',
  action,
  eventId,
  turnId,
  conversation: conversation(),
  author,
  target: { conversation: conversation(), userId: author.id, private: true, messageId: eventId },
});
const press = (...given: Parameters<typeof pressed>) => bench.chat.deliver(pressed(...given));

/** The id of a turn that is answered, and the buttons below the answer. */
async function answered(...changes: Parameters<typeof askEvent>) {
  await bench.chat.deliver(askEvent({ id: 'M1', ...changes[0] }));
  const { view } = await finished('M1');
  return { turnId: view.actions[0]!.turnId, buttons: view.actions.map(({ id }) => id) };
}
const said = async () => (await bench.chat.untilAttached()).text;
const asked = (index: number) => bench.openai.requests[index]?.asked;
const effortsSince = (first: number) => bench.openai.requests.slice(first).map((one) => one.asked?.effort);

describe('the buttons under an answer', () => {
  it('belong to the person who asked: others are told kindly and privately', async () => {
    const { turnId } = await answered();
    await press('regenerate', turnId, bo);
    expect(await bench.chat.untilAttached()).toMatchObject({
      text: expect.stringContaining('This button belongs to Ada'),
      private: true,
    });
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('can be used by admins as well', async () => {
    const { turnId } = await answered();
    await bench.restart({ access: { admins: { ...everybody, roles: ['R9'] } } });
    await press('regenerate', turnId, { ...bo, roles: ['R9'] });
    expect((await finished('press-regenerate')).view.phase).toBe('done');
  });

  it('are not for people who may not ask', async () => {
    const { turnId } = await answered();
    await bench.restart({ access: { deny: { ...everybody, users: ['U1'] } } });
    await press('reasoning', turnId);
    expect(await said()).toContain('not among the people I may answer');
  });

  it('are heard while the files of the answer are still being posted', async () => {
    bench.openai.reply('```ts\n' + 'x\n'.repeat(3_000) + '```');
    const posted = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const surface = bench.chat.surface.bind(bench.chat);
    bench.chat.surface = (target) => ({
      ...surface(target),
      async attach(files, markdown, signal) {
        if (target.messageId === 'M1') {
          begun.resolve();
          await posted.promise;
        }
        await surface(target).attach(files, markdown, signal);
      },
    });
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    await begun.promise;
    const buttons = bench.chat.pages.flatMap(({ view }) => view.actions);
    const { turnId } = buttons.find(({ id }) => id === 'regenerate')!;
    await press('regenerate', turnId);
    await press('files', turnId);
    posted.resolve();
    expect((await finished('press-regenerate')).view.phase).toBe('done');
    const { files } = await bench.chat.untilAttached(({ answers }) => answers === 'press-files');
    expect(files).toMatchObject([{ name: 'code-1.ts' }]);
  });

  it('say so when the answer is still being written', async () => {
    bench.openai.reply('As I was ', { wait: new Promise(() => {}) });
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    const { view } = await bench.chat.until((page) => page.view.markdown !== '');
    await press('regenerate', view.actions[0]!.turnId);
    expect(await said()).toContain('still being written');
  });

  it('say so when the answer is not known any more', async () => {
    await press('sources', 'nobody-knows');
    expect(await said()).toContain('I no longer know this answer');
  });
});

describe('Regenerate', () => {
  it('answers the same question again, in public, without the first answer before its eyes', async () => {
    bench.openai.reply('A pot.');
    const { turnId } = await answered({ text: 'effort:low What is a teapot?' });
    const sentAt = message().sentAt;
    bench.chat.past = [
      message({ id: 'H1', text: 'Hello.', sentAt: sentAt - 2_000 }),
      message({ id: 'A1', text: 'A pot.', fromUs: true, fromBot: true, sentAt: sentAt + 2_000 }),
    ];
    await press('regenerate', turnId);
    const page = await finished('press-regenerate');
    expect(page).toMatchObject({ private: false, view: { phase: 'done' } });
    expect(page.view.footer).toContain('gpt-5.5 · low');
    expect(asked(1)).toMatchObject({
      effort: 'low',
      turns: [{ parts: [{ text: 'Hello.' }] }, { parts: [{ text: 'What is a teapot?' }] }],
    });
  });

  it('answers once, however often the press arrives', async () => {
    const { turnId } = await answered();
    await Promise.all([1, 2, 3].map(() => press('regenerate', turnId)));
    await finished('press-regenerate');
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(2);
  });

  it('answers once while it is at it, whoever presses which button', async () => {
    const { turnId } = await answered();
    const written = Promise.withResolvers<void>();
    bench.openai.reply('Again', { wait: written.promise }, '.');
    await Promise.all([press('regenerate', turnId), press('harder', turnId)]);
    expect(await said()).toBe('I am already answering this again.');
    written.resolve();
    await finished('press-regenerate');
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(2);
    await bench.restart();
    await press('harder', turnId, ada, 'later');
    expect((await finished('later')).view.phase).toBe('done');
  });

  it('counts as usage of the one who presses', async () => {
    await bench.restart({ access: { admins: { ...everybody, users: ['U2'] } } });
    const { turnId } = await answered();
    await press('regenerate', turnId, bo);
    await finished('press-regenerate');
    await bench.idle();
    for (const author of ['test:U1', 'test:U2'])
      expect(await bench.store.usage({ author, since: 0 })).toMatchObject([{ answers: 1 }]);
  });

  it('stays private where the answer was', async () => {
    const event = askEvent({ id: 'M1' });
    await bench.chat.deliver({ ...event, target: { ...event.target, private: true } });
    await press('regenerate', (await finished('M1')).view.actions[0]!.turnId);
    expect((await finished('press-regenerate')).private).toBe(true);
  });

  it('is the same again: as many attempts, as hard, whatever is chosen here by now', async () => {
    await bench.restart({ manner: { places: [{ model: 'ultra' }] } });
    const { turnId } = await answered();
    await bench.restart();
    const before = bench.openai.requests.length;
    for (const text of ['One.', 'Two.', 'Three.']) bench.openai.reply(text);
    await press('regenerate', turnId);
    await finished('press-regenerate');
    expect(effortsSince(before)).toEqual(['xhigh', 'xhigh', 'xhigh', 'low']);
  });

  it('is that also while the files of the answer are still being posted', async () => {
    await bench.restart({ manner: { places: [{ model: 'ultra' }] } });
    bench.openai.reply('```ts\n' + 'x\n'.repeat(3_000) + '```');
    const posted = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const surface = bench.chat.surface.bind(bench.chat);
    bench.chat.surface = (target) => ({
      ...surface(target),
      async attach(files, markdown, signal) {
        if (target.messageId === 'M1') {
          begun.resolve();
          await posted.promise;
        }
        await surface(target).attach(files, markdown, signal);
      },
    });
    for (let attempt = 0; attempt < 2; attempt += 1)
      bench.openai.reply('```ts\n' + 'x\n'.repeat(3_000) + '```');
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    await begun.promise;
    const before = bench.openai.requests.length;
    const buttons = bench.chat.pages.flatMap(({ view }) => view.actions);
    for (const text of ['One.', 'Two.', 'Three.']) bench.openai.reply(text);
    await press('regenerate', buttons.find(({ id }) => id === 'regenerate')!.turnId);
    posted.resolve();
    await finished('press-regenerate');
    expect(effortsSince(before)).toEqual(['xhigh', 'xhigh', 'xhigh', 'low']);
  });

  it('compares the same two sides again', async () => {
    const { turnId } = await answered({ text: '/compare a:gpt-5.5/high b:gpt-5.4-mini Why?' });
    await press('regenerate', turnId);
    await bench.chat.until((page) => page.answers === 'press-regenerate' && page.view.phase === 'done');
    await bench.idle();
    const asked = bench.openai.requests.map((one) => `${one.asked?.model} ${one.asked?.effort}`);
    expect(asked.toSorted()).toEqual([
      'gpt-5.4-mini medium',
      'gpt-5.4-mini medium',
      'gpt-5.5 high',
      'gpt-5.5 high',
    ]);
  });

  it('of an answer that failed asks whoever is chosen by now', async () => {
    await bench.restart({ manner: { places: [{ model: 'gpt-5.4' }] } });
    bench.openai.fail({ status: 401, message: 'no', code: 'invalid_api_key' });
    const { turnId } = await answered();
    await bench.restart();
    await press('regenerate', turnId);
    expect((await finished('press-regenerate')).view.footer).toMatch(/^gpt-5\.5 · medium/);
  });

  it('is there after a stop or a failure, too', async () => {
    bench.openai.fail({ status: 401, message: 'no', code: 'invalid_api_key' });
    const { turnId, buttons } = await answered();
    expect(buttons).toEqual(['regenerate']);
    await press('regenerate', turnId);
    expect((await finished('press-regenerate')).view.phase).toBe('done');
  });
});

describe('Think harder', () => {
  it('answers again with the next effort the model has, up to its highest', async () => {
    const { turnId } = await answered({ text: 'effort:high Why?' });
    await press('harder', turnId);
    const { view } = await finished('press-harder');
    expect(view.footer).toContain('xhigh');
    expect(view.notices).toEqual([]);
    expect(view.actions.map(({ id }) => id)).not.toContain('harder');
  });

  it('says which effort that is', async () => {
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'effort:low Why?' }));
    const { view } = await finished('M1');
    expect(view.actions.find(({ id }) => id === 'harder')?.label).toBe('Think harder (medium)');
  });
});

describe('Show reasoning', () => {
  it('shows what was thought, to the one who presses, also after a restart', async () => {
    bench.openai.reply({ reasoning: 'It has a spout.' }, 'A teapot.');
    const { turnId, buttons } = await answered();
    expect(buttons).toContain('reasoning');
    await bench.restart();
    await press('reasoning', turnId);
    const shown = await bench.chat.untilAttached();
    expect(shown.text).toContain('It has a spout.');
    expect(shown.private).toBe(true);
  });

  it('tells long reasoning in several messages', async () => {
    bench.openai.reply({ reasoning: 'Perhaps so. '.repeat(500) }, 'A teapot.');
    const { turnId } = await answered();
    await press('reasoning', turnId);
    await bench.idle();
    expect(bench.chat.attached).toHaveLength(4);
    expect(bench.chat.attached.every(({ text, files }) => text.length <= 2000 && files.length === 0)).toBe(
      true,
    );
  });

  it('gives very long reasoning as a file, or its beginning where no file can be posted', async () => {
    bench.openai.reply({ reasoning: 'Perhaps so. '.repeat(1_000) }, 'A teapot.');
    const { turnId } = await answered();
    await press('reasoning', turnId);
    const { files } = await bench.chat.untilAttached();
    expect(files).toMatchObject([{ name: 'reasoning.md' }]);
    expect(files[0]!.data.byteLength).toBeGreaterThan(11_900);

    bench.chat.fileBytes = 0;
    await press('reasoning', turnId, ada, 'again');
    await bench.idle();
    const pages = bench.chat.attached.slice(1);
    expect(pages).toHaveLength(5);
    expect(pages.at(-1)?.text).toBe('It goes on, but this is all I can show here.');
  });

  it('is not offered, and nothing is kept, where reasoning is off', async () => {
    await bench.restart({ manner: { reasoning: 'off' } });
    bench.openai.reply({ reasoning: 'It has a spout.' }, 'A teapot.');
    const { turnId, buttons } = await answered();
    expect(buttons).not.toContain('reasoning');
    await press('reasoning', turnId);
    expect(await said()).toContain('no reasoning to show');
    expect((await bench.store.find(turnId))?.answer?.reasoning).toBe('');
  });
});

describe('Sources and Files', () => {
  it('give the code of an answer as files, also after a restart', async () => {
    const code = Array.from({ length: 30 }, (_, line) => `print(${line})\n`).join('');
    bench.openai.reply(`Here:\n\n\`\`\`python\n${code}\`\`\`\n`);
    const { turnId, buttons } = await answered();
    expect(buttons).toContain('files');
    await bench.restart();
    await press('files', turnId);
    const { files } = await bench.chat.untilAttached();
    expect(files.map(({ name, data }) => [name, new TextDecoder().decode(data)])).toEqual([
      ['code-1.py', code],
    ]);
  });

  it('say so where a file cannot be posted', async () => {
    bench.openai.reply(`\`\`\`\n${'line\n'.repeat(50)}\`\`\``);
    const { turnId } = await answered();
    bench.chat.fileBytes = 0;
    await press('files', turnId);
    expect(await said()).toBe('No files can be posted here.');
  });

  it('list the pages an answer rests on', async () => {
    const sources = [
      { url: 'https://tea.example/a', title: 'All [about] tea' },
      { url: 'https://tea.example/b' },
    ];
    const id = await bench.offline(async (store) => {
      const turn = (await store.accept(askEvent({ id: 'M1' }), admitted))!;
      await store.take(conversationKey(conversation()));
      await store.finish(turn.id, 'done', undefined, { text: 'Tea.', reasoning: '', sources });
      return turn.id;
    });
    await press('sources', id);
    expect(await said()).toContain(
      '- [All \\[about\\] tea](<https://tea.example/a>)\n- [https://tea.example/b](<https://tea.example/b>)',
    );
  });

  it('say so when there are none', async () => {
    const { turnId } = await answered();
    await press('sources', turnId);
    await press('files', turnId);
    await bench.idle();
    expect(bench.chat.attached.map(({ text }) => text).toSorted()).toEqual([
      'This answer has no files.',
      'This answer names no sources.',
    ]);
  });
});

describe('"Show what you saw"', () => {
  const file = (name: string): Attachment =>
    attachment({ id: name, name, source: join(import.meta.dirname, '../../fixtures', name) });

  it('shows the frames on a sheet with their times, also after a restart', async () => {
    bench.openai.reply('Three slides.');
    const { turnId, buttons } = await answered({ attachments: [file('screen.mp4')] });
    expect(buttons).toContain('saw');
    await bench.restart();
    const requests = bench.openai.requests.length;
    await press('saw', turnId);
    const { files, text } = await bench.chat.untilAttached();
    expect(text).toContain('This is what I saw');
    expect(files).toMatchObject([
      {
        name: 'screen.mp4-seen-1.jpg',
        mediaType: 'image/jpeg',
        altText: expect.stringMatching(/^\d+ frames of screen\.mp4, at 0:00, /),
      },
    ]);
    // Nothing was asked or transcribed a second time.
    expect(bench.openai.requests).toHaveLength(requests);
  });

  it('keeps a spoiler a spoiler', async () => {
    bench.openai.reply('I will not tell.');
    const { turnId } = await answered({ attachments: [{ ...file('silent.mp4'), spoiler: true }] });
    await press('saw', turnId);
    expect((await bench.chat.untilAttached()).files).toMatchObject([
      { name: 'spoiler.mp4-seen-1.jpg', spoiler: true },
    ]);
  });

  it('says so when there was nothing to see', async () => {
    const { turnId } = await answered();
    await press('saw', turnId);
    expect(await said()).toContain('no longer have');
  });
});
