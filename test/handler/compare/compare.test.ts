import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/chat/index.ts';
import type { AskedModel, Step } from '../../loopback/openai/index.ts';
import { askEvent, attachment, conversation, message } from '../../support/events.ts';
import { parse } from '../../../src/markdown/index.ts';
import { useBench } from '../harness.ts';

const bench = useBench();
const forever = new Promise<never>(() => {});

const ask = (changes: Partial<Message> = {}) =>
  bench.chat.deliver(askEvent({ id: 'M1', text: '/compare a:low b:high Why is the sky blue?', ...changes }));
const finished = () => bench.chat.until((page) => page.answers === 'M1' && page.closed);
/** All of the answer, however many pages it takes. */
const asked = async (changes?: Partial<Message>) => {
  await ask(changes);
  const { view } = await bench.chat.until(({ view: { actions } }) =>
    actions.some(({ id }) => id === 'regenerate'),
  );
  return { ...view, markdown: bench.chat.pages.map((page) => page.view.markdown).join('\n') };
};
const isAt = (effort: string) => (one: AskedModel) => one.effort === effort;
const reply = (effort: string, ...steps: readonly Step[]) => bench.openai.replyWhen(isAt(effort), ...steps);
const sides = () => bench.openai.requests.map(({ asked: one }) => `${one?.model} ${one?.effort}`).sort();
const section = (markdown: string, letter: string) =>
  new RegExp(`### ${letter} · [^\\n]*\\n\\n([\\s\\S]*?)(?=\\n\\n###|\\n\\n\\| |$)`).exec(markdown)?.[1];

