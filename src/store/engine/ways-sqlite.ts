/** One process with a file: lanes wait and news are told in memory. */
import { createMemoryQueue } from '../queue/queue-memory.ts';
import { createMemorySignals } from '../signals/signals-memory.ts';
import { createSlots, type Slots } from '../queue/slots.ts';
import { OPEN } from '../turns/turn.ts';
import type { WayParts, Ways } from './ways.ts';

export async function openOwnWays({
  engine: { db },
  outlets,
  listeners,
  serving,
  log,
}: WayParts): Promise<Ways> {
  const queue = createMemoryQueue(db, serving, () => true, log);
  const signals = createMemorySignals(listeners);
  let slots: Slots | undefined;
  outlets.push(queue.outlet, signals.outlet);
  // Nobody but this process has the file: whoever held a turn, or the run of a rule, is gone.
  await db.updateTable('turn').set({ holder: null }).where('state', 'in', OPEN).execute();
  await db.updateTable('run').set({ holder: null }).where('state', '=', 'judging').execute();
  return {
    queue: { work: (options) => queue.work(options, (slots ??= createSlots(options.slots))) },
    tell: signals.tell,
    ledger: undefined,
    close: () => Promise.resolve(),
  };
}
