/** What a person's answers have used, as lines of Markdown in their language. */
import { type Author, languageOf, wordsFor } from '../chat/index.ts';
import { type ModelUsage, personKey, type Store } from '../store/index.ts';

export type Period = 'today' | 'month';

/** The lines for a period up to now; undefined where nothing was used. The day and the month are those of this machine. */
export async function usageLines(
  platform: string,
  author: Pick<Author, 'id' | 'locale'>,
  period: Period,
  now: Date,
  store: Pick<Store, 'usage'>,
): Promise<string | undefined> {
  const since = new Date(now.getFullYear(), now.getMonth(), period === 'today' ? now.getDate() : 1).getTime();
  const rows = await store.usage({ author: personKey(platform, author), since });
  if (rows.length === 0) return undefined;
  const language = languageOf(author.locale);
  const { said } = wordsFor(author.locale);
  const lines = rows.map((row) =>
    said.usageLine({
      model: row.model,
      answers: row.answers.toLocaleString(language),
      input: row.inputTokens.toLocaleString(language),
      output: row.outputTokens.toLocaleString(language),
      price: priceOf([row], language),
    }),
  );
  if (rows.length === 1) return lines[0];
  const answers = rows.reduce((sum, row) => sum + row.answers, 0).toLocaleString(language);
  return [...lines, said.usageTotal(answers, priceOf(rows, language))].join('\n');
}

/** @example priceOf([{ usd: 0.5 }, { usd: undefined }], 'en') // '≥ $0.50': some of it is not known */
function priceOf(rows: readonly Pick<ModelUsage, 'usd'>[], language: string): string {
  const known = rows.flatMap(({ usd }) => (usd === undefined ? [] : [usd]));
  if (known.length === 0) return '$ –';
  const usd = known.reduce((sum, price) => sum + price, 0);
  const price = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    // Cents would show most single answers as nothing.
    maximumFractionDigits: usd > 0 && usd < 0.1 ? 4 : 2,
    minimumFractionDigits: 2,
  }).format(usd);
  return known.length < rows.length ? `≥ ${price}` : price;
}
