/** What questions and rules have used, as lines of Markdown in somebody's language. */
import { type Author, languageOf, wordsFor } from '../../chat/index.ts';
import { type DayUsage, type ModelUsage, personKey, type Store, summed } from '../../store/index.ts';
import { LIMITS } from '../limits.ts';
import { literal } from '../request/prepare.ts';

export type Period = 'today' | 'month';

/** When a period began that goes on now, in milliseconds since 1970. The day and the month are those of this machine. */
export const beginOf = (period: Period, now: Date): number =>
  new Date(now.getFullYear(), now.getMonth(), period === 'today' ? now.getDate() : 1).getTime();

/** The lines of one person for a period up to now; undefined where nothing was used. */
export async function usageLines(
  platform: string,
  author: Pick<Author, 'id' | 'locale'>,
  period: Period,
  now: Date,
  store: Pick<Store, 'usage'>,
): Promise<string | undefined> {
  const rows = await store.usage({ author: personKey(platform, author), since: beginOf(period, now) });
  return rows.length === 0 ? undefined : modelLines(rows, author.locale);
}

/** What was used of models, or by people; of what is added up of days, prices may be known in part. */
export type Used = ModelUsage & Partial<Pick<DayUsage, 'knownUsd'>>;

export const byModel = (days: readonly DayUsage[]): readonly DayUsage[] =>
  summed(days, ({ model }) => model).toSorted(
    (a, b) => b.answers - a.answers || b.inputTokens - a.inputTokens,
  );

/** A line for each model, and one for all where they are several. */
export function modelLines(rows: readonly Used[], locale: string | undefined): string {
  const language = languageOf(locale);
  const lines = rows.map((row) => usageLine(row, locale));
  if (rows.length === 1) return lines[0]!;
  const answers = rows.reduce((sum, row) => sum + row.answers, 0).toLocaleString(language);
  return [...lines, wordsFor(locale).said.usageTotal(answers, priceOf(rows, language))].join('\n');
}

/** A line for all rules, and below it one for each of the dearest; none where no rule has used anything. */
export function ruleLines(days: readonly DayUsage[], locale: string | undefined): readonly string[] {
  const { said } = wordsFor(locale);
  const language = languageOf(locale);
  const figures = (row: DayUsage) =>
    [
      row.questions.toLocaleString(language),
      row.answers.toLocaleString(language),
      priceOf([row], language),
    ] as const;
  const rows = days.filter(({ rule }) => rule !== undefined);
  const [all] = summed(rows, () => undefined);
  if (!all) return [];
  const dearest = summed(rows, ({ rule }) => rule)
    .toSorted((a, b) => b.knownUsd - a.knownUsd || b.questions - a.questions)
    .slice(0, LIMITS.usageRules);
  return [
    said.usageOfRules(...figures(all)),
    ...dearest.map((row) => said.usageOfRule(literal(nameOfRule(row.rule!)), ...figures(row))),
  ];
}

/** Rules that were made in a chat are known by what comes after their place. */
const nameOfRule = (key: string): string => key.slice(key.indexOf('/') + 1);

export function usageLine(row: Used, locale: string | undefined): string {
  const language = languageOf(locale);
  return wordsFor(locale).said.usageLine({
    model: row.model,
    answers: row.answers.toLocaleString(language),
    input: row.inputTokens.toLocaleString(language),
    output: row.outputTokens.toLocaleString(language),
    price: priceOf([row], language),
  });
}

/** @example priceOf([{ usd: 0.5 }, { usd: undefined }], 'en') // '≥ $0.50': some of it is not known */
export function priceOf(rows: readonly Pick<Used, 'usd' | 'knownUsd'>[], language: string): string {
  const usd = rows.reduce((sum, row) => sum + (row.usd ?? row.knownUsd ?? 0), 0);
  const isWhole = rows.every((row) => row.usd !== undefined);
  if (usd === 0 && rows.every((row) => row.usd === undefined)) return '$ –';
  const price = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    // Cents would show most single answers as nothing, and so would hundredths of a cent most questions of rules.
    maximumFractionDigits: usd >= 0.1 ? 2 : usd >= 0.0001 ? 4 : 6,
    minimumFractionDigits: 2,
  }).format(usd);
  return isWhole ? price : `≥ ${price}`;
}
