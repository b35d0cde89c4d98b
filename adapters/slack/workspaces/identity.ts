/** Who we are in the workspace: asked once, needed to tell our own words and mentions from others'. */
import { z } from 'zod';
import { UserError } from '../../../src/chat/index.ts';
import type { SlackClients } from './client.ts';
import { readError } from '../errors.ts';

export interface Identity {
  readonly team: string;
  readonly teamName: string;
  /** The address of the workspace, like `https://studio.slack.com/`, where Slack tells it. */
  readonly url: string | undefined;
  readonly userId: string;
  readonly userName: string;
  readonly botId: string;
  /** The scopes of the bot token. */
  readonly scopes: readonly string[];
}

const AuthTest = z.object({
  team_id: z.string(),
  team: z.string().default(''),
  url: z.url().optional(),
  user_id: z.string(),
  user: z.string().default(''),
  bot_id: z.string().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/** Throws `UserError` when Slack does not accept the token, or when it belongs to a person instead of a bot. */
export async function whoAmI({ repeatable }: SlackClients): Promise<Identity> {
  const answer = await repeatable.auth.test().catch((error: unknown) => {
    throw readError(error);
  });
  const { team_id, team, url, user_id, user, bot_id, response_metadata } = AuthTest.parse(answer);
  if (bot_id === undefined)
    throw new UserError(
      'slack-user-token',
      'SLACK_BOT_TOKEN is the token of a person.',
      'Use the bot token of the app, which begins with xoxb-.',
    );
  return {
    team: team_id,
    teamName: team,
    url,
    userId: user_id,
    userName: user,
    botId: bot_id,
    scopes: response_metadata?.scopes ?? [],
  };
}
