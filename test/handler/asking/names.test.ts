import { expect, it } from 'vitest';
import { withDistinctNames } from '../../../src/handler/asking/names.ts';
import { attachment, message } from '../../support/events.ts';

it('tells files of one name apart, the older ones first', () => {
  const files = (...names: readonly string[]) =>
    message({ attachments: names.map((name, index) => attachment({ id: `${name}${index}`, name })) });
  const named = withDistinctNames([files('image.png', 'clip.mp4'), files('image.png', 'image.png', 'notes')]);
  expect(named.map(({ attachments }) => attachments.map(({ name }) => name))).toEqual([
    ['image.png', 'clip.mp4'],
    ['image (2).png', 'image (3).png', 'notes'],
  ]);
});
