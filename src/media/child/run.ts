/**
 * Runs code that a hostile file could hold up or blow up in a process of its own: it may read this program and nothing
 * else, write nothing, start nothing and reach no network, and it is killed when its time is up.
 */
import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UserError } from '../../chat/index.ts';
import { orAborted, timeLimit } from '../abort.ts';
import type { MediaLimits } from '../limits.ts';

/** The folder that holds `src` and `node_modules`. */
const PROGRAM = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const Answer = z.union([
  z.object({ value: z.unknown() }),
  z.object({ refusal: z.object({ code: z.string(), message: z.string() }) }),
]);

const TOO_SLOW = new UserError('slow', 'takes too long to open');
const CRASHED = new UserError('undecodable', 'damaged, or made to trouble programs that open it');

export interface ChildOptions {
  readonly limits: MediaLimits;
  readonly signal: AbortSignal;
  /** For libraries with native code. */
  readonly withAddons?: true;
}

/**
 * Starts `script` (which calls `answerParent`), hands it `input` and gives what it answers; the child is gone then.
 *
 * @param input plain data and bytes
 * @throws {UserError} what the script refuses with, and when it crashes or takes longer than `limits.childMs`
 */
export async function runInChild(
  script: URL,
  input: unknown,
  { limits, signal, withAddons }: ChildOptions,
): Promise<unknown> {
  signal.throwIfAborted();
  using deadline = timeLimit(limits.childMs, TOO_SLOW, signal);
  const child = fork(fileURLToPath(script), {
    serialization: 'advanced',
    // Nothing of ours: no keys, no settings.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [
      '--permission',
      `--allow-fs-read=${PROGRAM}`,
      ...(withAddons ? ['--allow-addons'] : []),
      `--max-old-space-size=${limits.childMemoryBytes / 2 ** 20}`,
    ],
  });
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  const { promise: answer, resolve, reject } = Promise.withResolvers<unknown>();
  child.once('message', resolve);
  child.once('error', () => reject(CRASHED));
  child.once('exit', () => {
    reject(CRASHED);
    leave();
  });
  if (child.pid === undefined) leave();
  else lowerPriority(child.pid);
  try {
    child.send(input as object, () => {});
    const parsed = Answer.parse(await orAborted(answer, deadline.signal));
    if ('refusal' in parsed) throw new UserError(parsed.refusal.code, parsed.refusal.message);
    return parsed.value;
  } finally {
    child.kill('SIGKILL');
    await gone;
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is already gone.
  }
}
