/** However much there is to show, a page stays within what Discord takes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pressOf, renderPage } from '../../../adapters/discord/pages/page.ts';
import { ActionId, type Receipt, type ReplyStep, type ReplyView } from '../../../src/chat/index.ts';
import { MessageBody } from '../../loopback/discord/validation.ts';

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
const step: fc.Arbitrary<ReplyStep> = fc.record({
  id: fc.string(),
  title: text,
  state: fc.constantFrom('running', 'done', 'failed'),
});
const view: fc.Arbitrary<ReplyView> = fc.record({
  phase: fc.constantFrom('working', 'thinking', 'answering', 'done', 'failed', 'stopped'),
  status: text,
  markdown: fc.constant(''),
  reasoning: text,
  steps: fc.array(step),
  plan: fc.record({ title: text }),
  receipts: fc.array(receipt),
  notices: fc.array(text),
  footer: text,
  actions: fc
    .uniqueArray(fc.constantFrom(...ActionId.options))
    .map((ids) => ids.map((id) => ({ id, label: id.repeat(40), turnId: 'turn-1' }))),
  files: fc.constant([]),
});

test('notes, steps, thoughts and receipts of any length fit into one embed, and any buttons below it', () => {
  fc.assert(
    fc.property(view, (shown) => {
      const { content = '', embeds = [], components } = renderPage(shown);
      const [embed] = embeds;
      const description = embed?.description ?? '';
      const footer = embed?.footer?.text ?? '';
      expect(description.length).toBeLessThanOrEqual(4096);
      expect(footer.length).toBeLessThanOrEqual(2048);
      expect(description.length + footer.length).toBeLessThanOrEqual(6000);
      expect(description.isWellFormed()).toBe(true);
      expect(content.length + embeds.length).toBeGreaterThan(0);
      expect(MessageBody.safeParse({ content, embeds, components }).error).toBeUndefined();
      expect(pressesOf(components)).toEqual(
        shown.actions.map(({ id }) => ({ action: id, turnId: 'turn-1' })),
      );
    }),
    { numRuns: 60 },
  );
});

function pressesOf(components: ReturnType<typeof renderPage>['components']) {
  const ids = [...JSON.stringify(components).matchAll(/"custom_id":"([^"]+)"/g)].map(([, id]) => id!);
  return ids.map(pressOf);
}