describe('a comparison of two efforts', () => {
  it('shows both answers, what differs, and what each of them took', async () => {
    reply('low', 'It is blue because of scattering.');
    reply('high', 'It is blue because of Rayleigh scattering.');
    const { markdown, phase, footer } = await asked();
    expect(phase).toBe('done');
    expect(markdown).toMatch(
      new RegExp(
        [
          '^### A · gpt-5\\.5 · low\n\nIt is blue because of scattering\\.',
          '### B · gpt-5\\.5 · high\n\nIt is blue because of Rayleigh scattering\\.',
          '### What differs\n\nIt is blue because of \\*\\*Rayleigh\\*\\* scattering\\.',
          '\\|  \\| A \\| B \\|\n\\| --- \\| ---: \\| ---: \\|',
        ].join('\n\n'),
      ),
    );
    expect(markdown).toMatch(
      /\| First word \| \d+\.\d s \| \d+\.\d s \|\n\| In all \| \d+\.\d s \| \d+\.\d s \|/,
    );
    expect(markdown).toMatch(
      /\| Tokens in \| 100 \| 100 \|\n\| Tokens out \| 20 \| 20 \|\n\| Price \| \$0\.0011 \| \$0\.0011 \|/,
    );
    expect(footer).toBe('gpt-5.5 · low + gpt-5.5 · high · 200 in · 40 out · $0.0022');
    expect((await bench.calls()).map(({ purpose, effort }) => `${purpose} ${effort}`).sort()).toEqual([
      'answer high',
      'answer low',
    ]);
  });

  it('asks both the same, with what was said before and with the files', async () => {
    bench.chat.past = [message({ id: 'H1', text: 'We talk about light.' })];
    const view = await asked({
      attachments: [attachment({ id: 'A1', name: 'notes.txt', source: 'test/fixtures/notes.txt' })],
    });
    expect(view.receipts.map(({ name }) => name)).toEqual(['notes.txt']);
    const [one, other] = bench.openai.requests.map((request) => request.asked!.turns);
    expect(one).toEqual(other);
    expect(JSON.stringify(one)).toMatch(/We talk about light\..*notes\.txt.*Why is the sky blue\?/);
  });

  it('shows the first answer while it comes, and the second one below it', async () => {
    const hold = Promise.withResolvers<void>();
    reply('low', 'First ', { wait: hold.promise }, 'to the end.');
    reply('high', 'Second, whole.');
    await ask();
    const early = await bench.chat.until(
      ({ view }) => view.markdown.includes('First') && view.steps.some(({ state }) => state === 'done'),
    );
    expect(early.view.markdown).not.toContain('Second');
    expect(early.view.steps.map(({ title, state }) => [title, state])).toEqual([
      ['A · gpt-5.5 · low', 'running'],
      ['B · gpt-5.5 · high', 'done'],
    ]);
    hold.resolve();
    const { markdown } = (await finished()).view;
    expect([section(markdown, 'A'), section(markdown, 'B')]).toEqual(['First to the end.', 'Second, whole.']);
  });

  it('says so where both answer word for word the same', async () => {
    reply('low', 'Because.');
    reply('high', '**Because.**');
    expect((await asked()).markdown).toContain(
      '### What differs\n\nBoth answers are word for word the same.',
    );
  });

  it('keeps the second side out of code that the first one left open', async () => {
    reply('low', 'Like this:\n```js\nlet a;');
    reply('high', 'No code.');
    const { markdown } = await asked();
    expect(section(markdown, 'A')).toBe('Like this:\n```js\nlet a;\n```');
    expect(markdown).toContain('\n```\n\n### B · gpt-5.5 · high');
  });

  it.each([
    ['a fence in a list', '- step\n  ```js\n  let a;'],
    ['a fence in a list in a list', '1. one\n   - two\n     ~~~\n     let a;'],
    ['a fence in a quote', '> ```js\n> let a;'],
    ['a fence in a quote in a list', '- > ````md\n  > ```js'],
    ['a fence of tildes in which there are backticks', '~~~md\n```js\nlet a;\n```'],
    ['a fence that is indented', 'So:\n\n   ```js\n   let a;'],
    ['a comment', 'So. <!-- not inline\n\n<!-- and on a line of its own\nlet a;'],
    ['a comment that seems to be code', '<!--\n```\n'],
    ['a script', '<script>\nlet a;\n\n```'],
    ['text as it was typed', '<PRE class="a">\nlet a;\n\n'],
    ['a declaration', '<!DOCTYPE html\n'],
    ['an instruction', '<?php\n\necho 1;'],
    ['raw data', '<![CDATA[\n\nlet a;'],
    ['marks in a line', 'It is **bold and `code'],
    ['a formula', '$$\na + b'],
    ['an item of a list', '- tea\n\n  and'],
    ['a table', '| a | b |\n| --- | --- |\n| c'],
    ['a link', 'See [the [page](https://a.example'],
    ['a tag', '<details>\n<summary>More</summary>\n\nSo'],
  ])('keeps the rest out of %s that either side left open', async (_what, open) => {
    reply('low', `First.\n\n${open}`);
    reply('high', `Second.\n\n${open}`);
    const { markdown } = await asked();
    const { children } = parse(markdown);
    const headings = children.filter(({ type }) => type === 'heading');
    expect(headings.map(({ position }) => markdown.slice(position!.start.offset).split('\n')[0])).toEqual([
      '### A · gpt-5.5 · low',
      '### B · gpt-5.5 · high',
      '### What differs',
    ]);
    expect(children.at(-1)).toMatchObject({ type: 'table' });
    expect(markdown).toContain(`Second.\n\n${open.trimEnd()}`);
  });

  it('shows the answer of one side where the other fails, and why', async () => {
    reply('low', 'Half ', { cut: true });
    reply('high', 'Whole.');
    const { markdown, phase, steps } = await asked();
    expect(phase).toBe('done');
    expect(section(markdown, 'A')).toMatch(/^Half \n\n> The connection to the model's server broke off/);
    expect(section(markdown, 'B')).toBe('Whole.');
    expect(markdown).not.toContain('What differs');
    expect(steps.map(({ state }) => state)).toEqual(['failed', 'done']);
  });

  it('has one answer where the question is too long for the other model', async () => {
    bench.openai.replyWhen(({ model }) => model === 'gpt-5.5', 'A long question.');
    const text = `/compare a:gpt-5.4-mini b:gpt-5.5 ${'word '.repeat(280_000)}`;
    const { markdown, steps, footer } = await asked({ text });
    expect(section(markdown, 'A')).toMatch(/^_This side gave no answer\._ Your question .* tokens long/);
    expect(section(markdown, 'B')).toBe('A long question.');
    expect(steps.map(({ state }) => state)).toEqual(['failed', 'done']);
    expect(sides()).toEqual(['gpt-5.5 medium']);
    expect(footer).toContain('100 in · 20 out');
  });

  it('fails where both do, and says why once', async () => {
    const refused = { failed: { code: 'invalid_prompt', message: 'no' } };
    reply('low', refused);
    reply('high', refused);
    expect(await asked()).toMatchObject({
      phase: 'failed',
      markdown: '',
      notices: [expect.stringContaining('content rules')],
    });
  });
});

describe('the sides of a comparison', () => {
  it.each([
    ['a:low b:high', ['gpt-5.5 high', 'gpt-5.5 low']],
    ['a:gpt-5.4-mini b:gpt-5.5', ['gpt-5.4-mini medium', 'gpt-5.5 medium']],
    ['a:gpt-5.4-mini/low b:GPT-5.5/HIGH', ['gpt-5.4-mini low', 'gpt-5.5 high']],
    ['a:low', ['gpt-5.5 low', 'gpt-5.5 medium']],
    ['b:low', ['gpt-5.5 low', 'gpt-5.5 medium']],
    ['a:xhigh', ['gpt-5.5 high', 'gpt-5.5 xhigh']],
    ['', ['gpt-5.5 high', 'gpt-5.5 medium']],
  ])('“%s” are %j', async (options, expected) => {
    await asked({ text: `/compare ${options} Why?` });
    expect(sides()).toEqual(expected);
  });

  it.each([
    ['a:huge Why?', '“huge” does not work for “a”. It can be: none, low'],
    ['b:gpt-5.5/huge Why?', '“gpt-5.5/huge” does not work for “b”.'],
    ['a:medium b:gpt-5.5/medium Why?', 'Both sides are the same: gpt-5.5 · medium.'],
    ['a:low b:high', 'Tell me what you want to know'],
  ])('“%s” are told to be of no use before anything is asked', async (text, sentence) => {
    expect(await asked({ text: `/compare ${text}` })).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining(sentence)],
    });
    expect(bench.openai.requests).toEqual([]);
  });

  it('of the command count as those that are typed', async () => {
    const event = askEvent({ id: 'M1', text: 'Why?' });
    await bench.chat.deliver({ ...event, type: 'command', name: 'compare', a: 'none', b: 'low' });
    await finished();
    expect(sides()).toEqual(['gpt-5.5 low', 'gpt-5.5 none']);
  });
});

