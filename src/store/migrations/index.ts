/** The steps that bring a database to the current tables, oldest first. A step that has shipped never changes. */
import type { Migration } from 'kysely/migration';
import { turns } from './001-turns.ts';
import { answersAndSettings } from './002-answers-and-settings.ts';
import { callsAndBudgets } from './003-calls-and-budgets.ts';
import { work } from './004-work.ts';
import { watching } from './005-watching.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-turns': turns,
  '002-answers-and-settings': answersAndSettings,
  '003-calls-and-budgets': callsAndBudgets,
  '004-work': work,
  '005-watching': watching,
};
