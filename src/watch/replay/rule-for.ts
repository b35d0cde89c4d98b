/** The rule to be replayed: one of attache.yaml, a ready-made one, or one in a file. */
import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parse } from 'yaml';
import { UserError } from '../../chat/index.ts';
import { READY_MADE, readRule, type Rule } from '../../rules/index.ts';
import { isMap } from '../command/written.ts';

export interface NamedRule {
  readonly name: string;
  readonly rule: Rule;
}

/** Where a ready-made rule wants to be told a place, any will do: nothing is posted there. */
const SOMEWHERE = { platform: 'discord', channel: 'somewhere' };

/**
 * @param known the rules of attache.yaml
 * @throws {UserError} `usage` where there is no such rule, `rule` with everything that is wrong with it
 */
export function ruleFor(text: string, known: Readonly<Record<string, Rule>>): NamedRule {
  if (Object.hasOwn(known, text)) return { name: text, rule: known[text]! };
  if (Object.hasOwn(READY_MADE, text)) {
    const { needs } = READY_MADE[text]!;
    return read(text, { ready: text, ...(needs !== undefined && { then: { to: SOMEWHERE } }) });
  }
  if (!statSync(text, { throwIfNoEntry: false })?.isFile())
    throw new UserError(
      'usage',
      `There is no rule “${text}”, and no such file.`,
      `Name one of attache.yaml${listed(Object.keys(known))}, a ready-made one${listed(Object.keys(READY_MADE))}, or a file with a rule in YAML.`,
    );
  return inFile(text);
}

const listed = (names: readonly string[]): string => (names.length === 0 ? '' : ` (${names.join(', ')})`);

/** A file holds a rule alone, one behind its name, or `rules` with one in it. */
function inFile(path: string): NamedRule {
  const content = parsed(path);
  const rules = isMap(content) && isMap(content['rules']) ? content['rules'] : content;
  if (isMap(rules) && ['when', 'then', 'ready'].some((key) => key in rules))
    return read(basename(path, extname(path)), rules);
  const [entry, ...others] = isMap(rules) ? Object.entries(rules) : [];
  if (!entry || others.length > 0)
    throw new UserError('rule', `I expected one rule in “${path}”.`, 'Write it as NAME: {when: …, then: …}.');
  return read(...entry);
}

function parsed(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'), { logLevel: 'error' });
  } catch (error) {
    throw new UserError(
      'rule',
      `“${path}” is not valid YAML. ${error instanceof Error ? error.message : error}`,
    );
  }
}

function read(name: string, value: unknown): NamedRule {
  const result = readRule(value);
  if ('rule' in result) return { name, rule: result.rule };
  throw new UserError('rule', `Something is wrong with the rule “${name}”:\n${result.faults.join('\n')}\n`);
}
