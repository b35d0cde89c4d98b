/** What the tests of rules share: somebody who looks on and remembers, and questions that rules ask. */
import type { AskEvent, ChatEvent, Message, RuleAsk } from '../../../src/chat/index.ts';
import { type Onlooker, type RuleEnd, type Seen } from '../../../src/handler/index.ts';
import { conversation, message } from '../../support/events.ts';
import { payerOfRule, RULE_FILE } from '../../../src/store/index.ts';

export interface Watcher extends Onlooker {
  /** Everything that was shown. */
  readonly seen: readonly ({ readonly event: ChatEvent } & Seen)[];
  /** What was to be posted, and how turns ended, in order. */
  readonly told: readonly (string | RuleEnd)[];
  /** What the next event that is shown waits for. */
  seeing: () => Promise<void>;
  /** Resolves when so many events were shown. */
  untilSeen(times: number): Promise<void>;
  /** Resolves when so many turns have ended, with the last of them. */
  untilEnded(times?: number): Promise<RuleEnd>;
}

export function createWatcher(): Watcher {
  const seen: ({ readonly event: ChatEvent } & Seen)[] = [];
  const told: (string | RuleEnd)[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const look of waiting) look();
  };
  /** Looks now and after every change until there is something to be found. */
  const found = <T>(find: () => T | undefined): Promise<T> => {
    const { promise, resolve } = Promise.withResolvers<T>();
    const look = () => {
      const one = find();
      if (one !== undefined) resolve(one);
    };
    waiting.add(look);
    look();
    return promise.finally(() => waiting.delete(look));
  };
  return {
    seen,
    told,
    seeing: () => Promise.resolve(),
    async see(event, _, how) {
      seen.push({ event, ...how });
      changed();
      await this.seeing();
    },
    obey: (event) => Promise.resolve(`Obeyed: ${event.value ?? 'list'}`),
    silenced: () => Promise.resolve(undefined),
    posting: async (_, markdown) => void told.push(markdown),
    async ended(_, end) {
      told.push(end);
      changed();
    },
    untilSeen: async (times) => void (await found(() => seen[times - 1])),
    untilEnded: (times = 1) => found(() => told.filter((one) => typeof one !== 'string')[times - 1]),
  };
}

export const POSTED: RuleEnd = { outcome: 'posted', isBroken: false };

/** A channel, where rules watch. */
export const channel = conversation({ kind: 'channel' });

/** What somebody has said in it. */
export const bobs = (changes: Partial<Message> = {}): Message =>
  message({ id: 'B1', conversation: channel, author: { id: 'U2', name: 'Bob', roles: [] }, ...changes });

export interface Asks extends Partial<Omit<Extract<AskEvent, { type: 'command' }>, 'rule' | 'message'>> {
  readonly id?: string;
  readonly rule?: Partial<RuleAsk>;
  readonly message?: Partial<Message>;
}

/** What a rule of whoever runs the bot asks about a message of Bob's; it is answered below that. */
export function ruleAsk({ id = 'run-1', rule, message: said, ...changes }: Asks = {}): AskEvent {
  return {
    type: 'command',
    eventId: `rule:${id}`,
    name: 'ask',
    message: message({
      id: `rule:${id}`,
      conversation: channel,
      author: { id: RULE_FILE, name: RULE_FILE, roles: [] },
      text: 'Sum this up.',
      sentAt: Date.now(),
      mentionsUs: true,
      ...said,
    }),
    about: bobs({ text: 'We ship on Friday.' }),
    rule: {
      key: 'sums',
      name: 'sums',
      payer: payerOfRule(said?.author && { platform: channel.platform, id: said.author.id }),
      run: id,
      tools: [],
      ...rule,
    },
    target: { conversation: channel, messageId: 'B1', userId: 'U2', private: false },
    ...changes,
  };
}
