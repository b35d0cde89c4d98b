/**
 * A process that works: `node test/store/turns/worker.ts <address of the database>`. A question says in milliseconds how long its
 * answer takes, `never`, or `write`: then it is written until the turn is lost. What happens is written to standard output, an object a line.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/ops/index.ts';
import { createPacer } from '../../../src/reply/index.ts';
import { openStore, TurnLost } from '../../../src/store/index.ts';

/** All processes of a machine have this clock. */
const now = () => Number(process.hrtime.bigint()) / 1e6;
const tell = (what: object) => console.log(JSON.stringify({ ...what, at: now() }));

/** Milliseconds: longer than any test. */
const NEVER = 600_000;

const store = await openStore({ dataFolder: '', databaseUrl: process.argv[2]! });
const pacer = createPacer({ clock: systemClock, ledger: store.ledger });
const answering = new Map<string, AbortController>();
store.hear((news) => {
  tell({ is: 'news', ...news });
  // Whoever holds a turn looks whether it still does.
  if (news.type === 'unsure')
    for (const [turn, left] of answering)
      store.again(turn).catch((error: unknown) => {
        tell({ is: 'again', turn, isLost: error instanceof TurnLost });
        left.abort();
      });
});

/** Writes on and on, as an answer that grows does, until its turn is left. */
async function write(turn: string, left: AbortSignal): Promise<void> {
  while (!left.aborted) {
    await pacer.write(
      [{ bucket: turn, writes: 1_000, windowMs: 1_000 }],
      () => 'final',
      left,
      async () => tell({ is: 'writes', turn }),
    );
    await sleep(5);
  }
}

const working = await store.queue.work({
  platforms: ['test'],
  slots: 4,
  async run(lane) {
    const work = await store.take(lane);
    if (work?.kind !== 'turn') return;
    const { id: turn, event, attempts } = work.turn;
    const left = new AbortController();
    answering.set(turn, left);
    tell({ is: 'taken', lane, turn, attempts });
    const { text } = event.message;
    const isFirst = attempts === 0;
    const answer =
      isFirst && text === 'write'
        ? write(turn, left.signal)
        : sleep(isFirst && text === 'never' ? NEVER : Number(text) || 0, undefined, { signal: left.signal });
    await answer.catch(() => undefined);
    answering.delete(turn);
    tell({ is: 'ends', lane, turn });
    try {
      await store.finish(turn, 'done', undefined);
      tell({ is: 'done', lane, turn });
    } catch (error) {
      tell({ is: 'lost', lane, turn, isLost: error instanceof TurnLost });
    }
  },
});
tell({ is: 'ready' });

process.once('SIGTERM', async () => {
  await working.stop();
  await store.close();
  process.exit();
});
