import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/chat/index.ts';
import { channelKey, personKey } from '../../../src/store/index.ts';
import { askEvent, conversation } from '../../support/events.ts';
import { type Changes, useBench } from '../harness.ts';

const bench = useBench();

const ask = async (changes: Partial<Message> = {}) => {
  await bench.chat.deliver(askEvent({ id: 'M1', text: 'Why is the sky blue?', ...changes }));
  return (await bench.chat.until((page) => page.answers === 'M1' && page.closed)).view;
};
const requests = () => bench.openai.requests.map(({ asked }) => `${asked?.model} ${asked?.effort}`);
/** One attempt, so that there is nothing to be judged. */
const DEEP = { tiers: { ultra: { model: 'gpt-5.5', effort: 'xhigh', attempts: 1 } } } as const;
const ultra = (changes: Changes = {}) =>
  bench.restart({ catalog: DEEP, manner: { places: [{ model: 'ultra' }] }, ...changes });

describe('the effort of a tier', () => {
  it('is used where nobody has chosen one', async () => {
    await ultra();
    await ask();
    expect(requests()).toEqual(['gpt-5.5 xhigh']);
  });

  it.each([
    ['for one question', async () => {}, 'effort:low Why?', {}],
    ['by the person', () => bench.store.set(personKey('test', { id: 'U1' }), { effort: 'low' }), 'Why?', {}],
    ['for the channel', () => bench.store.set(channelKey(conversation()), { effort: 'low' }), 'Why?', {}],
    [
      'for the place',
      async () => {},
      'Why?',
      { manner: { places: [{ model: 'ultra', effort: 'low' as const }] } },
    ],
  ])('gives way to one that was chosen %s', async (_by, choose, text, changes) => {
    await ultra(changes);
    await choose();
    await ask({ text });
    expect(requests()).toEqual(['gpt-5.5 low']);
  });

  it('is used where only the usual is “auto”, and nobody is asked which', async () => {
    await ultra({ defaults: { model: 'gpt-5.5', effort: 'auto' } });
    const { footer } = await ask({
      text: 'Thomas is very healthy, but he has to go to the hospital every day because of his twin.',
    });
    expect(requests()).toEqual(['gpt-5.5 xhigh']);
    expect(footer).not.toContain('auto');
  });

  it('gives way to the router where somebody has chosen “auto”', async () => {
    await ultra({ manner: { places: [{ model: 'ultra', effort: 'auto' }] } });
    const { footer } = await ask({ text: 'Hi!' });
    expect(requests()).toEqual(['gpt-5.5 none']);
    expect(footer).toContain('auto: a simple question');
  });
});

describe('“auto”', () => {
  it('as the model chooses the effort as well, unless somebody has chosen one', async () => {
    await bench.restart({ manner: { places: [{ model: 'auto' }] } });
    expect((await ask({ text: 'Hi!' })).footer).toMatch(/^gpt-6-luna · none · auto: a simple question/);
    await bench.chat.deliver(askEvent({ id: 'M2', eventId: 'M2', text: 'effort:high Hi!' }));
    const { view } = await bench.chat.until((page) => page.answers === 'M2' && page.closed);
    expect(view.footer).toMatch(/^gpt-6-luna · high · auto: a simple question/);
  });

  it('as the effort asks nobody for a model that has one effort or none', async () => {
    await bench.restart({
      catalog: { models: { 'gpt-5.4': { efforts: ['high'] } } },
      defaults: { model: 'gpt-5.4', effort: 'auto' },
    });
    const { footer, notices } = await ask({
      text: 'Thomas is very healthy, but he has to go to the hospital every day because of his twin.',
    });
    expect(requests()).toEqual(['gpt-5.4 high']);
    expect(footer).not.toContain('auto');
    expect(notices).toEqual([]);
  });
});

describe('an effort that a model does not have', () => {
  it('is fitted without a word where it is only the usual one, or that of a tier', async () => {
    await bench.restart({
      catalog: { tiers: { ultra: { model: 'gpt-5', attempts: 1 } } },
      manner: { places: [{ model: 'ultra' }] },
    });
    expect((await ask()).notices).toEqual([]);
    expect(requests()).toEqual(['gpt-5 high']);
  });

  it('is told where somebody has chosen it', async () => {
    await bench.restart({ manner: { places: [{ model: 'gpt-5' }] } });
    expect((await ask({ text: 'effort:xhigh Why?' })).notices).toEqual([
      'gpt-5 has no effort “xhigh”; I used “high”.',
    ]);
  });
});
