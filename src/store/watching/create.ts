/** Puts together all that is kept for rules that watch. */
import type { Aliases } from '../kept/alias.ts';
import type { Engine } from '../engine/engine.ts';
import type { Step } from '../engine/step.ts';
import { createAbout } from './about.ts';
import { createActing } from './act.ts';
import { createAdding } from './add.ts';
import { createDeciding } from './decide.ts';
import { createRunHolding } from './hold.ts';
import { createPosted } from './posted.ts';
import { createRuleKeeping } from './rules.ts';
import { createSchedules } from './schedules.ts';
import { createTaking } from './take.ts';
import { createTelling } from './told.ts';
import type { Watching } from './watching.ts';

export function createWatching(
  engine: Pick<Engine, 'db' | 'pool'>,
  step: Step,
  { holder, aliases }: { readonly holder: string; readonly aliases: Aliases },
): Watching {
  const { db } = engine;
  const holding = createRunHolding(engine, step, holder);
  return {
    ...createRuleKeeping(db, step),
    ...createAdding(step),
    ...createTaking(engine, step, holding),
    ...createDeciding(db, step, holding),
    ...createActing(db, holding, aliases),
    ...createAbout(db, step),
    ...createTelling(db),
    ...createSchedules(db),
    ...createPosted(db),
  };
}
