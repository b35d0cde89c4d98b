/**
 * Loaded into a process of the bot before anything else: on SIGUSR2 its clock jumps, by each of the distances of CHAOS_CLOCK in
 * turn (milliseconds from the real time, separated by commas). What is measured with a monotonic clock goes on as it was.
 */
import { isMainThread } from 'node:worker_threads';

const jumps = (process.env['CHAOS_CLOCK'] ?? '0').split(',').map(Number);
const real = Date;
let jump = -1;
const now = (): number => real.now() + (jumps[jump % jumps.length] ?? 0);

globalThis.Date = new Proxy(real, {
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  construct: (target, args: unknown[], asked) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, asked) as Date,
  apply: () => new real(now()).toString(),
});

// Signals reach the main thread alone.
if (isMainThread)
  process.on('SIGUSR2', () => {
    jump += 1;
  });
