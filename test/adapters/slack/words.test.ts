/** Every text that Slack cuts or refuses when it is too long, in every language. */
import { describe, expect, test } from 'vitest';
import { questionForm } from '../../../adapters/slack/asking/modal.ts';
import { EFFORTS, LANGUAGES, WORDS } from '../../../src/chat/index.ts';
import { CHOICES } from './harness.ts';

describe.each(LANGUAGES)('%s', (language) => {
  const words = WORDS[language];
  const within = (limit: number, texts: readonly string[]) => {
    for (const text of texts) expect([text, text.length <= limit && text.length > 0]).toEqual([text, true]);
  };

  test('the title of the form and its buttons: 24 characters', () => {
    within(24, [words.form.title, words.form.send, words.form.cancel]);
  });

  test('buttons: 75 characters', () => {
    const { harder, ...labels } = words.actions;
    within(75, [...Object.values(labels), ...EFFORTS.map(harder)]);
  });

  test('options of a select: 75 characters, with a name beside the usual', () => {
    within(75, Object.values(words.choices));
    within(75, [words.options.private.description, `${words.choices.usual} (${'m'.repeat(40)})`]);
  });

  test('headers of the page: 150 characters; what it says: 3,000', () => {
    within(150, [words.home.settings, words.home.usage]);
    within(3_000, [
      words.home.greeting,
      words.home.model,
      words.home.effort,
      ...Object.values(words.said).filter((text) => typeof text === 'string'),
    ]);
  });

  test('prompts: four at most', () => {
    expect(words.prompts.length).toBeGreaterThan(0);
    expect(words.prompts.length).toBeLessThanOrEqual(4);
    within(
      75,
      words.prompts.map(({ title }) => title),
    );
    within(
      1_000,
      words.prompts.map(({ message }) => message),
    );
  });

  test('what Slack keeps with a form: 3,000 characters', () => {
    const context = {
      channel: 'C'.repeat(20),
      responseUrl: `https://hooks.slack.com/${'x'.repeat(300)}`,
      askedAt: '1'.repeat(20),
      message: {
        ts: '1'.repeat(20),
        thread_ts: '1'.repeat(20),
        user: 'U'.repeat(20),
        text: '“so”\n'.repeat(3_000),
        files: Array.from({ length: 20 }, (_, i) => ({
          id: `F${i}`,
          name: `${'name'.repeat(30)}.png`,
          url_private: `https://files.slack.com/${'x'.repeat(200)}`,
        })),
      },
    };
    const form = questionForm(context, words, CHOICES);
    expect(form.private_metadata?.length).toBeLessThanOrEqual(3_000);
  });
});
