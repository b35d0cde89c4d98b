import { describe, expect, it } from 'vitest';
import { bestAtDiscord, bestAtSlack } from '../../bench/reply/best.ts';
import { staleness } from '../../bench/reply/staleness.ts';
import { recordedStream, type StreamSpec } from '../../bench/reply/streams.ts';
import { account, wordsIn } from '../../bench/reply/words.ts';

const PROSE: StreamSpec = { content: 'prose', length: 1500, rate: 50, reply: 0 };

describe('staleness', () => {
  it('is nought when every word is seen as it is said', () => {
    expect(
      staleness(
        [0, 1000],
        [
          { at: 0, seen: 1 },
          { at: 1000, seen: 2 },
        ],
      ),
    ).toBe(0);
  });

  it('grows with the age of the oldest word that nobody can see yet', () => {
    // One second of waiting for the only word: it is half a second old on average.
    expect(staleness([0], [{ at: 1000, seen: 1 }])).toBe(500);
    // What came later is younger and does not count while the first is still unseen.
    expect(staleness([0, 900], [{ at: 1000, seen: 2 }])).toBe(500);
  });

  it('does not fall because of a write that leaves the oldest word unseen', () => {
    const useless = { at: 500, seen: 0 };
    expect(staleness([0], [useless, { at: 1000, seen: 1 }])).toBe(500);
  });
});

describe('the account of an answer', () => {
  it('names the words that are lost, doubled and out of order, and knows those in files', () => {
    const { lost, doubled, disordered, onlyInFiles } = account([1, 2, 3, 4, 5], [1, 3, 2, 2], [5]);
    expect({ lost, doubled, disordered, onlyInFiles }).toEqual({
      lost: [4],
      doubled: [2],
      disordered: 1,
      onlyInFiles: [5],
    });
  });

  it.each(['prose', 'code', 'table', 'cjk'] as const)(
    'finds every word of a recorded answer: %s',
    (content) => {
      const { text, words, tokens } = recordedStream({ ...PROSE, content, length: 8000 });
      expect(wordsIn(text)).toEqual(words.map(({ number }) => number));
      expect(tokens.map((token) => token.text).join('')).toBe(text);
      expect(wordsIn(text.slice(0, words[7]!.end - 1))).toHaveLength(7);
    },
  );

  it('is made of the same stream every time', () => {
    expect(recordedStream(PROSE)).toEqual(recordedStream(PROSE));
    expect(recordedStream(PROSE).text).not.toBe(recordedStream({ ...PROSE, reply: 1 }).text);
  });
});

describe('the best schedule', () => {
  const replies = Array.from({ length: 20 }, (_, reply) => ({
    stream: recordedStream({ ...PROSE, reply }),
    channel: reply,
  }));
  const together = replies.map((reply) => ({ ...reply, channel: 0 }));

  it('writes once a second where five edits in five seconds are allowed', () => {
    const { stalenessMs, firstTextMs, writes } = bestAtDiscord(replies.slice(0, 1), 'lasting');
    // Half of the distance, a bit less for the words that are said between two writes.
    expect(stalenessMs).toBeGreaterThan(400);
    expect(stalenessMs).toBeLessThan(500);
    expect(firstTextMs).toBeLessThan(50);
    // The first text, once a second for seven and a half, the end.
    expect(writes).toBeLessThanOrEqual(10);
  });

  it('is worse where more replies share a channel, and where more share a workspace', () => {
    const alone = bestAtDiscord(replies, 'lasting').stalenessMs;
    expect(bestAtDiscord(together, 'lasting').stalenessMs).toBeGreaterThan(3 * alone);
    expect(bestAtSlack(replies, 'lasting').stalenessMs).toBeGreaterThan(
      bestAtSlack(replies.slice(0, 5), 'lasting').stalenessMs,
    );
  });

  it('is never better when it must last than when it may spend everything at once', () => {
    for (const best of [bestAtDiscord, bestAtSlack])
      expect(best(together, 'once').stalenessMs).toBeLessThanOrEqual(best(together, 'lasting').stalenessMs);
  });
});
