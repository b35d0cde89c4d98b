/** Somebody as Slack describes them. */
import { z } from 'zod';

export interface Person {
  readonly name: string;
  /** The language they use Slack in, as `de-DE`. */
  readonly locale?: string;
  readonly isBot?: true;
}

export const SlackUser = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  /** Somebody whose account was taken away. */
  deleted: z.boolean().nullish(),
  /** A guest, who is only where they were invited to; one of a single channel as well. */
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  /** Of an organization: the workspaces they are in. */
  enterprise_user: z
    .object({ enterprise_id: z.string().nullish(), teams: z.array(z.string()).nullish() })
    .nullish(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  locale: z.string().nullish(),
  profile: z.object({ display_name: z.string().nullish() }).nullish(),
});
export type SlackUser = z.infer<typeof SlackUser>;

/** What `users.info` answers. */
export const UserInfo = z.object({ user: SlackUser });

/** The name people see them by, and their language. */
export function personOf({ id, name, real_name, locale, profile, is_bot }: SlackUser): Person {
  return {
    name: profile?.display_name || real_name || name || id,
    ...(locale == null ? {} : { locale }),
    ...(is_bot && { isBot: true as const }),
  };
}
