/** Channel watching: looks on at what happens, journals what rules are set off, and acts when that is due. */
import { type ChatAdapter, wordsFor } from '../chat/index.ts';
import type { Onlooker, TurnParts } from '../handler/index.ts';
import type { Clock } from '../ops/index.ts';
import type { Rule } from '../rules/index.ts';
import type { EngineParts } from './case.ts';
import { createCommand } from './command/index.ts';
import { createDecide } from './deciding/decide.ts';
import { createDue } from './due.ts';
import { createJudge } from './judge/judge.ts';
import { hashesOfPost } from './deciding/loops.ts';
import { createRulebook } from './rulebook.ts';
import { createSchedule } from './schedule.ts';
import { createSee } from './see.ts';
import { standingNow, whyStill } from './deciding/still.ts';
import { createTrouble } from './trouble/trouble.ts';

export interface WatchParts extends TurnParts {
  /** The rules of attache.yaml, by their names. */
  readonly rules: Readonly<Record<string, Rule>>;
  /** The names of the webhooks of attache.yaml. */
  readonly webhooks: ReadonlySet<string>;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface Watch extends Onlooker {
  /** Reads the rules: to be called before anything is seen. */
  open(): Promise<void>;
  /** From now on does what is due, on these platforms. */
  work(adapters: readonly ChatAdapter[]): void;
  /** Does everything that is due at a time (milliseconds since 1970) on platforms, whether or not it works. Resolves when that is done. */
  runDue(now: number, adapters: readonly ChatAdapter[]): Promise<void>;
  /** Begins nothing new, and resolves when what was begun is over or left. */
  stop(): Promise<void>;
}

export function createWatch(parts: WatchParts): Watch {
  const { store, budgets, log } = parts;
  const rulebook = createRulebook({ ...parts, timeZone: budgets.timeZone });
  const adapters = new Map<string, ChatAdapter>();
  const judge = createJudge(parts);
  const engine: EngineParts = { ...parts, rulebook, adapters, judge };
  const trouble = createTrouble(engine);
  const schedule = createSchedule({ rulebook, store, timeZone: budgets.timeZone });
  const due = createDue({ ...engine, rulebook }, schedule, createDecide(engine, trouble));
  const add = (platforms: readonly ChatAdapter[]) => {
    for (const adapter of platforms) adapters.set(adapter.platform, adapter);
  };

  return {
    see: createSee({ rulebook, store, now: parts.now }),
    obey: createCommand({ ...parts, rulebook, judge }),
    async silenced({ key }) {
      const standing = await standingNow(key, rulebook);
      // Whoever has the rule has decided that it is to be answered.
      return !standing && rulebook.elsewhere().includes(key) ? undefined : whyStill(standing);
    },
    posting: (_rule, markdown) => store.keepPosted(hashesOfPost(markdown)),

    async ended(rule, end) {
      await store.noteOutcome(rule.run, end.why ?? { code: end.outcome }, end.isBlameless);
      if (end.outcome === 'failed') await trouble.ended(rule.key, end);
    },

    async open() {
      await rulebook.reload();
      for (const { key, pause } of rulebook.all())
        if (pause?.why === 'broken')
          log.warn(
            { rule: key, why: wordsFor('en').watch.outcome(pause.sentence) },
            'a rule is paused because something went wrong: it goes on when its text in attache.yaml is another, or with /watch resume',
          );
      // What broke may not have been told of before the process ended.
      await trouble.announce();
    },

    work(platforms) {
      add(platforms);
      due.begin();
    },

    runDue(now, platforms) {
      add(platforms);
      return due.run(now);
    },

    async stop() {
      await due.stop();
      rulebook.close();
    },
  };
}
