import { describe, expect, it } from 'vitest';
import { answerTo } from './answers.ts';
import type { Seen } from './check.ts';
import { planOf } from './plan.ts';
import { judgementOn, type Remark, type RemarkKind, remarkText, rulesVerdictOn } from './remarks.ts';

const { remarks } = planOf({ platform: 'slack', store: 'sqlite', seed: 1, turns: 12 });
const said = remarks.map((remark) => ({
  remark,
  answer: answerTo(remark, Buffer.from('a picture'), remarkText(remark)),
}));
const of = (kind: RemarkKind): Remark => remarks.find((remark) => remark.kind === kind)!;
const postOn = (remark: Remark, text = answerTo(remark, Buffer.from(''), remarkText(remark)).text): Seen => ({
  id: String(remark.number),
  text,
  notices: [],
  files: [],
  isOpen: false,
  under: [remark.number],
  position: remark.number,
});
const right = remarks
  .filter(({ kind }) => kind === 'matches' || kind === 'is judged yes')
  .map((remark) => postOn(remark));

describe('rules', () => {
  it('have acted where each remark that sets one off has its post, and no other has any', () => {
    const rules = { setOff: 4, acted: 4, lost: 0, doubled: 0 };
    expect(rulesVerdictOn(said, right)).toMatchObject({ rules, wrongCharacters: 0, open: 0, faults: [] });
  });

  it('have lost what has no post, or one that says why there is none', () => {
    const [first, ...others] = right;
    expect(rulesVerdictOn(said, others).rules).toMatchObject({ acted: 3, lost: 1 });
    const sorry = { ...first!, text: '', notices: ['That did not work.'] };
    expect(rulesVerdictOn(said, [sorry, ...others]).rules).toMatchObject({ acted: 3, lost: 1 });
  });

  it.each([
    ['the same post twice', of('matches')],
    ['a post about what the question says no to', of('is judged no')],
    ['a post about what no pattern finds', of('matches nothing')],
  ])('have doubled %s', (_, remark) => {
    expect(rulesVerdictOn(said, [...right, postOn(remark)]).rules).toMatchObject({ acted: 4, doubled: 1 });
  });

  it('have doubled whatever stands under a remark that is to be left alone', () => {
    const echo = postOn(of('matches nothing'), 'You said something.');
    expect(rulesVerdictOn(said, [...right, echo]).rules.doubled).toBe(1);
  });
});

it('the small model judges each message that it is shown, and answers nothing else', () => {
  const [yes, no] = [of('is judged yes'), of('is judged no')].map(remarkText);
  const shown = `<message aa>\nAda: ${yes}\n</message aa>\n<message bb>\nAda: ${no}\n</message bb>`;
  expect(JSON.parse(judgementOn(shown)!)).toMatchObject({
    answers: [
      { id: 'aa', answer: 'yes' },
      { id: 'bb', answer: 'no' },
    ],
  });
  expect(judgementOn(yes!)).toBeUndefined();
});
