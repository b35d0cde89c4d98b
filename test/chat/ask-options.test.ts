import { expect, it } from 'vitest';
import { readOptions } from '../../src/chat/index.ts';

const choices = {
  models: [
    { value: 'gpt-5.5', label: 'gpt-5.5' },
    { value: 'gpt-5.4-mini', label: 'gpt-5.4-mini' },
  ],
  efforts: ['none', 'low', 'high'].map((value) => ({ value, label: value })),
};
const read = (text: string) => readOptions(text, choices);

it('reads options at the start of a question and leaves the question', () => {
  expect(read('effort:high model:gpt-5.4-mini private:yes why is the sky blue?')).toEqual({
    effort: 'high',
    model: 'gpt-5.4-mini',
    private: true,
    rest: 'why is the sky blue?',
  });
});

it('reads a question without options as it is', () => {
  expect(read('private keys: what are they? effort:high')).toEqual({
    private: false,
    rest: 'private keys: what are they? effort:high',
  });
});

it('does not mind how they are written', () => {
  expect(read('  Effort:HIGH\nWhy?')).toMatchObject({ effort: 'high', rest: 'Why?' });
});

it('takes the last of two', () => {
  expect(read('effort:low effort:high Why?')).toMatchObject({ effort: 'high' });
});

it('names a value that is not offered, and keeps it in the text', () => {
  expect(read('model:gpt-5.5 effort:huge why?')).toEqual({
    model: 'gpt-5.5',
    private: false,
    rest: 'effort:huge why?',
    unknown: { option: 'effort', value: 'huge' },
  });
});

it('leaves nothing of a text that is all options', () => {
  expect(read('effort:none')).toEqual({ effort: 'none', private: false, rest: '' });
});
