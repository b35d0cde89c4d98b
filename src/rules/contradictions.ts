/** What is fine alone but not together in a rule, one sentence for each. */
import { placeRead } from './place-read.ts';
import type { Rule } from './rule.ts';
import { faultsOfTemplate } from './variables.ts';

interface Contradiction {
  /** Where in the rule, as `then.to`. */
  readonly path: string;
  readonly fault: string;
}

export const contradictionsIn = (rule: Rule): readonly Contradiction[] => [
  ...actionFaults(rule),
  ...promptFaults(rule),
  ...scheduleFaults(rule),
  ...limitFaults(rule),
  ...templateFaults(rule),
];

/** A contradiction where something is so. */
const when = (isWrong: boolean, path: string, fault: string): readonly Contradiction[] =>
  isWrong ? [{ path, fault }] : [];

function actionFaults({ when: { on }, then }: Rule): readonly Contradiction[] {
  const { prompt, say, to, react } = then;
  const isSaying = prompt !== undefined || say !== undefined;
  const isAboutMessage = to === 'reply' || to === 'thread' || to === 'author';
  const isSchedule = on === 'schedule';
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

function promptFaults({ then }: Rule): readonly Contradiction[] {
  const { prompt, schema, tools, read } = then;
  const ofPrompt = { model: then.model, effort: then.effort, schema, tools: tools[0], read };
  const alone = Object.entries(ofPrompt).filter(([, value]) => value !== undefined && prompt === undefined);
  return [
    ...alone.map(([name]) => ({
      path: `then.${name}`,
      fault: 'expected a prompt beside it: without one no model is asked',
    })),
    ...when(
      schema !== undefined && read !== undefined,
      'then.schema',
      'expected schema or read, got both: data is made of a message, not of history',
    ),
    ...when(
      schema !== undefined && tools.length > 0,
      'then.tools',
      'expected none beside schema: data is made of what is there and of nothing else',
    ),
  ];
}

function scheduleFaults(rule: Rule): readonly Contradiction[] {
  const { where, when: cause, then, limits } = rule;
  if (cause.on !== 'schedule') return [];
  const ofMessages = { threads: where.threads, people: where.people, bots: where.bots };
  const ofChannel = { platforms: where.platforms, workspaces: where.workspaces, channels: where.channels };
  const readable =
    'expected `where` with the one platform and the one channel that is read, or a channel in `to`';
  return [
    ...Object.entries(ofMessages).flatMap(([name, value]) =>
      when(value !== undefined, `where.${name}`, 'expected nothing: a schedule has no message'),
    ),
    ...Object.entries(ofChannel).flatMap(([name, value]) =>
      when(
        value !== undefined && (then.read === undefined || value.length > 1),
        `where.${name}`,
        then.read === undefined
          ? 'expected nothing: a schedule watches no place; `to` says where it posts'
          : 'expected one: the channel that is read',
      ),
    ),
    ...when(
      then.read !== undefined && then.to !== undefined && placeRead(rule) === undefined,
      'then.read',
      readable,
    ),
    ...Object.entries({
      cooldown: limits.cooldown,
      debounce: limits.debounce,
      batch: limits.batch,
    }).flatMap(([name, value]) =>
      when(value !== undefined, `limits.${name}`, 'expected nothing: `cron` says how often a schedule acts'),
    ),
  ];
}

function limitFaults({ when: cause, limits }: Rule): readonly Contradiction[] {
  const asks = cause.on !== 'schedule' && cause.question !== undefined;
  return when(
    limits.batch !== undefined && cause.on !== 'schedule' && !asks,
    'limits.batch',
    'expected a question in `when`: only its calls are shared',
  );
}

function templateFaults({ when: cause, then }: Rule): readonly Contradiction[] {
  const hasPattern = cause.on !== 'schedule' && cause.matches !== undefined;
  return (['prompt', 'say'] as const).flatMap((name) =>
    faultsOfTemplate(then[name] ?? '', cause.on, hasPattern).map((fault) => ({
      path: `then.${name}`,
      fault,
    })),
  );
}
