/** What is fine alone but not together in a rule, one sentence for each. */
import type { Draft } from './draft.ts';
import { isMap, type Map } from './shape.ts';
import { faultsOfTemplate, type Trigger, TRIGGERS } from './variables.ts';

interface Contradiction {
  /** Where in the rule, as in `then.to`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** What is wrong by itself counts as being there, so that nobody is told that it is missing. */
export const contradictionsIn = (draft: Draft): readonly Contradiction[] => [
  ...actionFaults(draft),
  ...promptFaults(draft),
  ...scheduleFaults(draft),
  ...limitFaults(draft),
  ...templateFaults(draft),
];

/** A contradiction where something is so. */
const when = (isWrong: boolean, path: string, message: string): readonly Contradiction[] =>
  isWrong ? [{ path: path.split('.'), message }] : [];

/** Undefined where it is none, or where nothing is said. */
const triggerOf = (draft: Draft): Trigger | undefined => TRIGGERS.find((one) => one === draft.when?.['on']);

function actionFaults(draft: Draft): readonly Contradiction[] {
  if (!draft.then) return [];
  const { prompt, say, to, react } = draft.then;
  const isSaying = prompt !== undefined || say !== undefined;
  const isAboutMessage = to === 'reply' || to === 'thread' || to === 'author';
  const isSchedule = triggerOf(draft) === 'schedule';
  return [
    ...when(
      prompt !== undefined && say !== undefined,
      'then',
      'expected prompt (a model answers) or say (said as it is), got both',
    ),
    ...when(
      !isSaying && react === undefined,
      'then',
      'expected prompt, say or react: there is nothing to do',
    ),
    ...when(
      isSaying && to === undefined,
      'then.to',
      isSchedule
        ? 'expected where it goes: { platform, channel }, { platform, person } or { webhook }'
        : 'expected where it goes: reply, thread, author, { platform, channel }, { platform, person } or { webhook }',
    ),
    ...when(!isSaying && to !== undefined, 'then.to', 'expected prompt or say beside it: nothing goes there'),
    ...when(
      isSchedule && isAboutMessage,
      'then.to',
      `expected { platform, channel }, { platform, person } or { webhook }: a schedule has no message for ${to === 'author' ? 'an' : 'a'} ${String(to)}`,
    ),
    ...when(
      isSchedule && react !== undefined,
      'then.react',
      'expected nothing: a schedule has no message to react to',
    ),
  ];
}

function promptFaults({ then = {} }: Draft): readonly Contradiction[] {
  const { prompt, model, effort, schema, tools, read } = then;
  const tool: unknown = Array.isArray(tools) ? tools[0] : tools;
  const alone = Object.entries({ model, effort, schema, tools: tool, read }).filter(
    ([, value]) => value !== undefined && prompt === undefined,
  );
  return [
    ...alone.flatMap(([name]) =>
      when(true, `then.${name}`, 'expected a prompt beside it: without one no model is asked'),
    ),
    ...when(
      schema !== undefined && read !== undefined,
      'then.schema',
      'expected schema or read, got both: data is made of a message, not of history',
    ),
    ...when(
      schema !== undefined && tool !== undefined,
      'then.tools',
      'expected none beside schema: data is made of what is there and of nothing else',
    ),
  ];
}

function scheduleFaults(draft: Draft): readonly Contradiction[] {
  if (triggerOf(draft) !== 'schedule') return [];
  const { where = {}, then, limits = {} } = draft;
  const { threads, people, bots } = where;
  const { cooldown, debounce, batch } = limits;
  return [
    ...Object.entries({ threads, people, bots }).flatMap(([name, value]) =>
      when(value !== undefined, `where.${name}`, 'expected nothing: a schedule has no message'),
    ),
    ...(then ? placeFaults(where, then) : []),
    ...Object.entries({ cooldown, debounce, batch }).flatMap(([name, value]) =>
      when(value !== undefined, `limits.${name}`, 'expected nothing: `cron` says how often a schedule acts'),
    ),
  ];
}

/** What a schedule reads: see `placeRead`. */
function placeFaults({ platforms, workspaces, channels }: Map, { read, to }: Map): readonly Contradiction[] {
  const place = isMap(to) && !('webhook' in to) ? to : {};
  const isNamed = (own: unknown, name: string) => own !== undefined || place[name] !== undefined;
  return [
    ...Object.entries({ platforms, workspaces, channels }).flatMap(([name, value]) =>
      when(
        value !== undefined && (read === undefined || (Array.isArray(value) && value.length > 1)),
        `where.${name}`,
        read === undefined
          ? 'expected nothing: a schedule watches no place; `to` says where it posts'
          : 'expected one: the channel that is read',
      ),
    ),
    ...when(
      read !== undefined && isMap(to) && !(isNamed(channels, 'channel') && isNamed(platforms, 'platform')),
      'then.read',
      'expected `where` with the one platform and the one channel that is read, or a channel in `to`',
    ),
  ];
}

function limitFaults(draft: Draft): readonly Contradiction[] {
  const { when: cause, limits } = draft;
  return when(
    limits?.['batch'] !== undefined &&
      cause !== undefined &&
      triggerOf(draft) !== 'schedule' &&
      cause['question'] === undefined,
    'limits.batch',
    'expected a question in `when`: only its calls are shared',
  );
}

function templateFaults(draft: Draft): readonly Contradiction[] {
  const hasPattern = draft.when?.['matches'] !== undefined;
  return (['prompt', 'say'] as const).flatMap((name) => {
    const template = draft.then?.[name];
    if (typeof template !== 'string') return [];
    return faultsOfTemplate(template, triggerOf(draft), hasPattern).flatMap((fault) =>
      when(true, `then.${name}`, fault),
    );
  });
}
