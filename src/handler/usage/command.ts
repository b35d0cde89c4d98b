/** `/usage`: what questions and rules have used, in figures and as a picture; to admins everybody's, and as a table. */
import {
  type Author,
  type ControlEvent,
  languageOf,
  type SurfaceLimits,
  wordsFor,
} from '../../chat/index.ts';
import { dateOf, type DayUsage, personKey, type Store, summed } from '../../store/index.ts';
import { isAdmin } from '../access.ts';
import { LIMITS } from '../limits.ts';
import { literal } from '../request/prepare.ts';
import type { Line, Saying } from '../controls/say.ts';
import type { TurnParts } from '../turn.ts';
import { beginOf, byModel, modelLines, type Period, ruleLines, usageLine } from './usage.ts';
import { daysFile, modelsFile, peopleFile, ranked } from './chart.ts';
import { usageTable } from './csv.ts';

type UsageReader = Pick<Store, 'usageByDay' | 'usageRows' | 'namesOf'>;

/** What the command answers. Looked up and drawn when it is said: neither holds up what else arrives. */
export function usage(
  { author, value, target: { conversation } }: ControlEvent,
  { store, access }: Pick<TurnParts, 'access'> & { readonly store: UsageReader },
): Saying {
  const now = new Date();
  return (limits) => {
    if (value !== 'everybody' && value !== 'csv') {
      const period = value === 'today' ? 'today' : 'month';
      return usageOf(personKey(conversation.platform, author), author, { period, now, store, limits });
    }
    if (!isAdmin(access, { author, conversation }))
      return Promise.resolve([{ markdown: wordsFor(author.locale).said.usageOnlyAdmins }]);
    const asked = { period: 'month', now, store, limits } as const;
    return value === 'csv' && limits.fileBytes > 0 ? everyRow(author, asked) : everybodys(author, asked);
  };
}

interface AskedUsage {
  readonly period: Period;
  readonly now: Date;
  readonly store: UsageReader;
  readonly limits: SurfaceLimits;
}

async function usageOf(
  person: string,
  { locale }: Author,
  { period, now, store, limits }: AskedUsage,
): Promise<readonly Line[]> {
  const { said } = wordsFor(locale);
  const days = await store.usageByDay({ author: person, since: beginOf(period, now) });
  if (days.length === 0) return [{ markdown: said.noUsage(period) }];
  const figures = [modelLines(byModel(days), locale), ...ruleLines(days, locale)].join('\n');
  const markdown = said.usage(period, figures);
  if (limits.fileBytes === 0) return [{ markdown }];
  const draw = period === 'month' ? daysFile : modelsFile;
  return [{ markdown }, { markdown: '', files: [await draw(days, now, locale)] }];
}

async function everybodys(
  { locale }: Author,
  { period, now, store, limits }: AskedUsage,
): Promise<readonly Line[]> {
  const { said } = wordsFor(locale);
  const days = await store.usageByDay({ since: beginOf(period, now) });
  if (days.length === 0) return [{ markdown: said.noUsageAtAll(period) }];
  const people = ranked(summed(days, ({ person }) => person));
  const named = people.slice(0, LIMITS.usagePeople);
  const names = await store.namesOf(named.flatMap(({ person }) => person ?? []));
  const nameOf = ({ person }: DayUsage): string =>
    person === undefined
      ? said.forgottenPeople
      : (names.get(person) ?? person.slice(person.indexOf(':') + 1));
  const lines = named.map((row, index) =>
    usageLine({ ...row, model: `#${index + 1} ${literal(nameOf(row))}` }, locale),
  );
  const [others] = summed(people.slice(named.length), () => undefined);
  if (others) {
    const count = (people.length - named.length).toLocaleString(languageOf(locale));
    lines.push(usageLine({ ...others, model: said.others(count) }, locale));
  }
  const figures = [modelLines(byModel(days), locale), ...ruleLines(days, locale), '', ...lines].join('\n');
  const markdown = said.everybodysUsage(period, figures);
  if (limits.fileBytes === 0) return [{ markdown }];
  const files = await Promise.all([daysFile(days, now, locale), peopleFile(people, nameOf, now, locale)]);
  return [{ markdown }, { markdown: '', files }];
}

async function everyRow(
  { locale }: Author,
  { period, now, store, limits }: AskedUsage,
): Promise<readonly Line[]> {
  const { said } = wordsFor(locale);
  const rows = await store.usageRows({ since: beginOf(period, now), most: LIMITS.usageRows + 1 });
  if (rows.length === 0) return [{ markdown: said.noUsageAtAll(period) }];
  const names = await store.namesOf(rows.flatMap(({ person }) => person ?? []));
  const { data, count } = usageTable(rows.slice(0, LIMITS.usageRows), names, limits.fileBytes);
  const isAll = count === rows.length;
  const markdown = isAll
    ? said.usageFile
    : `${said.usageFile} ${said.usageLatest(count.toLocaleString(languageOf(locale)))}`;
  const name = `usage-${dateOf(now.getTime()).slice(0, 7)}.csv`;
  return [{ markdown, files: [{ name, mediaType: 'text/csv', data, altText: said.usageFile }] }];
}
