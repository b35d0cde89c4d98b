/**
 * What a command costs with all the processes it starts: time on the wall, processor time, memory at its peak.
 *
 * Processor time and memory come from /proc, so elsewhere than on Linux only the wall is measured.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

export interface Cost {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of user and system time, of the whole tree. */
  readonly cpu: number | undefined;
  /** Bytes that the tree held at once, pages that processes share counted in each. */
  readonly memory: number | undefined;
}

export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to its standard input. */
  readonly input?: Uint8Array | undefined;
}

const CAN_SEE = process.platform === 'linux';
const SAMPLE_MS = 20;
const PAGE_BYTES = 4096;
/** What the kernel counts time in, for every Linux there is. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time of a process and of the children it has reaped; `self` is this one. */
export function cpuSeconds(process: number | 'self', which: 'all' | 'children' = 'all'): number | undefined {
  const fields = statOf(process)?.slice(11, 15).map(Number);
  if (!fields) return undefined;
  const counted = which === 'all' ? fields : fields.slice(2);
  return counted.reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/** The fields of /proc/PID/stat from the third on: what is before it, the name, may hold anything. */
function statOf(pid: number | 'self'): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Runs the commands, so many at once, and says what they cost together. Throws when one fails. */
export async function measure(
  commands: readonly Command[],
  { atOnce = 1, onOutput }: { readonly atOnce?: number; readonly onOutput?: (chunk: Buffer) => void } = {},
): Promise<Cost> {
  // Between these two nothing else of this process starts children, so what it reaps is theirs.
  const before = cpuSeconds('self', 'children');
  const memory = watchMemory();
  const waiting = [...commands];
  const began = performance.now();
  const work = async (): Promise<void> => {
    for (let command = waiting.shift(); command; command = waiting.shift()) await run(command, onOutput);
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    memory.stop();
  }
  const wall = (performance.now() - began) / 1000;
  const after = cpuSeconds('self', 'children');
  const cpu = before === undefined || after === undefined ? undefined : after - before;
  return { wall, cpu, memory: memory.peak() };
}

async function run({ path, args, env, input }: Command, onOutput?: (chunk: Buffer) => void): Promise<void> {
  const child = spawn(path, args, {
    env: { ...process.env, ...env },
    stdio: [input ? 'pipe' : 'ignore', onOutput ? 'pipe' : 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)));
  if (onOutput) child.stdout!.on('data', onOutput);
  // A child that has enough closes its input early.
  child.stdin?.on('error', () => {}).end(input);
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${path} ${args.join(' ')} failed:\n${said}`);
}

/** Adds up, again and again, what all descendants of this process hold. */
function watchMemory(): { stop(): void; peak(): number | undefined } {
  if (!CAN_SEE) return { stop: () => {}, peak: () => undefined };
  // Most processes are strangers and stay so: each is asked for its parent only once.
  const isOurs = new Map<number, boolean>([[process.pid, true]]);
  let peak = 0;
  const look = (): void => {
    const pids = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
    let held = 0;
    for (const pid of pids) {
      if (!isOurs.has(pid)) isOurs.set(pid, isOurs.get(Number(statOf(pid)?.[1])) ?? false);
      if (isOurs.get(pid) && pid !== process.pid) held += Number(statOf(pid)?.[21] ?? 0) * PAGE_BYTES;
    }
    peak = Math.max(peak, held);
  };
  const timer = setInterval(look, SAMPLE_MS);
  return { stop: () => clearInterval(timer), peak: () => peak };
}

/** The cost in the middle, each figure by itself; of two, what is between them. */
export function median(costs: readonly Cost[]): Cost {
  const middle = (values: readonly (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
    const [low, high] = [known[(known.length - 1) >> 1], known[known.length >> 1]];
    return low === undefined || high === undefined ? undefined : (low + high) / 2;
  };
  return {
    wall: middle(costs.map(({ wall }) => wall))!,
    cpu: middle(costs.map(({ cpu }) => cpu)),
    memory: middle(costs.map(({ memory }) => memory)),
  };
}

/** The value below which a share of them lies. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
