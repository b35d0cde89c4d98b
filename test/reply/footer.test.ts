import { expect, it } from 'vitest';
import { composer, emptyView } from '../../src/reply/index.ts';
import { frame, SPENT, SPENT_LINE } from './beside.ts';

const footer = (changes: Partial<typeof SPENT>) =>
  composer(frame)(emptyView(frame), { ...SPENT, ...changes }).footer;

it('the line below an answer says model, effort, tokens and price', () => {
  expect(footer({})).toBe(SPENT_LINE);
});

it('says that the router has chosen, and why', () => {
  const chosen = { type: 'chosen', model: 'gpt-5.5', effort: 'medium', why: 'simple' } as const;
  const view = composer(frame)(emptyView(frame), chosen);
  expect(composer(frame)(view, SPENT).footer).toBe(
    'gpt-5.5 · medium · auto: a simple question · 12,400 in · 800 out · $0.086',
  );
});

it('says first which rule has asked, and nothing but that where nothing was spent', () => {
  const rules = { ...frame, rule: 'voice-notes' };
  const compose = composer(rules);
  const done = { type: 'done', reason: 'complete', usage: undefined } as const;
  const view = [{ type: 'text', text: 'Hello.' } as const, done].reduce(compose, emptyView(rules));
  expect(view.footer).toBe('rule “voice-notes”');
  expect(compose(view, SPENT).footer).toBe(`rule “voice-notes” · ${SPENT_LINE}`);
});

it.each([
  [1.5, '$1.50'],
  [0.1, '$0.10'],
  [0.0034, '$0.0034'],
  [0.000012, '$0.000012'],
  [0, '$0.00'],
])('a price of %d dollars reads %s', (usd, text) => {
  expect(footer({ usd })?.split(' · ').at(-1)).toBe(text);
});

it('shows no price where none is known, and says when the tokens are our own count', () => {
  expect(footer({ usd: undefined, estimated: true })).toBe(
    'gpt-5.5 · medium · about 12,400 in · about 800 out',
  );
});
