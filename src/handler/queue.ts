/** Work in order within a conversation, in parallel across conversations. */

export interface ConversationQueue {
  /** Runs `job` after all earlier jobs of the same key. Jobs handle their own errors. */
  add(key: string, job: () => Promise<void>): void;
  /** Jobs of a key that run or wait. */
  size(key: string): number;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

export function createConversationQueue(): ConversationQueue {
  const lanes = new Map<string, { tail: Promise<void>; size: number }>();
  return {
    add(key, job) {
      const lane = lanes.get(key) ?? { tail: Promise.resolve(), size: 0 };
      lanes.set(key, lane);
      lane.size += 1;
      lane.tail = lane.tail.then(job).finally(() => {
        lane.size -= 1;
        if (lane.size === 0) lanes.delete(key);
      });
    },
    size: (key) => lanes.get(key)?.size ?? 0,
    async idle() {
      while (lanes.size > 0) await Promise.allSettled([...lanes.values()].map(({ tail }) => tail));
    },
  };
}
