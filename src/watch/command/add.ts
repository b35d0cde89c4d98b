/** `/watch add`: a rule is read, held against what is known and allowed here, and kept. */
import { type Acts, type ControlEvent, wordsFor } from '../../chat/index.ts';
import { READY_MADE, readRule, type Rule, RuleName, unknownNames } from '../../rules/index.ts';
import type { KeptRule } from '../../store/index.ts';
import { deedsOf, watchedBy } from './deeds.ts';
import type { CommandParts } from './command.ts';
import { lacked, missingPlaces } from './permitted.ts';
import { settledHere } from './settled-here.ts';
import { bold, code } from './text.ts';
import { isMap, readWritten, straight, type Written } from './written.ts';

/** @param text what stands behind `add` */
export async function add(
  text: string,
  event: ControlEvent,
  acts: Acts,
  parts: CommandParts,
  signal: AbortSignal,
): Promise<string> {
  const { author, target } = event;
  const { watch } = wordsFor(author.locale);
  const here = target.conversation;
  if (text === '') return `${watch.howToAdd}\n\n${watch.readyMade}\n${readyMade()}`;
  const read = readHere(text, event);
  if ('fault' in read) return watch.notRead(read.fault);
  if ('faults' in read) return watch.faults(bold(read.name), listed(read.faults));
  const { name, definition, rule } = read;
  if (!RuleName.safeParse(name).success) return watch.badName(bold(name));

  const key = `${here.platform}:${here.workspace}/${name}`;
  const kept: KeptRule = { key, definition, author, conversation: here, madeAt: parts.now() };
  const before = (await parts.store.keptRules()).find((one) => one.key === key);
  const isDone = before?.definition === definition && before.author.id === author.id;
  const standing = parts.rulebook.named(name, here);
  if (!isDone && (before || standing)) return watch.taken(bold(name));

  const known = {
    models: parts.choices.models.map(({ value }) => value),
    schemas: Object.keys(parts.schemas),
    webhooks: [...parts.webhooks],
    tools: parts.hosted ?? [],
  };
  const faults = [
    ...unknownNames(rule, known),
    ...(await strangers(rule, here, acts, signal)),
    ...(await missingPlaces(rule, here, acts, signal)),
  ];
  if (faults.length > 0) return watch.faults(bold(name), listed(faults));
  const missing = await lacked(rule, author.id, here, acts, signal);
  if (missing.length > 0)
    return missing
      .map(({ channel, rights }) =>
        watch.lacks(
          rights.map((right) => watch.rights[right]).join(', '),
          channel === here.channel ? watch.here : code(channel),
        ),
      )
      .join('\n');
  if (!isDone && !(await parts.store.keepRule(kept))) return watch.taken(bold(name));
  await parts.rulebook.reload();
  return watch.added(bold(name), deedsOf(rule, watch), watchedBy(rule, here, watch) ?? watch.here);
}

/** The names of what is ready, with what each does. */
export const readyMade = (): string =>
  Object.entries(READY_MADE)
    .map(
      ([name, { about, needs }]) =>
        `- ${code(name)}: ${about}${needs === undefined ? '' : ` (${code(needs)})`}`,
    )
    .join('\n');

const listed = (faults: readonly string[]): string => faults.map((fault) => `- ${fault}`).join('\n');

type Read =
  | { readonly fault: string }
  | { readonly name: string; readonly definition: string; readonly rule: Rule }
  | { readonly name: string; readonly faults: readonly string[] };

/** As it is written; with the quotation marks of a keyboard where only that makes sense. */
function readHere(text: string, event: ControlEvent): Read {
  const first = readOnce(text, event);
  if ('rule' in first || straight(text) === text) return first;
  const second = readOnce(straight(text), event);
  return 'rule' in second ? second : first;
}

function readOnce(text: string, { target }: ControlEvent): Read {
  const written = readWritten(text);
  if ('fault' in written) return { fault: `${written.fault}.` };
  const { name } = written;
  const { value, faults } = settledHere(written.value, target.conversation, isScheduled(written));
  const read = readRule(value);
  if ('faults' in read) return { name, faults: [...faults, ...read.faults.map(readable(written))] };
  return faults.length > 0 ? { name, faults } : { name, definition: JSON.stringify(value), rule: read.rule };
}

/** What is set off by its schedule: by what is written, or by the ready-made rule it is made of. */
function isScheduled({ value }: Written): boolean {
  const when = isMap(value) ? value['when'] : undefined;
  const ready = isMap(value) && typeof value['ready'] === 'string' ? value['ready'] : undefined;
  const base = ready !== undefined && Object.hasOwn(READY_MADE, ready) ? READY_MADE[ready] : undefined;
  const own = isMap(when) && 'on' in when ? when : base?.definition['when'];
  return isMap(own) && own['on'] === 'schedule';
}

/** A name alone that no ready-made rule has: then a rule of one's own may be meant, which needs more than a name. */
const readable =
  ({ name, value }: Written) =>
  (fault: string): string =>
    isMap(value) && value['ready'] === name && fault.startsWith('ready:')
      ? `There is no ready-made rule ${code(name)}; there are ${Object.keys(READY_MADE).map(code).join(', ')}. A rule of your own is written behind its name: ${code(`${name}: {when: …, then: …}`)}.`
      : fault;

/** People that a rule writes to must be here. */
async function strangers(
  { then: { to } }: Rule,
  { workspace }: { readonly workspace: string },
  acts: Pick<Acts, 'member'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (typeof to !== 'object' || !('person' in to)) return [];
  return (await acts.member(to.person, workspace, signal))
    ? []
    : [`then.to.person: there is nobody here with the id “${to.person}”.`];
}
