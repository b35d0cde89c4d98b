import { describe, expect, it } from 'vitest';
import { Unconfirmed, UserError } from '../../../src/chat/index.ts';
import { failedWith } from '../../../src/handler/rule/end.ts';

const failed = (code: string, isUnnamed = false) =>
  failedWith(new UserError(code, 'No.', 'Do this.'), isUnnamed);
const isBroken = (code: string) => failed(code).isBroken;

describe('what goes wrong for a rule', () => {
  it.each([
    'access',
    'schema',
    'time',
    'no-source',
    'unknown-option',
    'model-unknown',
    'discord-permission',
    'discord-message-content',
    'slack-not-in-channel',
    'slack-channel-not-found',
    'slack-is-archived',
    'slack-missing-scope',
    'webhook-refused',
  ])('and will go wrong again breaks it: %s', (code) => {
    expect(isBroken(code)).toBe(true);
  });

  it.each([
    'budget',
    'busy',
    'gave-up',
    'slow',
    'refused',
    'not-extracted',
    'too-long',
    'model-busy',
    'model-quota',
    'model-auth',
    'model-cut',
    'model-too-long',
    'discord-gone',
    'discord-dm-closed',
    'slack-thread-not-found',
    'slack-unreachable',
    'slack-busy',
  ])('and may go well with the next message does not: %s', (code) => {
    expect(isBroken(code)).toBe(false);
  });

  it.each([
    'budget',
    'busy',
    'slow',
    'model-busy',
    'model-unreachable',
    'model-silent',
    'model-cut',
    'model-quota',
    'model-auth',
    'discord-token',
    'discord-unreachable',
    'slack-unreachable',
    'slack-invalid-auth',
    'slack-token-revoked',
    'slack-account-inactive',
  ])('hinders every rule, and is no failure of one: %s', (code) => {
    expect(failed(code)).toMatchObject({ outcome: 'hindered', isBroken: false });
  });

  it.each([
    'refused',
    'not-extracted',
    'too-long',
    'gave-up',
    'model-policy',
    'model-bad-image',
    'model-too-long',
  ])('by what was said tells nothing of the rule: %s', (code) => {
    expect(failed(code)).toMatchObject({ outcome: 'failed', isBroken: false, isBlameless: true });
  });

  it.each([
    'discord-permission',
    'discord-channel-kind',
    'discord-locked',
    'discord-dm-closed',
    'discord-gone',
    'slack-not-in-channel',
    'slack-channel-not-found',
    'slack-is-archived',
    'slack-restricted-action',
    'slack-restricted-action-read-only-channel',
    'slack-thread-locked',
    'slack-user-disabled',
  ])('in a place that it names counts, and in one that it does not is no failure: %s', (code) => {
    expect(failed(code)).toMatchObject({ outcome: 'failed' });
    expect(failed(code)).not.toHaveProperty('isBlameless');
    expect(failed(code, true)).toMatchObject({ outcome: 'hindered', isBroken: false });
  });

  it('whatever the place is may be the fault of the rule', () => {
    expect(failed('model-unknown', true)).toMatchObject({ outcome: 'failed', isBroken: true });
    expect(failed('schema', true)).toMatchObject({ outcome: 'failed', isBroken: true });
  });

  it('is told as a sentence with what to do; of bugs and of what may have arrived nobody knows more', () => {
    expect(failedWith(new UserError('access', 'No.', 'Do this.')).why).toBe('No. Do this.');
    expect(failedWith(new TypeError('x of undefined'))).toMatchObject({
      isBroken: false,
      why: { code: 'mishap' },
    });
    expect(failedWith(new Unconfirmed('slack-unsure', 'Nobody knows.')).isBroken).toBe(false);
  });
});
