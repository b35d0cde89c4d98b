/** Several things that are done at once, followed as one. */

/** What one of them gives, or how it ended. `at` is its place. */
export type Heard<T> =
  | { readonly at: number; readonly event: T }
  | { readonly at: number; readonly isOver: true; readonly error?: unknown };

/**
 * Begins all of them and gives what each of them gives, in the order it comes. One that fails ends alone. Once the signal that
 * they were made with aborts, nothing more is told of any: how they end then says nothing of them.
 *
 * @throws the signal's reason, when all of them have ended: until then each may still note what it took
 * @example for await (const heard of sideBySide([ask('a', signal), ask('b', signal)], signal)) …
 */
export async function* sideBySide<T>(
  runs: readonly AsyncIterable<T>[],
  signal: AbortSignal,
): AsyncGenerator<Heard<T>, void, undefined> {
  for await (const heard of heardOf(runs)) if (!signal.aborted) yield heard;
  signal.throwIfAborted();
}

function heardOf<T>(runs: readonly AsyncIterable<T>[]): AsyncIterable<Heard<T>> {
  let isLeft = false;
  return new ReadableStream<Heard<T>>({
    async start(controller) {
      const tell = (heard: Heard<T>) => {
        if (!isLeft) controller.enqueue(heard);
      };
      const follow = async (run: AsyncIterable<T>, at: number) => {
        try {
          for await (const event of run) {
            tell({ at, event });
            if (isLeft) return;
          }
          tell({ at, isOver: true });
        } catch (error) {
          tell({ at, isOver: true, error });
        }
      };
      // Not waited for: a stream can be read only when its start is over.
      void Promise.all(runs.map(follow)).then(() => {
        if (!isLeft) controller.close();
      });
    },
    cancel() {
      isLeft = true;
    },
  });
}
