/** What a rule names of the other settings: models, shapes, webhooks and tools. */
import { HostedTool } from '../chat/index.ts';
import type { Draft } from './draft.ts';
import { isMap } from './shape.ts';

/** What there is that a rule can name. */
export interface Known {
  /** Any model where left out: only its server knows. */
  readonly models?: readonly string[] | undefined;
  readonly schemas: readonly string[];
  readonly webhooks: readonly string[];
  readonly tools: readonly string[];
}

/** The models of a rule, with the path of each in it. */
export function modelsOf({ when, then }: Draft): readonly (readonly [path: string, model: string])[] {
  const question = when?.['question'];
  const named = [
    ['when.question.model', isMap(question) ? question['model'] : undefined],
    ['then.model', then?.['model']],
  ] as const;
  return named.flatMap(([path, model]) => (isName(model) ? [[path, model] as const] : []));
}

/** One sentence, which begins with a path in the rule, for each thing that it names and that is not there. */
export function unknownNames(rule: Draft, { models, schemas, webhooks, tools }: Known): readonly string[] {
  const { schema, to, tools: used } = rule.then ?? {};
  const webhook = isMap(to) ? to['webhook'] : undefined;
  const all: readonly unknown[] = Array.isArray(used) ? used : [];
  return [
    ...modelsOf(rule).flatMap(([path, model]) => missing(path, model, 'models', models ?? [model])),
    ...missing('then.schema', schema, 'schemas', schemas),
    ...missing('then.to.webhook', webhook, 'webhooks', webhooks),
    ...all.flatMap((tool, index) =>
      HostedTool.safeParse(tool).success ? missing(`then.tools.${index}`, tool, 'tools', tools) : [],
    ),
  ];
}

/** What is none is told as a wrong value. */
const isName = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function missing(
  path: string,
  name: unknown,
  setting: keyof Known,
  known: readonly string[],
): readonly string[] {
  if (!isName(name) || known.includes(name)) return [];
  const expected =
    known.length === 0
      ? `one of the \`${setting}\` of attache.yaml, where there are none`
      : `one of ${known.join(', ')}`;
  return [`${path}: expected ${expected}, got ${JSON.stringify(name)}.`];
}
