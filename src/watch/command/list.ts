/** `/watch list`: the rules that may watch in this workspace, and how each is doing. */
import { type Conversation, type ControlEvent, type Words, wordsFor } from '../../chat/index.ts';
import { priceOf } from '../../reply/index.ts';
import type { KeptRule, Pause, RuleStanding } from '../../store/index.ts';
import type { Rulebook, StandingRule } from '../rulebook.ts';
import { readyMade } from './add.ts';
import type { CommandParts } from './command.ts';
import { watchedBy } from './deeds.ts';
import { COMMAND } from './limits.ts';
import { bold, literal } from './text.ts';

/** Rules of attache.yaml that may hold in a workspace, and those that were made there: nobody learns of those of another one. */
export const rulesHere = (
  rulebook: Pick<Rulebook, 'all'>,
  { platform, workspace }: Conversation,
): readonly StandingRule[] =>
  rulebook
    .all()
    .filter(({ madeIn, rule: { where } }) =>
      madeIn
        ? madeIn.platform === platform && madeIn.workspace === workspace
        : (where.platforms?.some((one) => one === platform) ?? true) &&
          (where.workspaces?.includes(workspace) ?? true),
    );

export async function list(
  { author, target: { conversation } }: ControlEvent,
  { store, rulebook, now }: Pick<CommandParts, 'store' | 'rulebook' | 'now'>,
): Promise<string> {
  const { watch } = wordsFor(author.locale);
  const standings = await store.standings(now() - COMMAND.dayMs);
  const kept = await store.keptRules();
  const lines = rulesHere(rulebook, conversation).map((rule) =>
    lineOf(
      rule,
      {
        here: conversation,
        standing: standings.find(({ key }) => key === rule.key),
        kept: kept.find(({ key }) => key === rule.key),
      },
      watch,
    ),
  );
  const rules = lines.length === 0 ? watch.noRules : [watch.rules, ...lines].join('\n');
  return `${rules}\n\n${watch.readyMade}\n${readyMade()}`;
}

interface Known {
  readonly here: Conversation;
  readonly standing: RuleStanding | undefined;
  readonly kept: KeptRule | undefined;
}

function lineOf(
  { name, rule, pause }: StandingRule,
  { here, standing, kept }: Known,
  watch: Words['watch'],
): string {
  const watched = watchedBy(rule, here, watch);
  const { runs = 0, acted = 0, usd = 0 } = standing ?? {};
  const about = rule.about === undefined ? '' : `: ${literal(rule.about)}`;
  return [
    `- ${bold(name)}${about}`,
    watched === undefined ? watch.everywhere : watch.where(watched),
    watch.madeBy(kept ? literal(kept.author.name) : 'attache.yaml'),
    watch.lastDay(String(runs), String(acted), priceOf(usd)),
    ...(pause ? [pausedLine(pause, watch)] : []),
  ].join(' · ');
}

/** That a rule is paused, and why. */
export const pausedLine = ({ why, sentence }: Pause, watch: Words['watch']): string =>
  (why === 'broken' ? watch.broken : watch.paused)(literal(watch.outcome(sentence)));