describe('a comparison', () => {
  it('that is stopped keeps what is there, ends both sides, and is paid for as far as it came', async () => {
    reply('low', 'First ', { wait: forever });
    reply('high', 'Second ', { wait: forever });
    await ask();
    const { view } = await bench.chat.until((page) => page.view.markdown.includes('First'));
    await bench.openai.until(({ asked: one }) => one?.effort === 'high');
    await bench.chat.deliver({
      type: 'action',
      eventId: 'P1',
      action: 'stop',
      turnId: view.actions[0]!.turnId,
      conversation: conversation(),
      author: { id: 'U1', name: 'Ada', roles: [] },
      target: { conversation: conversation(), userId: 'U1', private: true },
    });
    const stopped = (await finished()).view;
    expect(stopped.phase).toBe('stopped');
    expect(stopped.markdown).toBe('### A · gpt-5.5 · low\n\nFirst ');
    expect(await Promise.all(bench.openai.requests.map(({ closed }) => closed))).toEqual([false, false]);
    expect((await bench.calls()).some(({ effort }) => effort === 'low')).toBe(true);
  });

  it('that a restart interrupts is made again, in the same message', async () => {
    reply('low', 'First ', { wait: forever });
    await ask();
    await bench.chat.until((page) => page.view.markdown.includes('First'));
    await bench.restart({}, 0);
    reply('low', 'One.');
    reply('high', 'Two.');
    const { markdown } = (await finished()).view;
    expect([section(markdown, 'A'), section(markdown, 'B')]).toEqual(['One.', 'Two.']);
    expect(bench.chat.pages).toHaveLength(1);
  });

  it('is not begun where the price of one side is not known and a budget has no room for the other', async () => {
    await bench.restart({
      budgets: { limits: [{ for: 'person', per: 'day', usd: 0.01 }] },
      defaults: { model: 'a-model-without-a-price', effort: 'medium' },
    });
    expect(await asked({ text: '/compare b:gpt-5.5/xhigh Why?' })).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining('Your budget')],
    });
    expect(bench.openai.requests).toEqual([]);
  });

  it('that is made again compares the same two', async () => {
    const { actions } = await asked({ text: '/compare a:gpt-5.4-mini/low Why?' });
    expect(sides()).toEqual(['gpt-5.4-mini low', 'gpt-5.4-mini medium']);
    await bench.chat.deliver({
      type: 'action',
      eventId: 'P1',
      action: 'regenerate',
      turnId: actions[0]!.turnId,
      conversation: conversation(),
      author: { id: 'U1', name: 'Ada', roles: [] },
      target: { conversation: conversation(), userId: 'U1', private: true, messageId: 'P1' },
    });
    await bench.chat.until((page) => page.answers === 'P1' && page.closed);
    expect(sides()).toEqual(['gpt-5.4-mini low', 'gpt-5.4-mini medium'].flatMap((side) => [side, side]));
  });

  it('names both who answered below it, and neither as the one', async () => {
    const { footer } = await asked({ text: '/compare a:gpt-5.5/low b:gpt-5.4-mini/high Why?' });
    expect(footer).toMatch(/^gpt-5\.5 · low \+ gpt-5\.4-mini · high · 200 in · 40 out · \$/);
  });

  it('is not begun where a budget has room for one side only', async () => {
    await bench.restart({ budgets: { limits: [{ for: 'person', per: 'day', usd: 0.1 }] } });
    expect(await asked({ text: '/compare a:medium b:high Why?' })).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining('Your budget')],
    });
    expect(bench.openai.requests).toEqual([]);
  });
});
