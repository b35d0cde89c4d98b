/** Rules as tests write them. */
import { parse } from 'yaml';
import { readRule, type Rule } from '../../src/rules/index.ts';

/** @throws with all that is wrong with it */
export function ruleFrom(written: unknown): Rule {
  const read = readRule(written);
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return read.rule;
}

/** Out of YAML. */
export const ruleOf = (yaml: string): Rule => ruleFrom(parse(yaml));
