import { describe, expect, it } from 'vitest';
import { mannerFor, type MannerRules } from '../../../src/handler/index.ts';
import { conversation } from '../../support/events.ts';

const rules: MannerRules = {
  instructions: 'general, {date}',
  reasoning: 'live',
  places: [
    { platform: 'slack', instructions: 'all of Slack', model: 'gpt-5.4-mini', reasoning: 'off' },
    { workspace: 'W1', instructions: 'one workspace', effort: 'low' },
    { channel: 'C1', instructions: 'one channel' },
    { channel: 'C1', instructions: 'the same channel, said later', effort: 'high' },
  ],
};
const now = new Date('2026-03-04T12:00:00Z');

describe('how the bot is', () => {
  it.each([
    ['anywhere else', { platform: 'discord', workspace: 'W9', channel: 'C9' }, 'general, 2026-03-04'],
    ['on a platform', { platform: 'slack', workspace: 'W9', channel: 'C9' }, 'all of Slack'],
    ['in a workspace', { platform: 'slack', workspace: 'W1', channel: 'C9' }, 'one workspace'],
    ['in a channel', { platform: 'slack', workspace: 'W1', channel: 'C1' }, 'the same channel, said later'],
    [
      'in a thread that is named',
      { workspace: 'W9', channel: 'C9', thread: 'C1' },
      'the same channel, said later',
    ],
  ])('%s is what the smallest place says', (_where, place, instructions) => {
    expect(mannerFor(rules, conversation(place), now).instructions).toBe(instructions);
  });

  it('is, side by side, what the smallest place says that says something of it', () => {
    const here = conversation({ platform: 'slack', workspace: 'W1', channel: 'C1' });
    expect(mannerFor(rules, here, now)).toMatchObject({
      model: 'gpt-5.4-mini',
      effort: 'high',
      reasoning: 'off',
    });
    expect(mannerFor(rules, conversation({ channel: 'C9' }), now)).toMatchObject({
      model: undefined,
      effort: 'low',
      reasoning: 'live',
    });
  });
});
