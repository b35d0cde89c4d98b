/** Tools that the model's provider runs itself: they cost extra, so whoever runs the bot turns them on. */
import { z } from 'zod';

export const HostedTool = z.enum(['web_search', 'image_generation']);
export type HostedTool = z.infer<typeof HostedTool>;
