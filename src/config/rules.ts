/** The `rules` of attache.yaml, and what they name of its other settings. */
import { z } from 'zod';
import type { HostedTool } from '../chat/index.ts';
import { type Rule, RuleName, WrittenRule } from '../rules/index.ts';

export const Rules = z
  .record(z.string(), WrittenRule, { error: 'expected rules by their names' })
  .default({})
  .superRefine((rules, context) => {
    for (const name of Object.keys(rules)) {
      const { success, error } = RuleName.safeParse(name);
      if (!success) context.addIssue({ code: 'custom', path: [name], message: error.issues[0]!.message });
    }
  })
  .readonly();

interface Named {
  readonly rules: Readonly<Record<string, Rule>>;
  readonly schemas: Readonly<Record<string, unknown>>;
  readonly webhooks: Readonly<Record<string, unknown>>;
  readonly tools: readonly HostedTool[];
}

/** One sentence for each thing that a rule names and that is not there. */
export const rulesFaults = ({ rules, schemas, webhooks, tools }: Named): readonly string[] =>
  Object.entries(rules).flatMap(([name, { then }]) => {
    const webhook = typeof then.to === 'object' && 'webhook' in then.to ? then.to.webhook : undefined;
    const path = `rules.${name}.then`;
    return [
      ...missing(`${path}.schema`, then.schema, 'schemas', Object.keys(schemas)),
      ...missing(`${path}.to.webhook`, webhook, 'webhooks', Object.keys(webhooks)),
      ...then.tools.flatMap((tool) => missing(`${path}.tools`, tool, 'tools', tools)),
    ];
  });

const missing = (
  path: string,
  name: string | undefined,
  setting: string,
  there: readonly string[],
): readonly string[] =>
  name === undefined || there.includes(name)
    ? []
    : [
        `${path}: expected one of \`${setting}\` (${there.length === 0 ? 'there are none' : there.join(', ')}), got ${JSON.stringify(name)}.`,
      ];
