import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/chat/index.ts';
import { askEvent } from '../../support/events.ts';
import { useBench } from '../harness.ts';

const bench = useBench();
const withFallbacks = (fallbacks: Readonly<Record<string, string>>) =>
  bench.restart({ catalog: { fallbacks } });
const ask = async (changes: Partial<Message> = {}) => {
  await bench.chat.deliver(askEvent({ id: 'M1', text: 'Why?', ...changes }));
  return (await bench.chat.until((page) => page.answers === 'M1' && page.closed)).view;
};
const models = () => bench.openai.requests.map(({ asked }) => asked?.model);
/** The server has no room, and says that another try would not help. */
const OVERLOADED = {
  status: 503,
  code: 'server_is_overloaded',
  message: 'overloaded',
  headers: { 'x-should-retry': 'false' },
} as const;

describe('where a model cannot answer', () => {
  it('another one that is named for it does, and the reader is told', async () => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4' });
    bench.openai.fail(OVERLOADED);
    bench.openai.reply('Because.');
    const view = await ask();
    expect(view).toMatchObject({ phase: 'done', markdown: 'Because.' });
    expect(view.notices).toEqual([
      "gpt-5.4 answered in place of gpt-5.5. The model's server is overloaded or has a fault of its own.",
    ]);
    expect(view.footer).toMatch(/^gpt-5\.4 · medium · 100 in · 20 out/);
    expect(models()).toEqual(['gpt-5.5', 'gpt-5.4']);
    expect((await bench.calls()).map(({ model }) => model)).toEqual(['gpt-5.4']);
  });

  it.each([
    ['its account has no credit', { status: 429, code: 'insufficient_quota', message: 'no credit' }],
    ['its key may not use it', { status: 403, message: 'not allowed' }],
    ['it is gone', { status: 404, code: 'model_not_found', message: 'The model does not exist' }],
  ])('as when %s', async (_why, failure) => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4' });
    bench.openai.fail(failure);
    expect(await ask()).toMatchObject({ phase: 'done' });
    expect(models()).toEqual(['gpt-5.5', 'gpt-5.4']);
  });

  it('the next one of a chain does, and the error is told of the one that was asked', async () => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4', 'gpt-5.4': 'gpt-5.4-mini' });
    bench.openai.fail({ status: 429, code: 'insufficient_quota', message: 'no credit' });
    bench.openai.fail(OVERLOADED);
    const view = await ask();
    expect(view.notices).toEqual([
      "gpt-5.4-mini answered in place of gpt-5.5. The model's account has no credit left, or has reached its spending limit.",
    ]);
    expect(models()).toEqual(['gpt-5.5', 'gpt-5.4', 'gpt-5.4-mini']);
  });

  it('and none of the others can, the error is that of the one that was asked', async () => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4', 'gpt-5.4': 'gpt-5.4-mini', 'gpt-5.4-mini': 'gpt-5.6-luna' });
    bench.openai.fail({ status: 429, code: 'insufficient_quota', message: 'no credit' });
    bench.openai.fail(OVERLOADED, 9);
    expect(await ask()).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining('no credit left')],
    });
    expect(models()).toEqual(['gpt-5.5', 'gpt-5.4', 'gpt-5.4-mini']);
  });

  it('and the circle closes, it ends there', async () => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4', 'gpt-5.4': 'gpt-5.5' });
    bench.openai.fail(OVERLOADED, 9);
    expect(await ask()).toMatchObject({ phase: 'failed' });
    expect(models()).toEqual(['gpt-5.5', 'gpt-5.4']);
  });

  it('after its first words, those stay and nobody else is asked', async () => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4' });
    bench.openai.reply('The answer is ', { cut: true });
    expect(await ask()).toMatchObject({
      phase: 'failed',
      markdown: 'The answer is ',
      notices: [expect.stringContaining('broke off')],
    });
    expect(models()).toEqual(['gpt-5.5']);
  });

  it('because of the question, nobody else is asked', async () => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4' });
    bench.openai.fail({ status: 400, code: 'invalid_prompt', message: 'no' });
    expect(await ask()).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining('content rules')],
    });
    expect(models()).toEqual(['gpt-5.5']);
  });

  it('and a budget has no room for the other one, its own error is told', async () => {
    const limits = [{ for: 'person', per: 'day', usd: 0.1 }] as const;
    await bench.restart({ catalog: { fallbacks: { 'gpt-5.4-mini': 'gpt-6-astra' } }, budgets: { limits } });
    bench.openai.fail(OVERLOADED);
    const view = await ask({ text: 'model:gpt-5.4-mini effort:high Why?' });
    expect(view.phase).toBe('failed');
    expect(view.notices).toEqual([expect.stringContaining('overloaded')]);
    expect(models()).toEqual(['gpt-5.4-mini']);
  });

  it('at any of several attempts, those are made with the other one', async () => {
    await withFallbacks({ 'gpt-5.5': 'gpt-5.4' });
    bench.openai.fail(OVERLOADED, 2);
    bench.openai.reply('Because.');
    bench.openai.reply('Because.');
    const view = await ask({ text: 'best:2 Why?' });
    expect(view).toMatchObject({ phase: 'done', markdown: 'Because.' });
    expect(view.notices).toEqual([
      expect.stringContaining('gpt-5.4 answered in place of gpt-5.5.'),
      'All 2 attempts say the same.',
    ]);
    expect(models()).toEqual(['gpt-5.5', 'gpt-5.5', 'gpt-5.4', 'gpt-5.4']);
  });

  it('on one side of a comparison, that side has no answer: it is about this model', async () => {
    await withFallbacks({ 'gpt-5.4-mini': 'gpt-5.4' });
    bench.openai.replyWhen(({ model }) => model === 'gpt-5.4-mini', {
      failed: { code: 'insufficient_quota', message: 'no credit' },
    });
    const view = await ask({ text: '/compare a:gpt-5.4-mini b:gpt-5.5 Why?' });
    expect(view.markdown).toMatch(
      /### A · gpt-5\.4-mini · medium\n\n_This side gave no answer\._ .*no credit/,
    );
    expect(models().sort()).toEqual(['gpt-5.4-mini', 'gpt-5.5']);
  });
});
