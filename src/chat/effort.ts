/** How hard a model may think before it answers, and the tiers that models come in: what a person can choose from. */
import { z } from 'zod';

export const EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

export const Effort = z.enum(EFFORTS);
export type Effort = z.infer<typeof Effort>;

/** Stands in the place of a model or an effort: the router picks one for each question. */
export const AUTO = 'auto';

/** What can be asked for: a level, or `auto`. */
export const EffortChoice = z.enum([...EFFORTS, AUTO]);
export type EffortChoice = z.infer<typeof EffortChoice>;

/** From the cheapest to the strongest; which model each one is, is settled for a deployment. */
export const TIERS = ['nano', 'mini', 'standard', 'flagship', 'ultra'] as const;

export const Tier = z.enum(TIERS);
export type Tier = z.infer<typeof Tier>;
