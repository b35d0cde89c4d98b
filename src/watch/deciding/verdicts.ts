/** The question of a rule about what may be acted on: what is wanted, as it is answered now or was for whoever had the run before. */
import { type Outcome, OutcomeError } from '../../chat/index.ts';
import type { TakenRun, Verdict } from '../../store/index.ts';
import type { Finding } from './allowed.ts';
import type { Case, EngineParts, Occasion } from '../case.ts';
import type { Judged } from '../judge/judge.ts';
import type { StandingRule } from '../rulebook.ts';
import type { Trouble } from '../trouble/trouble.ts';

/** What may be acted on. */
export type Going = Extract<Finding, { kind: 'go' }>;

/** Keeps what was found out, and gives what is wanted; all else is over or comes again. */
export type Verdicts = (
  standing: StandingRule,
  going: readonly Going[],
  occasion: Occasion,
) => Promise<readonly Case[]>;

export function createVerdicts(
  { store, adapters, judge }: Pick<EngineParts, 'store' | 'adapters' | 'judge'>,
  trouble: Pick<Trouble, 'happened'>,
): Verdicts {
  /** The answers by the ids of the runs. What none could be had for is looked after. */
  async function ask(
    standing: StandingRule,
    asked: readonly Going[],
    occasion: Occasion,
  ): Promise<ReadonlyMap<string, Judged>> {
    const messages = asked.flatMap(({ found: { run, message } }) => {
      const adapter = message && adapters.get(message.conversation.platform);
      return adapter ? [{ id: run.id, message, adapter }] : [];
    });
    const runs = asked.map(({ found }) => found.run);
    const unanswered = (left: readonly TakenRun[], error: unknown) =>
      left.length === 0 ? undefined : trouble.happened(standing.key, left, error, occasion);
    try {
      const answers = messages.length === 0 ? [] : await judge({ rule: standing, messages }, occasion.signal);
      const judged = new Map(answers.map((answer) => [answer.id, answer]));
      await unanswered(
        runs.filter(({ id }) => !judged.has(id)),
        notNow(),
      );
      return judged;
    } catch (error) {
      await unanswered(runs, error);
      return new Map();
    }
  }

  return async (standing, going, occasion) => {
    const { when } = standing.rule;
    const question = when.on === 'schedule' ? undefined : when.question;
    const asked = question ? going.filter(({ found }) => !found.run.verdict) : [];
    const judged = await ask(standing, asked, occasion);
    const answered = going.filter((one) => judged.has(one.found.run.id) || !asked.includes(one));
    const found = answered.flatMap(({ found: { run }, reasons }) => {
      const answer = question && judged.get(run.id);
      if (answer) return [{ id: run.id, verdict: verdictOf(question, answer, reasons), usd: answer.usd }];
      return reasons.length > 0 && !run.verdict
        ? [{ id: run.id, verdict: { reasons, isWanted: true }, usd: 0 }]
        : [];
    });
    if (found.length > 0) await store.keepVerdicts(found);
    const verdicts = new Map<string, Verdict>(found.map(({ id, verdict }) => [id, verdict]));
    const wanted: Case[] = [];
    for (const { found: one } of answered) {
      const verdict = verdicts.get(one.run.id) ?? one.run.verdict;
      if (!verdict || verdict.isWanted) wanted.push(one);
      else await store.endRuns([one.run.id], 'declined', verdict.reasons.at(-1) ?? { code: 'unwanted' });
    }
    return wanted;
  };
}

/** @param reasons what was found out before the question */
function verdictOf(
  { confidence: least }: { readonly confidence: number },
  { isYes, confidence, why }: Judged,
  reasons: readonly Outcome[],
): Verdict {
  const said: Outcome = isYes ? { code: 'yes', confidence, why } : { code: 'no', why };
  const isWanted = isYes && confidence >= least;
  const unsure: readonly Outcome[] = isYes && !isWanted ? [{ code: 'unsure', needed: least }] : [];
  return { reasons: [...reasons, said, ...unsure], confidence, isWanted };
}

/** Some calls went through and others did not: it is asked again later. */
const notNow = () => new OutcomeError('judge-busy', { code: 'judgeAway' });
