import { describe, expect, it } from 'vitest';
import { Unconfirmed, UserError } from '../../../src/chat/index.ts';
import { failedWith } from '../../../src/handler/rule/end.ts';

const isBroken = (code: string) => failedWith(new UserError(code, 'No.', 'Do this.')).isBroken;

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

  it('is told as a sentence with what to do; of bugs and of what may have arrived nobody knows more', () => {
    expect(failedWith(new UserError('access', 'No.', 'Do this.')).why).toBe('No. Do this.');
    expect(failedWith(new TypeError('x of undefined'))).toMatchObject({
      isBroken: false,
      why: expect.stringMatching(/^Something went wrong on my side/),
    });
    expect(failedWith(new Unconfirmed('slack-unsure', 'Nobody knows.')).isBroken).toBe(false);
  });
});
