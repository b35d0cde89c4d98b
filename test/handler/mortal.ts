/** A process that can be killed in the middle of anything: from then on nothing of it reaches its store or its platform. */
import type { ChatAdapter, ReplySurface } from '../../src/chat/index.ts';
import type { Store, Working } from '../../src/store/index.ts';
import type { LoopbackOpenAi } from '../loopback/openai/index.ts';
import { type Changes, type Opened, openHandler } from './harness.ts';

export interface Mortal extends Opened {
  /** Ends it as `kill -9` does: what it was waiting for never comes. */
  kill(): Promise<void>;
  /** Kills it as soon as it has done something to the store, before it hears how that went. */
  killAfter(method: keyof Store): void;
  /** From now on it never gets through with something it does to the store. */
  stall(method: keyof Store): void;
  /** Lets it end in good order. */
  end(graceMs?: number): Promise<void>;
}

/** Starts a process over the folder and the platform. */
export async function startMortal(
  folder: string,
  openai: LoopbackOpenAi,
  chat: ChatAdapter,
  changes?: Changes,
): Promise<Mortal> {
  const killed = Promise.withResolvers<void>();
  let isDead = false;
  let last: keyof Store | undefined;
  let stalled: keyof Store | undefined;

  /** The same methods; whoever waits for one when the process is dead waits for ever. */
  const mortal = <Methods extends object>(methods: Methods, ways: Partial<Methods> = {}): Methods =>
    new Proxy(methods, {
      get(target, name) {
        const method: unknown = Reflect.get(name in ways ? ways : target, name);
        if (typeof method !== 'function') return method;
        return (...args: readonly unknown[]) => {
          const isStuck = name === stalled || (isDead && !SYNCHRONOUS.includes(name));
          const outcome: unknown = isStuck ? never : Reflect.apply(method, target, args);
          if (!(outcome instanceof Promise)) return outcome;
          return outcome.then(
            (value) => {
              if (name === last) die();
              return isDead ? never : value;
            },
            (error) => (isDead ? never : Promise.reject(error)),
          );
        };
      },
    });
  const die = () => {
    isDead = true;
    killed.resolve();
  };

  let working: Working | undefined;
  /** What is under way in a dead process is over for its queue: the connections of that can be closed. */
  const queueOf = ({ queue }: Store): Store['queue'] => ({
    async work({ run, ...options }) {
      const runs = (lane: string) => (isDead ? killed.promise : Promise.race([run(lane), killed.promise]));
      return (working = await queue.work({ ...options, run: runs }));
    },
  });
  const opened = await openHandler(folder, openai, changes, (store) =>
    mortal(store, { queue: queueOf(store) }),
  );
  const adapter = mortal(chat, {
    start: (receive) => chat.start((event) => (isDead ? never : receive(event))),
    surface: (target): ReplySurface => mortal(chat.surface(target)),
  });
  await opened.handler.start(adapter);
  // Whoever takes over finds that nobody is there.
  const buried = killed.promise.then(async () => {
    await working?.stop();
    await opened.store.close();
  });
  return {
    ...opened,
    kill() {
      die();
      return buried;
    },
    killAfter(method) {
      last = method;
    },
    stall(method) {
      stalled = method;
    },
    async end(graceMs = 5_000) {
      if (isDead) return buried;
      stalled = undefined;
      await opened.handler.stop(graceMs);
      await opened.store.close();
    },
  };
}

/** What gives its answer at once. */
const SYNCHRONOUS: readonly PropertyKey[] = ['alias', 'hear', 'surface', 'measure'];

const never = new Promise<never>(() => {});
