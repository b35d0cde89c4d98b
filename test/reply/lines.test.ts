/** Text beside an answer: how many messages it takes. */
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/reply/index.ts';
import { replace } from './harness.ts';

const place = { ...replace, pageSize: 200, fileBytes: 100_000 };
const sentence = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
const picture = { name: 'a.png', mediaType: 'image/png', data: new Uint8Array(3), altText: 'A heron' };
const wordsIn = (lines: readonly { readonly markdown: string }[]) =>
  lines.flatMap(({ markdown }) => markdown.match(/word\d+/g) ?? []);

describe('a text beside an answer', () => {
  it('is one message where it fits, with its files', () => {
    expect(linesOf({ markdown: 'Two herons.', files: [picture] }, place)).toEqual([
      { markdown: 'Two herons.', files: [picture] },
    ]);
  });

  it('is several whole pages where it is longer, and code is closed and opened again between them', () => {
    const prose = linesOf({ markdown: sentence(80) }, place);
    expect(prose.length).toBeGreaterThan(1);
    expect(wordsIn(prose)).toHaveLength(80);
    const code = linesOf({ markdown: `\`\`\`ts\n${'const x = 1;\n'.repeat(30)}\`\`\`` }, place);
    for (const { markdown } of code) expect(markdown).toMatch(/^```ts\n[^`]*\n```$/);
  });

  it('comes apart from its files where it is too long to stand under them', () => {
    const long = { ...place, pageSize: 2_000 };
    const lines = linesOf({ markdown: sentence(180), files: [picture] }, long);
    expect(lines.map(({ files = [] }) => files.length)).toEqual([0, 1]);
    expect(wordsIn(lines)).toHaveLength(180);
  });

  it('is a file that holds all of it, beside its beginning, where it would be many', () => {
    const markdown = sentence(1_000);
    const lines = linesOf({ markdown }, place);
    expect(wordsIn(lines)[0]).toBe('word0');
    expect(lines.flatMap(({ files = [] }) => files.map(({ name, data }) => [name, data.byteLength]))).toEqual(
      [['text.md', markdown.length]],
    );
    expect(lines.at(-1)!.markdown).toContain('text.md');
  });

  it('says how much is left out, where it can be no file', () => {
    const lines = linesOf({ markdown: sentence(1_000) }, { ...place, fileBytes: 0 });
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)!.markdown).toMatch(/last [\d,]+ characters/);
  });
});
