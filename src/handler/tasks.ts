/** What can be asked for: each command that asks a question is a task of its own. */
import type { QuestionName } from '../chat/index.ts';
import { ask } from './answer/ask.ts';
import type { Task } from './asking/inquiry.ts';
import { catchup } from './catchup/catchup.ts';
import { compare } from './compare/compare.ts';
import { extractTask } from './extract/extract.ts';

export const TASKS: Readonly<Record<QuestionName, Task>> = {
  ask,
  compare,
  extract: extractTask,
  catchup,
};
