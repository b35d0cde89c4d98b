/** `/watch pause`, `resume` and `remove`: what becomes of a rule that stands. */
import { type ControlEvent, wordsFor } from '../../chat/index.ts';
import type { StandingRule } from '../rulebook.ts';
import type { CommandParts } from './command.ts';
import { rulesHere } from './list.ts';
import { bold, literal } from './text.ts';

type StandingParts = Pick<CommandParts, 'store' | 'rulebook' | 'now'>;

export async function pause(name: string, event: ControlEvent, parts: StandingParts): Promise<string> {
  const { watch } = wordsFor(event.author.locale);
  return withRule(name, event, parts, async ({ key, name: known }) => {
    const { now, store, rulebook } = parts;
    const sentence = { code: 'pausedBy', person: event.author.name } as const;
    const isNew = await store.pause({ key, why: 'asked', sentence, at: now() });
    await rulebook.reload();
    const kept = watch.outcome(rulebook.find(key)?.pause?.sentence ?? sentence);
    return isNew || kept === watch.outcome(sentence)
      ? watch.nowPaused(bold(known))
      : watch.alreadyPaused(bold(known), literal(kept));
  });
}

export async function resume(name: string, event: ControlEvent, parts: StandingParts): Promise<string> {
  const { watch } = wordsFor(event.author.locale);
  return withRule(name, event, parts, async ({ key, name: known }) => {
    const wasPaused = await parts.store.resume(key);
    await parts.rulebook.reload();
    return wasPaused ? watch.resumed(bold(known)) : watch.notPaused(bold(known));
  });
}

export async function remove(name: string, event: ControlEvent, parts: StandingParts): Promise<string> {
  const { watch } = wordsFor(event.author.locale);
  return withRule(name, event, parts, async ({ key, name: known, madeIn }) => {
    if (!madeIn) return watch.notRemovable(bold(known));
    await parts.store.dropRule(key);
    await parts.rulebook.reload();
    return watch.removed(bold(known));
  });
}

/** Does something with the rule of a name; says what there is where there is no such rule. */
export async function withRule(
  name: string,
  { author, target: { conversation } }: ControlEvent,
  { rulebook }: Pick<CommandParts, 'rulebook'>,
  work: (rule: StandingRule) => Promise<string>,
): Promise<string> {
  const { watch } = wordsFor(author.locale);
  const known = rulesHere(rulebook, conversation);
  if (known.length === 0) return watch.noRules;
  const names = known.map((rule) => bold(rule.name)).join(', ');
  if (name.trim() === '') return watch.whichRule(names);
  const rule = rulebook.named(name, conversation);
  return rule && known.includes(rule) ? work(rule) : watch.unknownRule(bold(name.trim()), names);
}
