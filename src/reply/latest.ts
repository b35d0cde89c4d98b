/** The newest value of a stream: whoever is slower than the stream misses what is in between, and never what is last. */

export interface Latest<T> {
  /** The newest value; undefined before the first. */
  readonly value: T | undefined;
  /** Whether `value` is the last. */
  readonly ended: boolean;
  /** Whether no more news will come, for whatever reason. */
  readonly isOver: boolean;
  /** Resolves when there is news from now on; rejects when the stream has failed, or with the signal's reason. */
  changed(): Promise<void>;
  /** Calls `listener` at every news, until what it gives back is called. */
  watch(listener: () => void): () => void;
  /** Lets go of the stream. */
  stop(): void;
}

/** Reads a stream to its end, keeping its newest value. Reads no further once stopped or aborted. */
export function latestOf<T>(values: AsyncIterable<T>, signal: AbortSignal): Latest<T> {
  const iterator = values[Symbol.asyncIterator]();
  const listeners = new Set<() => void>();
  let value: T | undefined;
  let ended = false;
  let stopped = false;
  let failure: { readonly error: unknown } | undefined;
  /** There while somebody waits: most news come while nobody does. */
  let news: PromiseWithResolvers<void> | undefined;

  const tell = () => {
    news?.resolve();
    news = undefined;
    for (const listener of listeners) listener();
  };
  const stop = () => {
    if (stopped) return;
    stopped = true;
    signal.removeEventListener('abort', abort);
    // A source that is waiting may never answer, so nobody waits for it to close.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
    tell();
  };
  const abort = () => {
    failure ??= { error: signal.reason };
    stop();
  };
  const read = async () => {
    try {
      while (!stopped) {
        const { done, value: newest } = await iterator.next();
        if (done) {
          ended = true;
          break;
        }
        value = newest;
        tell();
      }
    } catch (error) {
      failure ??= { error };
    }
    tell();
  };

  if (signal.aborted) abort();
  else {
    signal.addEventListener('abort', abort);
    void read();
  }

  return {
    get value() {
      return value;
    },
    get ended() {
      return ended;
    },
    get isOver() {
      return ended || stopped || failure !== undefined;
    },
    async changed() {
      if (!failure && !ended) await (news ??= Promise.withResolvers()).promise;
      if (failure) throw failure.error;
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop,
  };
}
