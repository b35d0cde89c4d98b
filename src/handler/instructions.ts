/** Who the bot is in a conversation: the most specific instructions of attache.yaml. */
import type { Conversation } from '../chat/index.ts';

export interface InstructionRules {
  readonly instructions: string;
  readonly places: readonly {
    readonly platform?: string | undefined;
    readonly workspace?: string | undefined;
    readonly channel?: string | undefined;
    readonly instructions: string;
  }[];
}

/**
 * The instructions for a conversation: of all places that match it, the one that names the smallest (channel before
 * workspace before platform; the later one of equals), else the general ones. `{date}` becomes today's date.
 */
export function instructionsFor(rules: InstructionRules, conversation: Conversation, now: Date): string {
  let best = { rank: -1, instructions: rules.instructions };
  for (const { platform, workspace, channel, instructions } of rules.places) {
    const matches =
      (platform === undefined || platform === conversation.platform) &&
      (workspace === undefined || workspace === conversation.workspace) &&
      (channel === undefined || channel === conversation.channel || channel === conversation.thread);
    const rank =
      Number(channel !== undefined) * 4 +
      Number(workspace !== undefined) * 2 +
      Number(platform !== undefined);
    if (matches && rank >= best.rank) best = { rank, instructions };
  }
  return best.instructions.replaceAll('{date}', now.toISOString().slice(0, 10));
}
