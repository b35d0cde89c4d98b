/** How hard a model may think before it answers: the five levels a person can choose from. */
import { z } from 'zod';

export const EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh'] as const;

export const Effort = z.enum(EFFORTS);
export type Effort = z.infer<typeof Effort>;
