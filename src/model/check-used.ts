/** What there is to say of a model that is used: is it there, for how long, and what is not known of it. */
import { type Finding, Tier, type Tier as TierName } from '../chat/index.ts';
import type { ModelEntry, Takes } from './catalog/catalog.ts';
import { type Catalog, findTranscription, hasEnded } from './catalog/models.ts';
import { TRANSCRIPTION_MODELS } from './catalog/transcription-models.ts';
import type { UsedModel } from './catalog/used.ts';

/** What a server says of its models. */
export type Listed = readonly { readonly id: string; readonly shutdown_date?: string | null | undefined }[];

/** From so many days before its end on, a model is warned of. */
const END_IN_SIGHT_DAYS = 120;

function checkListed({ id, settings, isUsual }: UsedModel, takes: Takes, listed: Listed): Finding {
  if (listed.some((model) => model.id === id))
    return { level: 'ok', what: `The model ${id} is there; I send it ${kindsFor(takes)}.` };
  return {
    level: isUsual ? 'warning' : 'error',
    what: `The server does not list the model ${id}.`,
    hint:
      listed.length === 0
        ? 'It lists none at all.'
        : `Set ${inWords(settings)} to one it has, for example ${listed[0]?.id}.`,
  };
}

const inWords = (settings: readonly string[]): string => new Intl.ListFormat('en').format(settings);

/** What goes to a model as it is, in words for people. */
function kindsFor({ images, files, sound, video }: Takes): string {
  const kinds = [
    'text',
    ...(images ? ['pictures'] : []),
    ...(files === 'none' ? [] : [files === 'pdf' ? 'PDF documents' : 'documents']),
    ...(sound ? ['sound'] : []),
    ...(video ? ['video'] : []),
  ];
  return new Intl.ListFormat('en').format(kinds);
}

const dayIn = (days: number, day: string): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** The end of a model, where it is in sight. */
function checkEnd(id: string, endsOn: string | undefined, day: string, hint: string): Finding | undefined {
  if (endsOn === undefined) return undefined;
  if (hasEnded({ endsOn }, day)) return { level: 'error', what: `${id} was turned off on ${endsOn}.`, hint };
  return hasEnded({ endsOn }, dayIn(END_IN_SIGHT_DAYS, day))
    ? { level: 'warning', what: `${id} will be turned off on ${endsOn}.`, hint }
    : undefined;
}

/** The tier that is nearest in price and stays: what can take the place of a model that ends. */
function successorOf(
  { id, prices }: ModelEntry,
  catalog: Catalog,
  day: string,
): readonly [TierName, ModelEntry] | undefined {
  const stays = ({ endsOn }: ModelEntry): boolean =>
    !hasEnded({ ...(endsOn && { endsOn }) }, dayIn(END_IN_SIGHT_DAYS, day));
  const distance = (other: ModelEntry): number =>
    Math.abs(Math.log((other.prices?.output || Infinity) / (prices?.output || Infinity)));
  return Tier.options
    .map((tier) => [tier, catalog.find(tier)] as const)
    .filter(([, model]) => model.id !== id && stays(model) && Number.isFinite(distance(model)))
    .toSorted(([, one], [, other]) => distance(one) - distance(other))[0];
}

/** @param listed what the server lists; undefined where it lists nothing */
export function checkUsed(
  used: UsedModel,
  {
    listed,
    catalog,
    day,
  }: { readonly listed: Listed | undefined; readonly catalog: Catalog; readonly day: string },
): readonly Finding[] {
  const { id, settings } = used;
  const entry = catalog.find(id);
  const successor = successorOf(entry, catalog, day);
  const end = checkEnd(
    id,
    listed?.find((model) => model.id === id)?.shutdown_date ?? entry.endsOn,
    day,
    successor
      ? `Set ${inWords(settings)} to ${successor[1].id}, for example: the tier ${successor[0]}, which is nearest in price.`
      : 'Choose its successor in time.',
  );
  const there = listed && checkListed(used, entry.takes, listed);
  // That it is there still is no news of a model that ends.
  return [end && there?.level === 'ok' ? undefined : there, end, checkFigures(id, entry)].filter(
    (finding) => finding !== undefined,
  );
}

/** What is not known of a model. */
function checkFigures(id: string, { isGuessed, prices }: ModelEntry): Finding | undefined {
  if (prices && !isGuessed) return undefined;
  const what = isGuessed
    ? `${id} is not in the table of known models: its limits are guessed${prices ? '' : ' and no price is shown'}.`
    : `No price of ${id} is known: answers show none.`;
  const uncounted = prices ? '' : ' Without a price, budgets in dollars cannot count it.';
  return {
    level: 'warning',
    what,
    hint: `Describe it under models in attache.yaml.${uncounted}`,
  };
}

/** The same of the model that writes down what was said. */
export function checkTranscription(
  id: string,
  { listed, day }: { readonly listed: Listed | undefined; readonly day: string },
): readonly Finding[] {
  const known = findTranscription(id);
  const lasting = TRANSCRIPTION_MODELS.find(({ endsOn }) => endsOn === undefined)!;
  const findings = [
    listed?.some((model) => model.id === id) === false
      ? ({
          level: 'warning',
          what: `The server does not list ${id}, so speech may not be understood.`,
          hint: 'Set transcription.model to one it has.',
        } as const)
      : undefined,
    checkEnd(id, known?.endsOn, day, `Set transcription.model to ${lasting.id}.`),
    known?.costPerMinute === undefined
      ? ({
          level: 'warning',
          what: `No price of ${id} is known: what it costs to write down speech is not counted.`,
        } as const)
      : undefined,
  ];
  return findings.filter((finding) => finding !== undefined);
}
