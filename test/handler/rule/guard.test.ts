import { describe, expect, it } from 'vitest';
import { saysNothing } from '../../../src/handler/rule/guard.ts';

describe('an answer to a rule says nothing', () => {
  it.each(['NOTHING', '**NOTHING**.', '“NOTHING!”', '', ' \n'])('where it is %j', (answer) => {
    expect(saysNothing(answer)).toBe(true);
  });

  it.each(['NOTHING new today', 'Nothing', 'NOTHING. NOTHING.', '42'])(
    'and says something where it is %j',
    (answer) => {
      expect(saysNothing(answer)).toBe(false);
    },
  );

  it('however many marks a model that repeats itself writes between two words', () => {
    expect(saysNothing(`One${'.'.repeat(1_000_000)}two`)).toBe(false);
  });
});
