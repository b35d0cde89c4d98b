/** Telling the author of a rule that it is broken: by direct message, else where they made it; once, whoever does it. */
import { createHash } from 'node:crypto';
import { type Outcome, type Placing, type Sending, WORDS, wordsFor } from '../../chat/index.ts';
import { createWriter } from '../../reply/index.ts';
import type { RuleKey, TakenRun } from '../../store/index.ts';
import type { EngineParts, Occasion } from '../case.ts';
import { LIMITS } from '../limits.ts';
import { lookSignal } from '../deciding/rights.ts';
import type { StandingRule } from '../rulebook.ts';
import { kindOf, mayPass } from './trouble-kinds.ts';

/**
 * Tells what a pause is for. Of a rule of attache.yaml without an author, the log is told.
 *
 * @throws what passes: then it is told later
 */
export async function tellBroken(
  run: TakenRun,
  key: RuleKey,
  why: Outcome,
  parts: Pick<EngineParts, 'rulebook' | 'adapters' | 'store' | 'pacer' | 'log'>,
  occasion: Occasion,
): Promise<void> {
  const { rulebook, store, log } = parts;
  // It is no act of the rule.
  const end = (outcome: Outcome) => store.endRuns([run.id], 'declined', outcome);
  await rulebook.reload();
  const standing = rulebook.find(key);
  if (!standing?.pause) return end({ code: 'notBrokenAnyMore' });
  const sentence = WORDS.en.watch.outcome(why);
  if (!standing.author) {
    log.error(
      { rule: key, sentence },
      'a rule of attache.yaml is broken and paused: /watch resume starts it again',
    );
    return end({ code: 'logTold' });
  }
  const { watch } = wordsFor(standing.author.locale);
  const resume = `\`/watch resume ${standing.name}\``;
  const text = watch.toAuthor(`**${standing.name}**`, watch.outcome(why), resume);
  for (const place of placesOf(standing))
    if (await isTold(place, run, text, parts, occasion)) return end({ code: 'authorTold' });
  log.error({ rule: key, sentence }, 'a rule is broken and paused, and its author could not be told');
  return end({ code: 'authorNotTold' });
}

interface Place {
  readonly name: string;
  readonly platform: string;
  readonly placing: Placing;
}

/** Where an author can be told something: by direct message first. */
function placesOf({ author, madeIn, rule: { where } }: StandingRule): readonly Place[] {
  if (!author) return [];
  const { platform, id: user } = author;
  const workspace = madeIn?.workspace ?? where.workspaces?.[0] ?? '';
  const direct: Place = { name: 'direct', platform, placing: { how: 'direct', user, workspace } };
  if (!madeIn || madeIn.kind === 'dm') return [direct];
  const there = { how: 'post', channel: madeIn.channel, workspace: madeIn.workspace } as const;
  return [direct, { name: 'there', platform: madeIn.platform, placing: there }];
}

/** False where it cannot be said in a place. */
async function isTold(
  { name, platform, placing }: Place,
  run: TakenRun,
  text: string,
  { adapters, pacer }: Pick<EngineParts, 'adapters' | 'pacer'>,
  occasion: Occasion,
): Promise<boolean> {
  try {
    const adapter = adapters.get(platform);
    const target = await adapter?.acts?.place(placing, lookSignal(occasion));
    if (!adapter || !target) return false;
    const surface = adapter.surface(target);
    const signal = AbortSignal.any([occasion.signal, AbortSignal.timeout(LIMITS.tellMs)]);
    const write = createWriter(surface, pacer, signal);
    const sending = sendingOf(run, name);
    await write('attach', (limit) => surface.attach([], text, limit, sending));
    return true;
  } catch (error) {
    if (mayPass(kindOf(error))) throw error;
    return false;
  }
}

/** The same for whoever tells it next: the platform is asked whether it is there. */
const sendingOf = ({ id, at, attempts }: TakenRun, place: string): Sending => ({
  key: createHash('sha256').update(`${id} ${place}`).digest('base64url').slice(0, SENDING_KEY),
  at,
  isRepeated: attempts > 0,
});

const SENDING_KEY = 22;
