/** The names in a rule that must be known here: models, shapes, webhooks and tools. One sentence for each that is not, with its path. */
import type { Rule } from '../../rules/index.ts';
import type { WatchParts } from '../watch.ts';

export type NameParts = Pick<WatchParts, 'choices' | 'schemas' | 'webhooks' | 'hosted'>;

export function unknownNames(
  { when, then }: Rule,
  { choices, schemas, webhooks, hosted = [] }: NameParts,
): readonly string[] {
  const models = choices.models.map(({ value }) => value);
  const question = when.on === 'schedule' ? undefined : when.question;
  const webhook = typeof then.to === 'object' && 'webhook' in then.to ? then.to.webhook : undefined;
  return [
    ...missing('when.question.model', question?.model, models),
    ...missing('then.model', then.model, models),
    ...missing('then.schema', then.schema, Object.keys(schemas)),
    ...missing('then.to.webhook', webhook, [...webhooks]),
    ...then.tools.flatMap((tool, index) => missing(`then.tools.${index}`, tool, hosted)),
  ];
}

function missing(path: string, name: string | undefined, known: readonly string[]): readonly string[] {
  if (name === undefined || known.includes(name)) return [];
  return [
    known.length === 0
      ? `${path}: there is none that could be “${name}”: whoever runs me can add some in attache.yaml.`
      : `${path}: expected one of ${known.join(', ')}, got “${name}”.`,
  ];
}
