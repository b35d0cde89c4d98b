import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { wordsFor } from '../../../src/chat/index.ts';
import { aside } from '../../../src/handler/compare/aside.ts';

const { same, unlike, tooLong } = wordsFor('en').said.compared;
const words = { same, unlike, tooLong };
const never = new AbortController().signal;

/** Paragraphs of sixty words, with marks, lists and code. */
const long = (paragraphs: number, fault: string) =>
  Array.from({ length: paragraphs }, (_, index) => {
    const code = index % 50 === 0 ? `\n\n\`\`\`js\nlet a${index} = '${fault}';\n\`\`\`` : '';
    const about = index % 100 === 7 ? fault : 'tea';
    return `${index % 3 === 0 ? '- ' : ''}**Point ${index}** is \`about\` ${about}: ${'so it is said '.repeat(14)}${code}`;
  }).join('\n\n');

it('two long answers are compared as short ones are', async () => {
  const [first, second] = [long(100, 'pots'), long(100, 'cups')];
  const found = await aside({ find: 'difference', first, second, words }, never);
  expect(found).toContain('~~pots:~~ **cups:**');
  expect(found).toContain("-let a50 = 'pots';\n+let a50 = 'cups';");
});

describe('two answers of sixty thousand words', () => {
  it('keep nobody else waiting while they are compared', async () => {
    const [first, second] = [long(1_000, 'pots'), long(1_000, 'cups')];
    const before = performance.eventLoopUtilization();
    await aside({ find: 'difference', first, second, words }, never);
    expect(performance.eventLoopUtilization(before).active).toBeLessThan(250);
  }, 30_000);

  it('are left when the answer is stopped', async () => {
    const stop = new AbortController();
    const found = aside(
      { find: 'difference', first: long(1_000, 'pots'), second: long(1_000, 'cups'), words },
      stop.signal,
    );
    stop.abort(new Error('Stopped.'));
    await expect(found).rejects.toThrow('Stopped.');
  });
});

it('what cannot be compared in time is not waited for', async () => {
  const endless = (seed: number) => `*w${seed} [`.repeat(100_000);
  const begun = performance.now();
  const found = await aside({ find: 'difference', first: endless(1), second: endless(2), words }, never);
  expect([undefined, tooLong, unlike]).toContain(found);
  expect(performance.now() - begun).toBeLessThan(18_000);
}, 30_000);
