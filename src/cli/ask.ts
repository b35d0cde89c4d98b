/** `npm run ask -- "question" FILE…`: streams an answer to standard output. */
import { createBrain } from '../brain.ts';
import { UserError, WORDS } from '../chat/index.ts';
import { loadConfig } from '../config/index.ts';
import { attempt, createLedger, mannerFor, OPEN_PURSE, settle } from '../handler/index.ts';
import { createLogger } from '../ops/index.ts';
import { composer, emptyView, type ReplyFrame, type TurnEvent } from '../reply/index.ts';
import { messageFor, openFile } from './files.ts';
import { parseOptions } from './options.ts';
import { receiptLine } from './receipt-line.ts';

const USAGE = 'Usage: npm run ask -- "what happens here?" clip.mp4 [--model M] [--effort E] [--json]';

export async function ask(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, USAGE);
  const [text, ...paths] = options.positionals;
  if (text === undefined) throw new UserError('usage', 'There is no question.', USAGE);
  const message = messageFor(text, paths);
  const config = loadConfig();
  const log = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const brain = await createBrain(config, log);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort(new UserError('stopped', 'Stopped.')));
  try {
    if (
      brain.isDemo &&
      options.model !== undefined &&
      brain.catalog.find(options.model).id !== brain.modelName
    )
      throw new UserError(
        'no-model',
        `Nothing is connected that could be “${options.model}”: there is only the demo model.`,
        'Set OPENAI_API_KEY or OPENAI_BASE_URL in .env.',
      );
    const choice = {
      model: options.model ?? brain.modelName,
      effort: options.effort ?? config.model.effort,
      isEffortChosen: options.effort !== undefined,
    };
    const asked = { message, before: [], strain: 0 };
    const settled = await settle(choice, undefined, asked, brain, interrupt.signal);
    const ledger = createLedger();
    ledger.add(settled.calls);
    const events = attempt(
      {
        message,
        history: [],
        model: settled.model,
        effort: settled.effort,
        instructions: mannerFor(config.manner, message.conversation, new Date()).instructions,
        words: WORDS.en,
        open: openFile,
      },
      settled.attempts,
      { ...brain, log },
      { purse: OPEN_PURSE, ledger },
      interrupt.signal,
    );
    await (options.json ? printJson(events) : printStream(events));
  } finally {
    await brain.close();
  }
}

/** Nobody presses a button here, and reasoning is given whole. */
const FRAME: ReplyFrame = { words: WORDS.en, reasoning: 'off' };

/** The answer as it comes on standard output; everything about it on standard error. */
async function printStream(events: AsyncIterable<TurnEvent>): Promise<void> {
  const compose = composer(FRAME);
  let view = emptyView(FRAME);
  for await (const event of events) {
    view = compose(view, event);
    if (event.type === 'text' || event.type === 'refusal') process.stdout.write(event.text);
    else if (event.type === 'status') process.stderr.write(`${event.text}\n`);
    else if (event.type === 'receipt') process.stderr.write(`${receiptLine(event.receipt)}\n`);
  }
  process.stdout.write('\n');
  for (const line of [...view.notices, view.footer]) if (line) process.stderr.write(`${line}\n`);
  if (view.phase === 'failed') process.exitCode = 1;
}

/** One JSON object on standard output when the answer is whole. */
async function printJson(events: AsyncIterable<TurnEvent>): Promise<void> {
  const compose = composer(FRAME);
  let view = emptyView(FRAME);
  let reasoning = '';
  let spent: Extract<TurnEvent, { type: 'spent' }> | undefined;
  for await (const event of events) {
    view = compose(view, event);
    if (event.type === 'reasoning') reasoning += event.text;
    if (event.type === 'spent') spent = event;
  }
  const result = {
    text: view.markdown,
    reasoning: reasoning || null,
    receipts: view.receipts,
    notices: view.notices,
    usage: spent?.usage ?? null,
    costUsd: spent?.usd ?? null,
    model: spent?.model ?? null,
    effort: spent?.effort ?? null,
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (view.phase === 'failed') process.exitCode = 1;
}
