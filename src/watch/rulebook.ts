/** All rules that stand, of attache.yaml and of the store, and which of them are to be held against what happens where. */
import type { Author, Conversation } from '../chat/index.ts';
import type { Logger } from '../ops/index.ts';
import { checksOf, type Miss, readRule, Rule, type Sight } from '../rules/index.ts';
import type { KeptRule, Pause, RuleKey, Store } from '../store/index.ts';
import { knownAs } from './fingerprint.ts';
import { indexed } from './rule-index.ts';

export interface StandingRule {
  readonly key: RuleKey;
  readonly name: string;
  readonly rule: Rule;
  readonly checks: (sight: Sight) => Miss;
  /** With whose rights it acts; undefined: with the bot's own, as whoever runs it has written. */
  readonly author: (Pick<Author, 'id' | 'locale'> & { readonly platform: string }) | undefined;
  /** Made in a chat: it holds in that workspace alone, and its author is told there what goes wrong. */
  readonly madeIn: Conversation | undefined;
  readonly pause: Pause | undefined;
  /** What happened before is none of its business: when it was made or resumed, in milliseconds since 1970. */
  readonly since: number;
}

export interface Rulebook {
  all(): readonly StandingRule[];
  find(key: RuleKey): StandingRule | undefined;
  /** By the name that people in a workspace know it by: their own first. */
  named(name: string, near: Conversation): StandingRule | undefined;
  /** Those that are not paused and may be set off in a conversation: few of many, without looking at each. */
  around(conversation: Conversation): readonly StandingRule[];
  /** Rules of attache.yaml that other processes have, and this one does not: while one version takes the place of another. */
  elsewhere(): readonly RuleKey[];
  /** Reads again what the store keeps. */
  reload(): Promise<void>;
  close(): void;
}

/** A rulebook that is read while it is in use. */
export interface LiveRulebook extends Rulebook {
  /** Resolves when what has changed a moment ago is known here: at once where nothing has. Never rejects. */
  settled(): Promise<void>;
}

export interface RulebookParts {
  /** The rules of attache.yaml, by their names. */
  readonly rules: Readonly<Record<string, Rule>>;
  readonly store: Pick<
    Store,
    'knowRules' | 'knownRules' | 'keptRules' | 'pauses' | 'resumes' | 'pause' | 'hear'
  >;
  /** Of schedules that name none. */
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'error'>;
}

/** A rulebook that is empty until it has been loaded, and is loaded again with every news of rules. */
export function createRulebook({ rules, store, timeZone, now, log }: RulebookParts): LiveRulebook {
  let standing: readonly StandingRule[] = [];
  let byKey: ReadonlyMap<RuleKey, StandingRule> = new Map();
  let elsewhere: readonly RuleKey[] = [];
  /** Since when the rules of attache.yaml are known: noted once, for they are what they were when this process was started. */
  let known: ReadonlyMap<RuleKey, number> | undefined;
  let around = indexed([]);
  /** The loading that is under way, and whether it began too early to see what has changed since. */
  let loading: { readonly over: Promise<void>; isStale: boolean } | undefined;

  const knowRules = () =>
    store.knowRules(Object.entries(rules).map(([key, rule]) => knownAs(key, rule, timeZone)));

  async function load(): Promise<void> {
    known ??= await knowRules();
    const others = (await store.knownRules()).filter((key) => !Object.hasOwn(rules, key));
    const resumes = await store.resumes();
    const kept = await store.keptRules();
    const pauses = new Map((await store.pauses()).map((pause) => [pause.key, pause]));
    const read = kept.map((rule) => ({ rule, ...readKept(rule) }));
    for (const { rule, fault } of read)
      if (fault !== undefined && !pauses.has(rule.key)) {
        const pause: Pause = {
          key: rule.key,
          why: 'broken',
          sentence: { code: 'unreadable', fault },
          at: now(),
        };
        await store.pause(pause);
        pauses.set(rule.key, pause);
      }
    const after = (key: RuleKey, made: number) => ({
      pause: pauses.get(key),
      since: Math.max(made, resumes.get(key) ?? made),
    });
    standing = [
      ...Object.entries(rules).map(([name, rule]) => ofSettings(name, rule, after(name, known!.get(name)!))),
      ...read.map(({ rule, parsed }) => ofChat(rule, parsed, after(rule.key, rule.madeAt))),
    ];
    elsewhere = others;
    byKey = new Map(standing.map((rule) => [rule.key, rule]));
    around = indexed(standing.filter(({ rule, pause }) => !pause && rule.when.on !== 'schedule'));
  }

  /** Whoever asks while it is loaded is told when that was loaded which is there now. */
  function reload(): Promise<void> {
    if (loading) loading.isStale = true;
    else {
      const begun = { over: Promise.resolve(), isStale: false };
      begun.over = (async () => {
        try {
          do {
            begun.isStale = false;
            await load();
          } while (begun.isStale);
        } finally {
          loading = undefined;
        }
      })();
      loading = begun;
    }
    return loading.over;
  }

  const close = store.hear((news) => {
    if (news.type !== 'rules' && news.type !== 'unsure') return;
    reload().catch((error: unknown) => log.error({ err: error }, 'the rules could not be read again'));
  });

  return {
    all: () => standing,
    find: (key) => byKey.get(key),
    named(name, near) {
      const isIt = (rule: StandingRule) => rule.name.toLowerCase() === name.trim().toLowerCase();
      const isNear = ({ madeIn }: StandingRule) =>
        madeIn?.platform === near.platform && madeIn.workspace === near.workspace;
      const known = standing.filter(isIt);
      return known.find(isNear) ?? known.find(({ madeIn }) => !madeIn);
    },
    around: (conversation) => around(conversation),
    elsewhere: () => elsewhere,
    reload,
    async settled() {
      await loading?.over.catch(() => undefined);
    },
    close,
  };
}

type Standing = Pick<StandingRule, 'pause' | 'since'>;

const ofSettings = (name: string, rule: Rule, now: Standing): StandingRule => ({
  key: name,
  name,
  rule,
  checks: checksOf(rule),
  author: rule.author,
  madeIn: undefined,
  ...now,
});

const ofChat = (
  { key, author: { id, locale }, conversation }: KeptRule,
  rule: Rule,
  now: Standing,
): StandingRule => ({
  key,
  name: key.slice(key.indexOf('/') + 1),
  rule,
  checks: checksOf(rule),
  author: { id, platform: conversation.platform, ...(locale !== undefined && { locale }) },
  madeIn: conversation,
  ...now,
});

/** Stands for a rule that can no longer be read: paused it does nothing, and can be listed and removed. */
const UNREADABLE = Rule.parse({ when: { on: 'message' }, then: { react: '👀' } });

function readKept({ definition }: KeptRule): {
  readonly parsed: Rule;
  readonly fault: string | undefined;
} {
  try {
    const read = readRule(JSON.parse(definition));
    if ('rule' in read) return { parsed: read.rule, fault: undefined };
    return { parsed: UNREADABLE, fault: read.faults.join(' ') };
  } catch {
    return { parsed: UNREADABLE, fault: 'it is no JSON.' };
  }
}
