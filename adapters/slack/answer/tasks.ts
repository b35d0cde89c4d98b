/**
 * What is done on the way to an answer, as the tasks of a streamed message: one for each step, one for the thoughts, and a
 * placeholder while there is nothing to name yet. A task's title is replaced, its details grow. Everything is weighed,
 * so that tasks never take the room of text, and there is always room left to complete the open ones.
 */
import type { types } from '@slack/bolt';
import type { ReplyStep, ReplyView } from '../../../src/chat/index.ts';
import { LIMITS } from '../limits.ts';
import { settled } from '../markdown.ts';

type Status = 'in_progress' | 'complete' | 'error';

interface Task {
  /** What it stands for: a step, the thoughts, or nothing yet. */
  readonly of: string;
  /** What Slack knows it by. */
  readonly id: string;
  readonly title: string;
  readonly details: string;
  readonly status: Status;
}

/** The tasks that Slack has been sent. */
export interface Tasks {
  readonly list: readonly Task[];
  readonly plan: string | undefined;
  /** UTF-8 bytes of everything sent of them, as Slack counts. */
  readonly bytes: number;
}

export const NO_TASKS: Tasks = { list: [], plan: undefined, bytes: 0 };

type TaskChunk = types.TaskUpdateChunk | types.PlanUpdateChunk;

const PLACEHOLDER = 'placeholder';
const THOUGHTS = 'thoughts';
const STATUS: Readonly<Record<ReplyStep['state'], Status>> = {
  running: 'in_progress',
  done: 'complete',
  failed: 'error',
};

/** The chunks that lead from the tasks Slack knows to those of a view. `planned`: the message shows a plan. */
export function nextTasks(
  before: Tasks,
  view: ReplyView,
  { closing, planned }: { readonly closing: boolean; readonly planned: boolean },
): { readonly tasks: Tasks; readonly chunks: readonly TaskChunk[] } {
  const chunks: TaskChunk[] = [];
  let { list, plan, bytes } = before;
  /** What may still be sent when the completion of every open task is paid for. */
  const spare = () => LIMITS.taskBytes - bytes - list.filter(isOpen).length * LIMITS.titleBytes;

  const title = cutTo(view.plan?.title ?? '', LIMITS.titleBytes);
  if (planned && title !== '' && title !== plan && weight(title) <= spare()) {
    plan = title;
    bytes += weight(title);
    chunks.push({ type: 'plan_update', title });
  }

  const send = (task: Task, known: Task | undefined) => {
    const added = task.details.startsWith(known?.details ?? '')
      ? task.details.slice(known?.details.length ?? 0)
      : '';
    const freed = known && isOpen(known) ? LIMITS.titleBytes : 0;
    const kept = isOpen(task) ? LIMITS.titleBytes : 0;
    const room = spare() + freed - kept - weight(task.title);
    const details = 2 * weight(added) <= room ? added : '';
    const next = { ...task, details: (known?.details ?? '') + details };
    if (room < 0 || (known && isSame(known, next))) return;
    bytes += weight(task.title) + 2 * weight(details);
    list = known ? list.map((one) => (one.id === next.id ? next : one)) : [...list, next];
    const { id, status } = next;
    chunks.push({
      type: 'task_update',
      id,
      title: task.title,
      status,
      ...(details === '' ? {} : { details }),
    });
  };

  const wanted = wantedOf(view, closing, before);
  for (const task of wanted) {
    const known =
      list.find((one) => one.of === task.of) ??
      // The first thing with a name takes the place of the one without.
      list.find((one) => one.of === PLACEHOLDER && isOpen(one));
    const id = known?.id ?? `task-${list.length + 1}`;
    send({ ...task, id, details: grown(known?.details ?? '', task.details) }, known);
  }
  for (const task of list)
    if (isOpen(task) && !wanted.some((one) => one.of === task.of))
      send({ ...task, status: 'complete' }, task);

  return { tasks: { list, plan, bytes }, chunks };
}

/** The tasks of a view. Slack shows one that is left open at the end as failed, so then none is. */
function wantedOf(view: ReplyView, closing: boolean, before: Tasks): readonly Omit<Task, 'id'>[] {
  const begun = closing || view.markdown.trim() !== '';
  const atEnd: Status = view.phase === 'failed' ? 'error' : 'complete';
  const tasks: Omit<Task, 'id'>[] = view.steps.map(({ id, title, state, details = '' }) => ({
    of: `step ${id}`,
    title: cutTo(title, LIMITS.titleBytes),
    details: cutTo(settled(details), LIMITS.detailsBytes),
    status: closing && state === 'running' ? atEnd : STATUS[state],
  }));
  if (view.reasoning)
    tasks.push({
      of: THOUGHTS,
      title: 'Thinking',
      details: cutTo(settled(view.reasoning), LIMITS.detailsBytes),
      status: begun ? 'complete' : 'in_progress',
    });
  // An answer that goes straight to text shows no task.
  if (!begun && !tasks.some(isOpen) && (view.status !== undefined || before.list.length + tasks.length === 0))
    tasks.push({
      of: PLACEHOLDER,
      title: cutTo(view.status ?? 'Working', LIMITS.titleBytes),
      details: '',
      status: 'in_progress',
    });
  return tasks;
}

/** Details only grow: a text that changed after all leaves them as they are. */
function grown(before: string, after: string): string {
  return after.startsWith(before) ? after : before;
}

function isOpen({ status }: Pick<Task, 'status'>): boolean {
  return status === 'in_progress';
}

function isSame(a: Task, b: Task): boolean {
  return a.of === b.of && a.title === b.title && a.details === b.details && a.status === b.status;
}

function weight(text: string): number {
  return Buffer.byteLength(text);
}

/** The beginning of a text that fits; the cut never moves when the text grows. */
function cutTo(text: string, bytes: number): string {
  if (weight(text) <= bytes) return text;
  let room = bytes - weight('…');
  let kept = '';
  for (const character of text) {
    room -= weight(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}
