/** However much there is to show, a page stays within what Discord takes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderPage } from '../../../adapters/discord/page.ts';
import type { Receipt, ReplyView } from '../../../src/chat/index.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(2000))
    .map(([part, times]) => part.repeat(times)),
);
const receipt: fc.Arbitrary<Receipt> = fc.record({
  attachmentId: fc.string(),
  name: text,
  kind: fc.constant('video'),
  outcome: fc.constantFrom('used', 'skipped'),
  summary: text,
  pictures: fc.nat(),
  tokens: fc.nat(),
  costUsd: fc.constant(0),
});
const view: fc.Arbitrary<ReplyView> = fc.record({
  phase: fc.constantFrom('working', 'thinking', 'answering', 'done', 'failed', 'stopped'),
  status: text,
  markdown: fc.constant(''),
  reasoning: text,
  receipts: fc.array(receipt),
  notices: fc.array(text),
  footer: text,
  actions: fc.constant([]),
});

test('notes, thoughts and receipts of any length fit into one embed', () => {
  fc.assert(
    fc.property(view, (shown) => {
      const { content, embeds } = renderPage(shown);
      const [embed] = embeds;
      const description = embed?.description ?? '';
      const footer = embed?.footer?.text ?? '';
      expect(description.length).toBeLessThanOrEqual(4096);
      expect(footer.length).toBeLessThanOrEqual(2048);
      expect(description.length + footer.length).toBeLessThanOrEqual(6000);
      expect(description.isWellFormed()).toBe(true);
      expect(content.length + embeds.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
