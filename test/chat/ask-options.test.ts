import { describe, expect, it, test } from 'vitest';
import { type AskEvent, optionsFor, privately, readOptions } from '../../src/chat/index.ts';

const choices = {
  models: [
    { value: 'gpt-5.5', label: 'gpt-5.5' },
    { value: 'gpt-5.4-mini', label: 'gpt-5.4-mini' },
  ],
  efforts: ['none', 'low', 'high', 'auto'].map((value) => ({ value, label: value })),
  schemas: [{ value: 'invoice', label: 'invoice' }],
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

it.each([
  ['best:3 effort:auto why?', { best: 3, effort: 'auto', rest: 'why?' }],
  ['best:1 why?', { unknown: { option: 'best', value: '1' }, rest: 'best:1 why?' }],
  ['best:6 why?', { unknown: { option: 'best', value: '6' }, rest: 'best:6 why?' }],
  ['best:3.5 why?', { unknown: { option: 'best', value: '3.5' }, rest: 'best:3.5 why?' }],
  ['a:low since:2h why?', { rest: 'a:low since:2h why?' }],
  ['https://x.org/a?b=c is what?', { rest: 'https://x.org/a?b=c is what?' }],
  ['note: this is no option', { rest: 'note: this is no option' }],
])('of a question without a command it takes the options of a question: %s', (text, expected) => {
  expect(read(text)).toEqual({ private: false, ...expected });
});

describe('a command that a text begins with', () => {
  const schema = '{"type": "object", "title": "a } b", "properties": {"total": {"type": "number"}}}';

  test.each([
    ['why?', { command: 'ask', rest: 'why?' }],
    ['/ask best:2 why?', { command: 'ask', best: 2, rest: 'why?' }],
    [
      '/compare a:gpt-5.5/high b:low why a:b?',
      { command: 'compare', a: 'gpt-5.5/high', b: 'low', rest: 'why a:b?' },
    ],
    ['/compare effort:low why?', { command: 'compare', rest: 'effort:low why?' }],
    [' /Compare\nwhy?', { command: 'compare', rest: 'why?' }],
    ['/bot-compare why?', { command: 'compare', rest: 'why?' }],
    ['/bot-2-compare why?', { command: 'compare', rest: 'why?' }],
    ['/extract schema:INVOICE Total: 12', { command: 'extract', schema: 'invoice', rest: 'Total: 12' }],
    [
      `/extract schema:${schema} effort:low Total: {12}`,
      { command: 'extract', schema, effort: 'low', rest: 'Total: {12}' },
    ],
    ['/catchup', { command: 'catchup', rest: '' }],
    [
      '/catchup since:yesterday last:300 private:yes what was decided?',
      { command: 'catchup', since: 'yesterday', last: 300, private: true, rest: 'what was decided?' },
    ],
  ])('is read with its own options: %s', (text, expected) => {
    expect(optionsFor(text, choices)).toEqual({ private: false, ...expected });
  });

  test.each([
    ['/extract schema:bill Total: 12', 'schema', 'bill'],
    ['/catchup last:50001', 'last', '50001'],
    ['/catchup last:0', 'last', '0'],
    ['/catchup last:many', 'last', 'many'],
  ])('names a value that does not work: %s', (text, option, value) => {
    expect(optionsFor(text, choices).unknown).toEqual({ option, value });
  });

  test.each([
    [' ', schema, ' '],
    ['\n', schema, '\n'],
    ['', `\`${schema}\``, ' '],
    [' ', `\`${schema}\``, ''],
    ['\n', `\`\`\`json\n${schema}\n\`\`\``, '\n'],
    [' ', `\`\`\`${schema}\`\`\``, ' '],
    ['', `\`\`\`JSON ${schema}\n\`\`\``, '\n\n'],
  ])('takes a schema as people paste it: schema:%j%s', (before, pasted, behind) => {
    expect(optionsFor(`/extract schema:${before}${pasted}${behind}Total: {12}`, choices)).toEqual({
      command: 'extract',
      schema: pasted,
      private: false,
      rest: 'Total: {12}',
    });
  });

  it('takes further options behind a pasted schema', () => {
    const text = `/extract schema:\n\`\`\`\n${schema}\n\`\`\`\neffort:low Total: 12`;
    expect(optionsFor(text, choices)).toMatchObject({
      schema: `\`\`\`\n${schema}\n\`\`\``,
      effort: 'low',
      rest: 'Total: 12',
    });
  });

  it('takes a schema with curly quotes whole, for whoever reads it to say so', () => {
    const curly = '{“type”: “object”, “properties”: {“a”: {}}}';
    expect(optionsFor(`/extract schema: ${curly} Total: 12`, choices)).toMatchObject({
      schema: curly,
      rest: 'Total: 12',
    });
  });

  it('takes a text at once that never closes what it opens', () => {
    const begun = performance.now();
    expect(optionsFor(`/extract schema:{${'\\"'.repeat(20_000)}\\`, choices).rest).toBe('');
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test.each([
    ['/extract schema: invoice Total: 12', 'schema: invoice Total: 12'],
    ['/extract schema: what is {a}?', 'schema: what is {a}?'],
    ['/extract effort: {low} Total', 'effort: {low} Total'],
    ['/ask schema: {"a": 1}', 'schema: {"a": 1}'],
  ])('is not read into the words behind it: %s', (text, rest) => {
    expect(optionsFor(text, choices)).toEqual({ command: text.slice(1).split(' ')[0], private: false, rest });
  });

  it('whose schema has no end takes all that follows, which is then no schema', () => {
    expect(optionsFor('/extract schema:{"a": {"b": 1} Total: 12', choices)).toMatchObject({
      schema: '{"a": {"b": 1} Total: 12',
      rest: '',
    });
  });

  test.each([
    '/model gpt-5.5',
    '/etc/hosts is what?',
    '/comparewhat is it',
    'see /compare',
    '/',
    '/api/price-compare returns 500, why?',
    '/a.b-ask why?',
    '/-_-compare why?',
  ])('is none of these: %s', (text) => {
    expect(optionsFor(text, choices)).toEqual({ command: 'ask', private: false, rest: text });
  });
});

test.each([
  ['private:yes why?', true],
  ['/catchup since:2h private:on', true],
  ['/compare a:low private:no why?', false],
  ['why private:yes?', false],
])('%s is answered to its asker alone: %s', (text, isPrivate) => {
  const conversation = { platform: 'test', workspace: 'W', channel: 'C', kind: 'channel' } as const;
  const message = { conversation, text } as AskEvent['message'];
  const target = { conversation, private: false } as AskEvent['target'];
  const event = { type: 'message', eventId: 'E', aliases: [], message, target } as AskEvent;
  expect(privately(event, choices).target.private).toBe(isPrivate);
});
