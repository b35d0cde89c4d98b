import { expect, it } from 'vitest';
import { admit, declinedFault } from '../../src/handler/admission.ts';
import type { Load } from '../../src/store/index.ts';

const load = (changes: Partial<Load> = {}): Load => ({
  conversation: 0,
  person: 0,
  workspace: 0,
  everyone: 0,
  ...changes,
});

const rank = (changes: Partial<Load>): number => admit(load(changes)).rank;

it('the first question of somebody comes before the second of somebody else', () => {
  expect(rank({})).toBeLessThan(rank({ person: 1, workspace: 1 }));
});

it('whoever has many questions open comes after those who have few, in the same workspace', () => {
  expect(rank({ person: 1, workspace: 9 })).toBeLessThan(rank({ person: 8, workspace: 9 }));
});

it('a workspace with many questions open comes after one with few', () => {
  expect(rank({ workspace: 3 })).toBeLessThan(rank({ workspace: 300 }));
});

it('somebody who asks for the first time in a busy workspace comes before those who keep it busy', () => {
  expect(rank({ person: 0, workspace: 60 })).toBeLessThan(rank({ person: 6, workspace: 60 }));
});

it('no rank is below 0 or above 1,000, however much is open', () => {
  expect(rank({})).toBe(0);
  expect(rank({ person: 49, workspace: 999 })).toBe(1_000);
});

it.each([
  ['conversation', 20, 'There are already 20 questions waiting here.'],
  ['person', 50, 'You already have 50 questions waiting for me.'],
  ['workspace', 1_000, 'So many people here are waiting for an answer'],
  ['everyone', 7_500, 'So many people are asking me at the moment'],
] as const)('a %s may have %i questions open; the next is declined kindly', (scope, most, sentence) => {
  expect(admit(load({ [scope]: most - 1 })).declined).toBeUndefined();
  const { declined } = admit(load({ [scope]: most }));
  expect(declined).toBe(scope);
  const fault = declinedFault(declined!);
  expect(fault).toMatchObject({ code: 'busy', message: expect.stringContaining(sentence) });
  expect(fault.hint).toMatch(/^Please ask again /);
});

it('of several bounds that are reached, the narrowest is told: it is the one to do something about', () => {
  expect(admit({ conversation: 20, person: 50, workspace: 1_000, everyone: 7_500 }).declined).toBe(
    'conversation',
  );
});
