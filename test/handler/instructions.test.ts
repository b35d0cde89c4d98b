import { describe, expect, it } from 'vitest';
import { instructionsFor } from '../../src/handler/index.ts';
import { conversation } from '../support/events.ts';

const rules = {
  instructions: 'general, {date}',
  places: [
    { platform: 'slack', instructions: 'all of Slack' },
    { workspace: 'W1', instructions: 'one workspace' },
    { channel: 'C1', instructions: 'one channel' },
    { channel: 'C1', instructions: 'the same channel, said later' },
  ],
};
const now = new Date('2026-03-04T12:00:00Z');

describe('who the bot is', () => {
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
    expect(instructionsFor(rules, conversation(place), now)).toBe(instructions);
  });
});
