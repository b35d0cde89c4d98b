/** A rule out of YAML, for tests of what rules do. */
import { parse } from 'yaml';
import { readRule, type Rule } from '../../src/rules/index.ts';

export function ruleOf(yaml: string): Rule {
  const read = readRule(parse(yaml));
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return read.rule;
}
