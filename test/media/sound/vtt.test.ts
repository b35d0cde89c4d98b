import { describe, expect, it } from 'vitest';
import { parseVtt } from '../../../src/media/sound/vtt.ts';

const cue = (start: string, end: string, words: string): string => `${start} --> ${end}\n${words}\n`;

describe("a platform's own transcript", () => {
  it('gives the words of its cues with their times', () => {
    const text = [
      'WEBVTT',
      '',
      '1',
      cue('00:02.000', '00:05.500', 'Open the settings.'),
      '',
      cue('01:00:07.250', '01:00:09.000', 'Press save.'),
    ];
    expect(parseVtt(text.join('\n'), 30)).toEqual([
      { start: 2, end: 5.5, words: 'Open the settings.' },
      { start: 3607.25, end: 3609, words: 'Press save.' },
    ]);
  });

  it('joins cues that follow each other, up to the length of a stretch', () => {
    const cues = Array.from({ length: 10 }, (_, index) =>
      cue(`00:0${index}.000`, `00:0${index}.900`, `word${index}`),
    );
    const said = parseVtt(`WEBVTT\n\n${cues.join('\n')}`, 5);
    expect(said.map(({ start, end }) => [start, end])).toEqual([
      [0, 4.9],
      [5, 9.9],
    ]);
    expect(said[0]!.words).toBe('word0 word1 word2 word3 word4');
  });

  it('leaves out tags, styles, notes and empty cues', () => {
    const text = `WEBVTT - Slack\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE 00:00 nothing\r\n\r\nintro\r\n00:01.000 --> 00:03.000 align:start position:0%\r\n<v Ada Lovelace>Fish &amp; <c.loud>chips</c>,\r\n<00:02.000>please &lt;3\r\n\r\n00:04.000 --> 00:05.000\r\n<i></i>\r\n`;
    expect(parseVtt(text, 30)).toEqual([{ start: 1, end: 3, words: 'Fish & chips, please <3' }]);
  });

  it('says a line that rolls up only once', () => {
    const text = `WEBVTT\n\n${cue('00:01.000', '00:02.000', 'so when I')}\n${cue('00:02.000', '00:04.000', 'so when I')}`;
    expect(parseVtt(text, 30)).toEqual([{ start: 1, end: 4, words: 'so when I' }]);
  });

  it('puts cues in order, and drops those that end before they begin', () => {
    const text = `WEBVTT\n\n${cue('00:09.000', '00:10.000', 'last')}\n${cue('00:05.000', '00:01.000', 'odd')}\n${cue('00:01.000', '00:02.000', 'first')}`;
    expect(parseVtt(text, 30).map(({ words }) => words)).toEqual(['first', 'last']);
  });

  it('makes nothing of what is no transcript, in no time', () => {
    expect(parseVtt('<html>Sign in</html>', 30)).toEqual([]);
    expect(parseVtt('', 30)).toEqual([]);
    const started = performance.now();
    parseVtt(`WEBVTT\n\n${'00:01.000 --> 00:02.000\n'}${'<'.repeat(3_000_000)}`, 30);
    parseVtt(`WEBVTT\n\n${'00:01.000 --> 00:02.000\nx\n\n'.repeat(200_000)}`, 30);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
