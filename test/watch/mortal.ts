/** A process of the bot that dies after so many steps: from then on nothing of it reaches its store or its platforms. */
import type { ChatAdapter, ReplySurface } from '../../src/chat/index.ts';
import type { Store, StoreOptions } from '../../src/store/index.ts';
import type { LoopbackOpenAi } from '../loopback/openai/index.ts';
import { type Changes, type Chats, openProcess, type Process } from './bench.ts';

export interface Mortal {
  /** Does something with the process; false when it died first. */
  live(work: (process: Process, chats: Chats) => Promise<void>): Promise<boolean>;
  /** Lets it be over, whether or not it has died. */
  bury(): Promise<void>;
}

/** @param steps so many calls of the store and of what platforms do are made from when it lives */
export async function startMortal(
  place: StoreOptions,
  openai: LoopbackOpenAi,
  chats: Chats,
  changes: Changes,
  steps: number,
): Promise<Mortal> {
  const died = Promise.withResolvers<false>();
  let isBorn = false;
  let isDead = false;
  let left = steps;
  const step = () => {
    if (!isBorn || isDead || (left -= 1) > 0) return;
    isDead = true;
    died.resolve(false);
  };

  /** The same methods. The last step is made, but nobody hears of it; who waits for something later waits for ever. */
  const mortal = <Methods extends object>(methods: Methods): Methods =>
    new Proxy(methods, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: readonly unknown[]) => {
          if (SYNCHRONOUS.includes(name)) return wrapped(Reflect.apply(method, target, args));
          if (isDead) return never;
          const outcome: unknown = Reflect.apply(method, target, args);
          if (!(outcome instanceof Promise)) return outcome;
          return outcome.then(
            (value: unknown) => {
              step();
              return isDead ? never : value;
            },
            (error: unknown) => (isDead ? never : Promise.reject(error)),
          );
        };
      },
    });
  const wrapped = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'limits' in value ? mortal(value as ReplySurface) : value;
  const mortalChat = <Chat extends ChatAdapter>(chat: Chat): Chat => {
    const acts = mortal(chat.acts!);
    const own = mortal(chat);
    return new Proxy(own, { get: (target, name) => (name === 'acts' ? acts : Reflect.get(target, name)) });
  };

  const own = { slack: mortalChat(chats.slack), discord: mortalChat(chats.discord) };
  const process = await openProcess(place, openai, own, {
    ...changes,
    through: (store) => {
      const { queue, ...methods } = store;
      const through = mortal(methods as Store);
      return new Proxy(through, {
        get: (target, name) =>
          name !== 'queue'
            ? Reflect.get(target, name)
            : {
                work: (options: Parameters<typeof queue.work>[0]) =>
                  queue.work({
                    ...options,
                    // What is under way in a dead process is over for its queue: its connections can be closed.
                    run: (lane) =>
                      Promise.race([isDead ? died.promise : options.run(lane), died.promise]).then(() => {}),
                  }),
              },
      });
    },
  });
  isBorn = true;
  return {
    live: (work) => Promise.race([work(process, own).then(() => true), died.promise]),
    async bury() {
      if (!isDead) return process.end();
      await process.bury();
    },
  };
}

/** What gives its answer at once. */
const SYNCHRONOUS: readonly PropertyKey[] = [
  'alias',
  'hear',
  'surface',
  'measure',
  'hurry',
  'deliver',
  'until',
];

const never = new Promise<never>(() => {});
