/** What people may choose from when they ask. */
import { type AskChoices, AUTO, EffortChoice, TIERS } from '../../chat/index.ts';
import type { Catalog } from '../../model/index.ts';

export interface OfferedParts {
  readonly catalog: Pick<Catalog, 'models'>;
  /** The model that answers unless somebody asks for another one. */
  readonly modelName: string;
  /** There is no other one: tiers and `auto` would all be it. */
  readonly isAlone: boolean;
  /** The shapes that data can be extracted to, by their names. */
  readonly schemas: Readonly<Record<string, unknown>>;
}

export function offeredChoices({ catalog, modelName, isAlone, schemas }: OfferedParts): AskChoices {
  const models = isAlone ? [modelName] : [AUTO, ...TIERS, modelName, ...catalog.models.map(({ id }) => id)];
  const choice = (value: string) => ({ value, label: value });
  return {
    models: [...new Set(models)].map(choice),
    efforts: EffortChoice.options.map(choice),
    schemas: Object.keys(schemas).map(choice),
  };
}
