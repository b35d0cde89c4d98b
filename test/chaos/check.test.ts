import { describe, expect, it } from 'vitest';
import { answerTo, fileOf } from './answers.ts';
import { type Asked, type Seen, verdictOn } from './check.ts';
import { planOf, type Question } from './plan.ts';
import { recoveries } from './recovery.ts';

const PHOTO = Buffer.from('a picture');
const question = (number: number, more: Partial<Question> = {}): Question => ({
  number,
  conversation: 1,
  atMs: 0,
  media: undefined,
  delivery: 'once',
  manner: 'well',
  length: 3_000,
  hasCode: false,
  hasPicture: false,
  speaksMs: 0,
  ...more,
});
const asked = (number: number, more: Partial<Asked> = {}): Asked => ({
  number,
  conversation: 1,
  position: number,
  heardAt: number,
  takenAt: number,
  answer: answerTo(question(number), PHOTO),
  ...more,
});
let positions = 100;
const message = (text: string, more: Partial<Seen> = {}): Seen => ({
  id: `message ${positions}`,
  text,
  notices: [],
  files: [],
  isOpen: false,
  under: [],
  position: positions++,
  ...more,
});
/** The pages of an answer, cut between words. */
const pagesOf = ({ answer: { text } }: Asked): readonly Seen[] => {
  const middle = text.indexOf(' ', text.length / 2);
  return [message(text.slice(0, middle)), message(text.slice(middle + 1))];
};
const NOTHING_WRONG = { lost: 0, doubled: 0, outOfOrder: 0, wrongCharacters: 0, open: 0, faults: [] };

describe('the check', () => {
  const [one, two] = [asked(1), asked(2)];

  it('finds nothing wrong with complete answers in order', () => {
    expect(verdictOn([one, two], [...pagesOf(one), ...pagesOf(two)])).toMatchObject({
      ...NOTHING_WRONG,
      turns: 2,
      answered: 2,
      told: 0,
    });
  });

  it('knows a question without an answer, and half an answer, as lost', () => {
    expect(verdictOn([one, two], pagesOf(one).slice(0, 1))).toMatchObject({ lost: 2, answered: 0 });
  });

  it('knows who was told why there is no answer, or only half of one', () => {
    const broke = message(one.answer.text.slice(0, 500), { notices: ['It broke off.'] });
    const gaveUp = message('', { notices: ['I gave up.'], under: [2] });
    expect(verdictOn([one, two], [broke, gaveUp])).toMatchObject({
      ...NOTHING_WRONG,
      told: 2,
      sentences: { 'It broke off.': 1, 'I gave up.': 1 },
    });
  });

  it('counts a page that stands twice, an answer that is given twice, and what is left beside an answer', () => {
    const [first, second] = pagesOf(one);
    expect(verdictOn([one], [first!, first!, second!])).toMatchObject({ doubled: 1, lost: 0 });
    expect(verdictOn([one], [message(first!.text.slice(0, 90)), first!, second!]).doubled).toBeGreaterThan(0);
    const leftOver = message('', { under: [1], notices: ['Thinking'] });
    expect(verdictOn([one], [first!, second!, leftOver])).toMatchObject({ doubled: 1 });
  });

  it('counts each wrong character', () => {
    const [first, second] = pagesOf(one);
    const wrong = { ...first!, text: first!.text.replace('river', 'rival') };
    expect(verdictOn([one], [wrong, second!]).wrongCharacters).toBe(first!.text.includes('river') ? 2 : 0);
    expect(verdictOn([one], [{ ...first!, text: `${first!.text} more` }, second!])).toMatchObject({
      wrongCharacters: 5,
    });
  });

  it('sees answers that are not in the order of their questions, where there is one', () => {
    const swapped = [...pagesOf(two), ...pagesOf(one)];
    expect(verdictOn([one, two], swapped).outOfOrder).toBe(1);
    expect(verdictOn([one, asked(2, { conversation: 2 })], swapped).outOfOrder).toBe(0);
    // The second was brought to the bot before the first, or the first may have been lost on the way.
    expect(verdictOn([asked(1, { takenAt: 3 }), two], swapped).outOfOrder).toBe(0);
    expect(verdictOn([asked(1, { takenAt: undefined }), two], swapped).outOfOrder).toBe(0);
    // The second was acknowledged after the first, but that it was heard of may have been long before.
    const early = asked(2, { heardAt: 1, takenAt: 9 });
    expect(verdictOn([asked(1, { takenAt: 3 }), early], swapped).outOfOrder).toBe(0);
    expect(verdictOn([asked(1, { takenAt: 3 }), { ...early, heardAt: 4 }], swapped).outOfOrder).toBe(1);
    expect(verdictOn([one, asked(2, { takenAt: undefined })], swapped).outOfOrder).toBe(1);
  });

  it('sees what looks unfinished', () => {
    const pages = pagesOf(one).map((page) => ({ ...page, isOpen: true }));
    expect(verdictOn([one], pages)).toMatchObject({ open: 2, lost: 0 });
  });

  it('misses files, and counts those that are there twice', () => {
    const drawn = asked(3, { answer: answerTo(question(3, { hasPicture: true }), PHOTO) });
    const [{ bytes } = { bytes: PHOTO }] = drawn.answer.files;
    const file = message('', { files: [{ name: 'picture-1.jpg', bytes }] });
    expect(fileOf(bytes)).toBe(3);
    expect(verdictOn([drawn], pagesOf(drawn))).toMatchObject({ lost: 1 });
    expect(verdictOn([drawn], [...pagesOf(drawn), file])).toMatchObject({ ...NOTHING_WRONG, answered: 1 });
    expect(verdictOn([drawn], [...pagesOf(drawn), file, file])).toMatchObject({ doubled: 1, answered: 1 });
  });

  it('joins a block of code that goes on on the next page, and wants it as a file then', () => {
    const coded = asked(4, { answer: answerTo(question(4, { hasCode: true }), PHOTO) });
    const { text } = coded.answer;
    const start = text.indexOf('```python');
    const cut = text.indexOf('\n', start + 400);
    const pages = [message(`${text.slice(0, cut)}\n\`\`\``), message(`\`\`\`python\n${text.slice(cut + 1)}`)];
    const code = text.slice(text.indexOf('\n', start) + 1, text.indexOf('\n```', start + 10));
    const file = message('', { files: [{ name: 'code-1.py', bytes: Buffer.from(code) }] });
    expect(verdictOn([coded], [...pages, file])).toMatchObject({ ...NOTHING_WRONG, answered: 1 });
    expect(verdictOn([coded], pages)).toMatchObject({ lost: 1 });
  });
});

it('a plan is the same for the same seed, and another one for another', () => {
  const cell = { platform: 'slack', store: 'postgres', seed: 5, turns: 40 } as const;
  expect(planOf(cell)).toEqual(planOf(cell));
  expect(planOf({ ...cell, seed: 6 })).not.toEqual(planOf(cell));
});

it('recovery is the time from the death of a process until what it wrote goes on, wherever', () => {
  const written = [
    { at: 10, by: 'worker 1', message: 'a' },
    { at: 12, by: 'worker 2', message: 'b' },
    { at: 20, by: 'worker 2', message: 'a' },
    { at: 21, by: 'worker 2', message: 'b' },
  ];
  const questionOf = (id: string) => ({ a: 1, b: 2 })[id];
  expect(recoveries([{ name: 'worker 1', at: 15 }], written, questionOf)).toEqual([5]);
});
