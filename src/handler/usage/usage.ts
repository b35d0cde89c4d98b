/** What questions have used, as lines of Markdown in somebody's language. */
import { type Author, languageOf, wordsFor } from '../../chat/index.ts';
import { type DayUsage, type ModelUsage, personKey, type Store, summed } from '../../store/index.ts';

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
    // Cents would show most single answers as nothing.
    maximumFractionDigits: usd > 0 && usd < 0.1 ? 4 : 2,
    minimumFractionDigits: 2,
  }).format(usd);
  return isWhole ? price : `≥ ${price}`;
}
