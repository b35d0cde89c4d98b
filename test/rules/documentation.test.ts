/** The documentation of rules says what is true: its examples are read, and its tables are whole. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.ts';
import { READY_MADE } from '../../src/rules/index.ts';
import { VARIABLES } from '../../src/rules/variables.ts';

const page = readFileSync('docs/watching.md', 'utf8');
const examples = Array.from(page.matchAll(/```yaml\n([^]*?)```/g), ([, yaml]) => yaml!);

describe('the documentation of rules', () => {
  it.each(examples)('has examples that can be copied:\n%s', (yaml) => {
    const env = { TICKETS_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
    expect(Object.keys(parseConfig(env, yaml).rules)).not.toEqual([]);
  });

  it('names every variable, and what it stands for', () => {
    for (const [name, { is }] of Object.entries(VARIABLES))
      expect(page).toMatch(new RegExp(`\\| \`\\{${name}\\}\` +\\| ${is} `));
  });

  it('names every ready-made rule, and what it needs', () => {
    for (const [name, { needs }] of Object.entries(READY_MADE))
      expect(page).toMatch(new RegExp(`\\| \`${name}\` +\\|.*${needs === undefined ? '' : '`then.to`'}`));
  });
});
