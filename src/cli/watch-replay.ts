/** `npm run watch:replay -- RULE FILE`: what a rule would have done about an exported history, and what that would have cost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emojiOf } from '../../adapters/slack/index.ts';
import { catalogOf, createBrain } from '../brain.ts';
import { UserError } from '../chat/index.ts';
import { loadConfig } from '../config/index.ts';
import { offeredChoices } from '../handler/index.ts';
import { createLogger, systemClock } from '../ops/index.ts';
import { createPacer } from '../reply/index.ts';
import { createProgressLine } from './progress-line.ts';
import {
  type Progress,
  readHistory,
  replay,
  type Replayed,
  reportJson,
  reportText,
  ruleFor,
} from '../watch/index.ts';

const USAGE =
  'Usage: npm run watch:replay -- RULE FILE [--no-model] [--json]. RULE: a name in attache.yaml, a ready-made rule, or a YAML file. FILE: an export of Slack or of DiscordChatExporter, or messages as lines of JSON.';

export async function watchReplay(args: readonly string[]): Promise<void> {
  const { rule: wanted, file, asks, isJson } = optionsIn(args);
  const config = loadConfig();
  const named = ruleFor(wanted, config.rules);
  const history = await readHistory(file, { emojiOf });
  const log = createLogger(config.logLevel === 'info' ? 'error' : config.logLevel);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort(new UserError('stopped', 'Stopped.')));
  const line = createProgressLine(process.stderr);
  const folder = mkdtempSync(join(tmpdir(), 'attache-replay-'));
  // Only then is nobody at work in it any more; and it is gone as well where whoever reads the report has seen enough.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Files of the history are understood in there as well: whose they are, nobody could tell who wants them forgotten.
  const brain = await createBrain({ ...config, dataFolder: folder }, log);
  try {
    const replayed = await replay(
      named,
      history,
      {
        ...brain,
        // Where none is asked, prices are those of the models that would be.
        ...(!asks && { catalog: catalogOf(config) }),
        pacer: createPacer({ clock: systemClock, log }),
        access: EVERYBODY,
        budgets: config.budgets,
        manner: config.manner,
        schemas: config.schemas,
        choices: offeredChoices({ ...brain, isAlone: brain.isDemo, schemas: config.schemas }),
        defaults: { model: asks ? brain.modelName : config.model.name, effort: config.model.effort },
        webhooks: new Set(Object.keys(config.webhooks)),
        clock: systemClock,
        log,
      },
      { asks, folder, tell: (progress) => line.tell(wordsFor(progress)) },
      interrupt.signal,
    );
    line.clear();
    const told = { ...named, messages: history.messages, timeZone: config.budgets.timeZone, asks };
    process.stdout.write(
      isJson
        ? `${JSON.stringify(reportJson(replayed, told), undefined, 2)}\n`
        : `${reportText(replayed, told)}\n`,
    );
    if (brain.isDemo && asks) process.stderr.write(demoNote(replayed));
  } finally {
    line.clear();
    await brain.close();
  }
}

/** Without a key, neither answers nor prices are what they would be. */
function demoNote({ asked, acts }: Replayed): string {
  const isPriced = asked.calls > 0 || acts.some(({ expected }) => expected !== undefined);
  return [
    ...(asked.calls > 0
      ? ['No model is configured, so the demo model was asked: it says yes to everything.\n']
      : []),
    ...(isPriced
      ? [
          'Prices are those of the demo model, which costs nothing: add --no-model to see those of real ones.\n',
        ]
      : []),
  ].join('');
}

/** @example wordsFor({ seen: 1200, of: 20000, triggers: 35, acts: 12 }) // '1,200 of 20,000 looked at: 35 triggers, 12 acts' */
function wordsFor({ seen, of, triggers, acts }: Progress): string {
  const [done, all, set, did] = [seen, of, triggers, acts].map((count) => count.toLocaleString('en'));
  return `${done} of ${all} looked at: ${set} triggers, ${did} acts`;
}

/** Whom the bot may answer now says nothing of a history. */
const NOBODY = { users: [], roles: [], channels: [] };
const EVERYBODY = { allow: NOBODY, deny: NOBODY, admins: NOBODY };

function optionsIn(args: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: { model: { type: 'boolean', default: true }, json: { type: 'boolean', default: false } },
    });
    const [rule, file, ...others] = positionals;
    if (rule === undefined || file === undefined || others.length > 0)
      throw new UserError('usage', 'A rule and a file are needed.', USAGE);
    return { rule, file, asks: values.model, isJson: values.json };
  } catch (error) {
    if (error instanceof UserError || !(error instanceof TypeError)) throw error;
    throw new UserError('usage', `${error.message.split('. ')[0]}.`, USAGE, { cause: error });
  }
}
