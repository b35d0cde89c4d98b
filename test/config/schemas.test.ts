import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/program.ts';

const parsed = (settings: string) => parseConfig({}, settings).schemas;

describe('the shapes that data can be extracted to', () => {
  it('are none where attache.yaml names none', () => {
    expect(parsed('')).toEqual({});
  });

  it('are written in attache.yaml, or in files beside it', () => {
    const path = join(temporaryFolder(), 'invoice.json');
    writeFileSync(path, '\uFEFF{"type":"object","properties":{"total":{"type":"number"}}}');
    expect(parsed(`schemas:\n  invoice: ${path}\n  names: { type: array, items: { type: string } }`)).toEqual(
      {
        invoice: { type: 'object', properties: { total: { type: 'number' } } },
        names: { type: 'array', items: { type: 'string' } },
      },
    );
  });

  it.each([
    ['a file that is not there', 'a: ./nowhere.json', /schemas\.a: .*nowhere\.json cannot be read/],
    ['a file that is no JSON', 'a: LICENSE', /schemas\.a: .*not valid JSON/],
    ['a type that is none', 'a: { type: sting }', /schemas\.a: expected a JSON Schema.*schema is invalid/],
    ['a pattern that is none', 'a: { pattern: "(" }', /schemas\.a: .*Unterminated group/],
    [
      'a reference to elsewhere',
      'a: { $ref: "https://a.example/b" }',
      /schemas\.a: .*can't resolve reference/,
    ],
    ['no schema at all', 'a: 7', /schemas\.a: .*is an object/],
    ['a name that cannot be typed', '"a b": { type: string }', /schemas\.a b: .*name of letters/],
  ])('are told to be of no use at the start: %s', (_what, line, fault) => {
    expect(() => parsed(`schemas:\n  ${line}`)).toThrow(fault);
  });
});
