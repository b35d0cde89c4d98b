import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMeter, findModel } from '../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi } from '../loopback/openai/index.ts';
import { clientOf, collect, question } from './ask.ts';
import { manualClock } from './manual-clock.ts';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi({ models: ['local-model'] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const ended = { input: 1000, cached: 400, output: 200, reasoning: 150 };

/** The lines of the metrics about a model, without the times, which are different each time. */
const linesOf = (text: string, model: string): readonly string[] =>
  text.split('\n').filter((line) => line.includes(`model="${model}"`) && !line.includes('_seconds'));

it('counts what was asked of each model, what came of it and what it cost', async () => {
  const meter = createMeter();
  const client = clientOf(openai, 'responses', { meter });
  for (let time = 0; time < 2; time += 1) {
    openai.reply('Hi.', { end: 'complete', usage: ended });
    await collect(client.stream(question('Hello'), never));
  }
  await collect(client.stream(question('Hello', { model: findModel('local-model') }), never));
  const text = await meter.metricsText();
  expect(linesOf(text, 'gpt-5.5')).toEqual([
    'attache_model_requests_total{model="gpt-5.5"} 2',
    'attache_model_tokens_total{model="gpt-5.5",kind="input"} 2000',
    'attache_model_tokens_total{model="gpt-5.5",kind="cached"} 800',
    'attache_model_tokens_total{model="gpt-5.5",kind="output"} 400',
    'attache_model_tokens_total{model="gpt-5.5",kind="reasoning"} 300',
    // Twice 600 × $5 + 400 × $0.50 + 200 × $30 for a million.
    'attache_model_cost_usd_total{model="gpt-5.5"} 0.0184',
  ]);
  expect(text).toContain('attache_model_first_event_seconds_count{model="gpt-5.5"} 2');
  expect(text).toContain('attache_model_answer_seconds_count{model="gpt-5.5"} 2');
  expect(linesOf(text, 'local-model')).toContain('attache_model_requests_total{model="local-model"} 1');
});

it('counts tries that failed, and questions that failed for good by the code of their error', async () => {
  const meter = createMeter();
  const clock = manualClock();
  const client = clientOf(openai, 'responses', { meter, clock });
  openai.fail({ status: 503, message: 'Overloaded', headers: { 'retry-after': '7' } });
  const asking = collect(client.stream(question('Hello'), never));
  clock.advance(await clock.sleeping(7000));
  await asking;
  openai.fail({ status: 400, code: 'invalid_prompt', message: 'No' });
  await collect(client.stream(question('Hello'), never)).catch(() => undefined);
  const lines = linesOf(await meter.metricsText(), 'gpt-5.5');
  expect(lines).toContain('attache_model_requests_total{model="gpt-5.5"} 3');
  expect(lines).toContain('attache_model_retries_total{model="gpt-5.5"} 1');
  expect(lines).toContain('attache_model_errors_total{model="gpt-5.5",code="model-policy"} 1');
});

it('counts a conversation that was made short', async () => {
  const meter = createMeter();
  const compacted = await clientOf(openai, 'responses', { meter }).compact(question('Hello'), never);
  expect(linesOf(await meter.metricsText(), 'gpt-5.5')).toContain(
    `attache_model_tokens_total{model="gpt-5.5",kind="input"} ${compacted?.usage?.inputTokens}`,
  );
});

it('names that nobody answers to are counted as one, however many are made up', async () => {
  const meter = createMeter();
  const client = clientOf(openai, 'responses', { meter });
  for (const id of ['gpt-typo', 'gpt-tpyo', 'gpt-otyp'])
    await collect(client.stream(question('Hello', { model: findModel(id) }), never)).catch(() => undefined);
  const text = await meter.metricsText();
  expect(text).not.toMatch(/typo|tpyo|otyp/);
  expect(linesOf(text, 'other')).toEqual([
    'attache_model_requests_total{model="other"} 3',
    'attache_model_errors_total{model="other",code="model-unknown"} 3',
  ]);
});

it('so are those beyond the first fifty that a server does have', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `mine-${index}`);
  await openai.close();
  openai = await startOpenAi({ models: ids });
  const meter = createMeter();
  const client = clientOf(openai, 'responses', { meter });
  for (const id of ids) await collect(client.stream(question('Hello', { model: findModel(id) }), never));
  const text = await meter.metricsText();
  expect(new Set(text.match(/model="mine-\d+"/g)).size).toBe(50);
  expect(linesOf(text, 'other')).toContain('attache_model_requests_total{model="other"} 10');
  await collect(client.stream(question('Hello'), never));
  expect(linesOf(await meter.metricsText(), 'gpt-5.5')[0]).toBe(
    'attache_model_requests_total{model="gpt-5.5"} 1',
  );
});

it('two meters know nothing of each other', async () => {
  const one = createMeter();
  const other = createMeter();
  await collect(clientOf(openai, 'responses', { meter: one }).stream(question('Hello'), never));
  expect(linesOf(await other.metricsText(), 'gpt-5.5')).toEqual([]);
});
