/** Several readings at the same time, in one stream. */

/** What all of them give, in the order in which it comes; not more than `most` of them run at once. */
export async function* together<T>(
  readings: readonly (() => AsyncGenerator<T>)[],
  most: number,
): AsyncGenerator<T> {
  const waiting = [...readings];
  const running = new Map<AsyncGenerator<T>, Promise<[AsyncGenerator<T>, IteratorResult<T, unknown>]>>();
  const goOn = (reading: AsyncGenerator<T>) =>
    running.set(
      reading,
      reading.next().then((result) => [reading, result]),
    );
  try {
    for (;;) {
      while (running.size < most && waiting.length > 0) goOn(waiting.shift()!());
      if (running.size === 0) return;
      const [reading, result] = await Promise.race(running.values());
      if (result.done) running.delete(reading);
      else {
        yield result.value;
        goOn(reading);
      }
    }
  } finally {
    // Who has read enough, or fails, leaves none of them behind.
    for (const [reading, next] of running) {
      next.catch(() => undefined);
      void reading.return(undefined).catch(() => undefined);
    }
  }
}
