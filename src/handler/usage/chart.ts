/** What questions have used, as pictures that say in words what they show. */
import { languageOf, type OutgoingFile, wordsFor } from '../../chat/index.ts';
import { drawChart, type Label, SERIES_MOST } from '../../media/index.ts';
import { dateOf, type DayUsage, summed } from '../../store/index.ts';
import { priceOf } from './usage.ts';

/** The dearest first; where nothing has a price, those with the most tokens. */
export function ranked(rows: readonly DayUsage[]): readonly DayUsage[] {
  const { valueOf } = measureOf(rows);
  return rows.toSorted((a, b) => valueOf(b) - valueOf(a));
}

/** The days of this month, each with its models. */
export async function daysFile(
  days: readonly DayUsage[],
  now: Date,
  locale: string | undefined,
): Promise<OutgoingFile> {
  const { unit, valueOf } = measureOf(days);
  const { said, month, day, amountOf, listOf } = inWords(days, locale);
  const shown = withOthers(ranked(summed(days, ({ model }) => model)), byTheirModel, locale);
  const last = new Date(now.getFullYear(), now.getMonth() + 1, 0).getDate();
  const columns = Array.from({ length: last }, (_, index) => ({
    label: `${index + 1}`,
    parts: shown.map(() => 0),
  }));
  for (const row of days) {
    const place = shown.findIndex(({ row: { model } }) => model === row.model);
    columns[dayIn(row)]!.parts[place < 0 ? shown.length - 1 : place]! += valueOf(row);
  }
  const most = ranked(summed(days, (row) => row.day))[0]!;
  const number = dateOf(now.getTime()).slice(0, 7);
  return {
    name: `usage-${number}.png`,
    mediaType: 'image/png',
    data: await drawChart({
      shape: 'columns',
      unit,
      title: { text: month(now), otherwise: number },
      total: totalOf(days, locale),
      series: shown.map(({ label }) => label),
      columns,
    }),
    altText: said.chartByDay(
      month(now),
      day(new Date(now.getFullYear(), now.getMonth(), dayIn(most) + 1)),
      amountOf(most),
      listOf(shown),
    ),
  };
}

/** The models of today. */
export async function modelsFile(
  days: readonly DayUsage[],
  now: Date,
  locale: string | undefined,
): Promise<OutgoingFile> {
  const rows = ranked(summed(days, ({ model }) => model));
  const { said, date, listOf } = inWords(rows, locale);
  const shown = withOthers(rows, byTheirModel, locale);
  const number = dateOf(now.getTime());
  return {
    name: `usage-${number}.png`,
    mediaType: 'image/png',
    data: await drawBars(rows, shown, { text: date(now), otherwise: number }, locale),
    altText: said.chartByModel(date(now), listOf(shown)),
  };
}

/**
 * The people of this month, numbered as in the text beside it: not every name can be drawn.
 *
 * @param people as `ranked` gives them
 */
export async function peopleFile(
  people: readonly DayUsage[],
  nameOf: (row: DayUsage) => string,
  now: Date,
  locale: string | undefined,
): Promise<OutgoingFile> {
  const { said, month, listOf } = inWords(people, locale);
  const shown = withOthers(people, (row, index) => ({ name: nameOf(row), before: `#${index + 1} ` }), locale);
  const number = dateOf(now.getTime()).slice(0, 7);
  return {
    name: `usage-${number}-people.png`,
    mediaType: 'image/png',
    data: await drawBars(people, shown, { text: month(now), otherwise: number }, locale),
    altText: said.chartByPerson(month(now), listOf(shown)),
  };
}

/** Something with a colour or a bar of its own. */
interface Shown {
  readonly name: string;
  readonly label: Label;
  readonly row: DayUsage;
}

type Naming = (row: DayUsage, index: number) => { readonly name: string; readonly before: string };

const byTheirModel: Naming = ({ model }) => ({ name: model, before: '' });

/** The first rows by their names, and all others together as one. */
function withOthers(rows: readonly DayUsage[], nameOf: Naming, locale: string | undefined): readonly Shown[] {
  const own = rows.length <= SERIES_MOST + 1 ? rows : rows.slice(0, SERIES_MOST);
  const shown = own.map((row, index) => {
    const { name, before } = nameOf(row, index);
    return { name, label: { text: `${before}${name}`, otherwise: `#${index + 1}` }, row };
  });
  const [others] = summed(rows.slice(own.length), () => undefined);
  if (!others) return shown;
  const count = (rows.length - own.length).toLocaleString(languageOf(locale));
  const name = wordsFor(locale).said.others(count);
  return [...shown, { name, label: { text: name, otherwise: `+${count}` }, row: { ...others, model: '' } }];
}

const drawBars = (
  rows: readonly DayUsage[],
  shown: readonly Shown[],
  title: Label,
  locale: string | undefined,
): Promise<Buffer> => {
  const { unit, valueOf } = measureOf(rows);
  const bars = shown.map(({ label, row }) => ({ name: label, value: valueOf(row) }));
  return drawChart({ shape: 'bars', unit, title, total: totalOf(rows, locale), bars });
};

/** Counted from 0. */
const dayIn = ({ day }: DayUsage): number => Number(day.slice(-2)) - 1;

const tokensOf = ({ inputTokens, outputTokens }: DayUsage): number => inputTokens + outputTokens;

/** Dollars where anything has cost any, tokens otherwise. */
function measureOf(rows: readonly DayUsage[]) {
  const isPriced = rows.some(({ knownUsd }) => knownUsd > 0);
  return isPriced
    ? ({ unit: 'usd', valueOf: ({ knownUsd }: DayUsage) => knownUsd } as const)
    : ({ unit: 'tokens', valueOf: tokensOf } as const);
}

/** In a picture, whose axis is in English as well. */
function totalOf(rows: readonly DayUsage[], locale: string | undefined): Label {
  if (measureOf(rows).unit === 'usd') {
    const price = priceOf(rows, 'en');
    return { text: price, otherwise: price };
  }
  const count = rows.reduce((sum, row) => sum + tokensOf(row), 0).toLocaleString('en');
  return { text: wordsFor(locale).said.tokens(count), otherwise: wordsFor('en').said.tokens(count) };
}

/** How dates, amounts and lists are said to somebody. */
function inWords(rows: readonly DayUsage[], locale: string | undefined) {
  const { unit } = measureOf(rows);
  const { said } = wordsFor(locale);
  const language = languageOf(locale);
  const date = (options: Intl.DateTimeFormatOptions) => (at: Date) =>
    new Intl.DateTimeFormat(language, options).format(at);
  const amountOf = (row: DayUsage): string =>
    unit === 'usd' ? priceOf([row], language) : said.tokens(tokensOf(row).toLocaleString(language));
  return {
    said,
    month: date({ month: 'long', year: 'numeric' }),
    day: date({ month: 'long', day: 'numeric' }),
    date: date({ dateStyle: 'long' }),
    amountOf,
    listOf: (shown: readonly Shown[]): string =>
      new Intl.ListFormat(language, { type: 'unit' }).format(
        shown.map(({ name, row }) => `${name} ${amountOf(row)}`),
      ),
  };
}
