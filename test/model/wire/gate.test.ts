import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createGate, type Gate, type Pass } from '../../../src/model/wire/gate.ts';
import { startOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, question } from '../ask.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';

let clock: ManualClock;
const patient = new AbortController().signal;

beforeEach(() => {
  clock = manualClock();
});

it('nobody asks a server that has turned one away before its pause is over', async () => {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  const client = clientOf(openai, 'responses', { clock });
  const ask = (words: string) => collect(client.stream(question(words), patient));
  openai.fail({ status: 429, message: 'Slow down', headers: { 'retry-after': '7' } });
  const first = ask('one');
  await clock.sleeping(7000);
  const others = [ask('two'), ask('three')];
  await clock.sleeping(120_000);
  expect(openai.requests).toHaveLength(1);

  clock.advance(7000);
  const answers = await Promise.all([first, ...others]);
  expect(answers.map(({ text }) => text)).toEqual(['You said: one', 'You said: two', 'You said: three']);
  expect(openai.requests).toHaveLength(4);
});

describe('behind the gate of a server that takes no more', () => {
  let gate: Gate;
  /** Those that were let pass, in order, by their names. */
  let passed: (Pass & { readonly name: string })[];

  const enter = (name: string, isAgain = false, signal = patient) =>
    gate.enter(isAgain, signal).then((pass) => void passed.push({ name, ...pass }));
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const names = async () => {
    await settled();
    return passed.map(({ name }) => name);
  };

  beforeEach(async () => {
    gate = createGate(clock);
    passed = [];
    await enter('the first');
    passed.shift()!.turnedAway(5000);
  });

  it('requests go out again one first, then two, then four', async () => {
    for (const name of 'abcdefgh') void enter(name);
    expect(await names()).toEqual([]);
    clock.advance(5000);
    expect(await names()).toEqual(['a']);
    passed[0]!.taken();
    expect(await names()).toEqual(['a', 'b', 'c']);
    passed[1]!.taken();
    passed[2]!.taken();
    expect(await names()).toEqual([...'abcdefgh']);
  });

  it('whoever was turned away goes before those that only wait', async () => {
    void enter('waits');
    void enter('was turned away', true);
    clock.advance(5000);
    expect(await names()).toEqual(['was turned away']);
  });

  it('one that fails for another reason makes room for the next', async () => {
    void enter('a');
    void enter('b');
    clock.advance(5000);
    await settled();
    passed[0]!.left();
    expect(await names()).toEqual(['a', 'b']);
  });

  it('a second refusal shuts it again', async () => {
    for (const name of 'abc') void enter(name);
    clock.advance(5000);
    await settled();
    passed[0]!.turnedAway(3000);
    expect(await names()).toEqual(['a']);
    clock.advance(3000);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('a refusal within the stream of a request that was taken shuts it as well', async () => {
    for (const name of 'ab') void enter(name);
    clock.advance(5000);
    await settled();
    passed[0]!.taken();
    passed[0]!.turnedAway(3000);
    void enter('c');
    expect(await names()).toEqual(['a', 'b']);
  });

  it('one that hears nothing for five seconds holds up nobody else', async () => {
    void enter('a');
    void enter('b');
    clock.advance(5000);
    expect(await names()).toEqual(['a']);
    clock.advance(5000);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('whoever waits two minutes is told that the server is busy', async () => {
    const late = gate.enter(false, patient);
    late.catch(() => undefined);
    for (const pauseMs of [5_000, 60_000, 60_000]) {
      const again = gate.enter(true, patient);
      clock.advance(pauseMs);
      (await again).turnedAway(60_000);
    }
    await expect(late).rejects.toMatchObject({ code: 'model-busy' });
  });

  it('whoever is stopped waits no longer, and leaves its place to the next', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped by its reader');
    const stopped = gate.enter(false, stop.signal);
    void enter('the next');
    stop.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    clock.advance(5000);
    expect(await names()).toEqual(['the next']);
  });
});
