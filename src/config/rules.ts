/** The `rules` of attache.yaml, and what they name of its other settings. */
import { draftOf, isMap, unknownNames, WrittenRule } from '../rules/index.ts';
import { byName } from './by-name.ts';

export const Rules = byName(WrittenRule, 'rules');

/**
 * What rules name and nobody has written, whatever else is wrong.
 *
 * @param content of attache.yaml, as it is written
 * @returns one sentence for each, with its path in the file
 */
export function rulesFaults(content: unknown): readonly string[] {
  const { rules, schemas, webhooks, tools } = isMap(content) ? content : {};
  const names = (setting: unknown) => (isMap(setting) ? Object.keys(setting) : []);
  const known = {
    schemas: names(schemas),
    webhooks: names(webhooks),
    tools: Array.isArray(tools) ? tools : [],
  };
  return Object.entries(isMap(rules) ? rules : {}).flatMap(([name, written]) =>
    unknownNames(draftOf(written), known).map((fault) => `rules.${name}.${fault}`),
  );
}
