/** What is kept of a workspace, or of a whole organization, that has installed the app. */
import { z } from 'zod';
import type { Identity } from './identity.ts';
import { LIMITS } from '../limits.ts';
import { parseJson } from '../answer/target.ts';

const Installation = z.object({
  /** The workspace; missing where an organization has installed the app for its workspaces. */
  team: z.string().optional(),
  enterprise: z.string().optional(),
  /** What the workspace or organization is called. */
  name: z.string(),
  /** Its address, like `https://studio.slack.com/`. */
  url: z.url().optional(),
  bot: z.object({ userId: z.string(), userName: z.string(), botId: z.string() }),
  /** What was granted; optional ones may be missing. */
  scopes: z.array(z.string()),
  token: z.string(),
  /** Of a token that expires. */
  rotation: z
    .object({
      /** Good for one new token. */
      refreshToken: z.string(),
      /** When that is due, in milliseconds since 1970. */
      renewAt: z.number(),
      /** Milliseconds since 1970. */
      expiresAt: z.number(),
    })
    .optional(),
});
export type Installation = Readonly<z.infer<typeof Installation>>;

/** The id it is kept under: that of the workspace, else that of the organization. */
export function idOf({ team, enterprise }: Pick<Installation, 'team' | 'enterprise'>): string {
  const id = team ?? enterprise;
  if (id === undefined) throw new Error('an installation belongs to a workspace or an organization');
  return id;
}

export function readInstallation(content: string | undefined): Installation | undefined {
  return content === undefined ? undefined : Installation.parse(parseJson(content));
}

export const writeInstallation = (installation: Installation): string => JSON.stringify(installation);

/** @param lifetimeMs how long the token is good from now on */
export function rotationOf(refreshToken: string, lifetimeMs: number): NonNullable<Installation['rotation']> {
  const now = Date.now();
  return { refreshToken, renewAt: now + lifetimeMs * LIMITS.renewAfter, expiresAt: now + lifetimeMs };
}

/** Who we are in a workspace: its own installation, or its organization's. */
export function identityIn(team: string, { name, url, bot, scopes }: Installation): Identity {
  return { team, teamName: name, url, ...bot, scopes };
}
