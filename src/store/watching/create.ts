/** Puts together all that is kept for rules that watch. */
import type { Aliases } from '../kept/alias.ts';
import type { Engine } from '../engine/engine.ts';
import type { Step } from '../engine/step.ts';
import type { Holding } from '../turns/holding.ts';
import { createAbout } from './about.ts';
import { createActing } from './act.ts';
import { createAdding } from './add.ts';
import { createDeciding } from './decide.ts';
import { createRunHolding } from './hold.ts';
import { createKnowing } from './known.ts';
import { createPosted } from './posted.ts';
import { createRuleKeeping } from './rules.ts';
import { createSchedules } from './schedules.ts';
import { createTaking } from './take.ts';
import { createTelling } from './told.ts';
import type { Watching } from './watching.ts';

export function createWatching(
  engine: Pick<Engine, 'db' | 'pool' | 'wipe'>,
  step: Step,
  turns: Pick<Holding, 'holder' | 'locked'>,
  { aliases, now }: { readonly aliases: Aliases; readonly now: () => number },
): Watching {
  const { db } = engine;
  const holding = createRunHolding(engine, step, turns.holder);
  return {
    ...createRuleKeeping(db, step),
    ...createKnowing(db, step),
    ...createAdding(step),
    ...createTaking(engine, step, holding),
    ...createDeciding(db, step, holding),
    ...createActing(db, holding, { aliases, now }),
    ...createAbout(engine, step, turns),
    ...createTelling(db),
    ...createSchedules(db),
    ...createPosted(db, now),
  };
}
