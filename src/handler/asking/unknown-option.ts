/** Tells whoever asks which value of an option is not known, and which ones are. */
import type { AskChoices, AskOptions, Words } from '../../chat/index.ts';

export function unknownOption(
  { option, value }: NonNullable<AskOptions['unknown']>,
  { models, efforts, schemas }: AskChoices,
  words: Words,
): string {
  const { said } = words;
  const known = (all: AskChoices['models']) => all.map((choice) => choice.value).join(', ');
  switch (option) {
    case 'model':
      return said.unknownModel(value, known(models));
    case 'effort':
      return said.unknownEffort(value, known(efforts));
    case 'schema':
      return said.noSchema(known(schemas) || words.options.schema.description);
    default:
      return said.unknownValue(option, value, words.options[option].description);
  }
}
