/** `npm run inspect -- FILE…`: shows what a model would be given for files, as lines and as a page, and what it would cost. Calls nobody. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalogOf } from '../brain.ts';
import { type Receipt, UserError } from '../chat/index.ts';
import { loadConfig } from '../config/index.ts';
import { createMedia, type Prepared } from '../media/index.ts';
import {
  costUsd,
  estimateTokens,
  findTranscriptionPrice,
  type ModelEntry,
  type Part,
  type Usage,
} from '../model/index.ts';
import { createLogger } from '../ops/index.ts';
import { messageFor, openFile } from './files.ts';
import { inspectPage } from './inspect-page.ts';
import { parseOptions } from './options.ts';
import { receiptLine } from './receipt-line.ts';

const USAGE = 'Usage: npm run inspect -- FILE… [--model M] [--json]';

export async function inspect(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, USAGE);
  if (options.positionals.length === 0) throw new UserError('usage', 'There is no file to inspect.', USAGE);
  const { attachments } = messageFor('', options.positionals);
  const config = loadConfig();
  const model = catalogOf(config).find(options.model ?? config.model.name);
  // A folder of its own: what is made here without real words must not be remembered for real questions.
  const folder = await mkdtemp(join(tmpdir(), 'attache-inspect-'));
  let speechSeconds = 0;
  const media = createMedia({
    transcriber: {
      costPerMinute: findTranscriptionPrice(config.model.transcription),
      // The words are not known without asking a server; their number and price are.
      transcribe: ({ seconds }) => {
        speechSeconds += seconds;
        return Promise.resolve('… these words are transcribed when the question is asked …');
      },
    },
    transcriptionModel: 'none',
    folder,
    ffmpegPath: config.ffmpegPath,
    limits: config.mediaLimits,
    log: createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel),
  });
  try {
    const files = await Promise.all(
      attachments.map((attachment) =>
        media.prepare(attachment, {
          model,
          about: '',
          open: openFile,
          onProgress: () => {},
          signal: new AbortController().signal,
        }),
      ),
    );
    const speechTokens = Math.ceil(speechSeconds * SPEECH_TOKENS_PER_SECOND);
    const inputTokens =
      estimateTokens(
        files.flatMap(({ parts }) => parts),
        model,
      ) + speechTokens;
    const total: Totals = {
      speechSeconds: Number(speechSeconds.toFixed(1)),
      speechTokens,
      inputTokens,
      costUsd: totalUsd(model, { inputTokens, service: config.model.service }, files),
    };
    const described = files.map(({ receipt, parts }) => ({
      receipt,
      parts: parts.map((part) => describe(part, model)),
    }));
    const page = join(config.dataFolder, 'inspect.html');
    await mkdir(config.dataFolder, { recursive: true });
    await writeFile(page, inspectPage(files, summaryOf(model, total)), { mode: 0o600 });
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ model: model.id, page, files: described, ...total }, undefined, 2)}\n`
        : `${asText(described)}${summaryOf(model, total)}\nThe same as a page: ${pathToFileURL(page).href}\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** People say about 150 words a minute, and a word is about 1.3 tokens. */
const SPEECH_TOKENS_PER_SECOND = (150 * 1.3) / 60;

/** The input price of the parts and of the transcription; undefined where the model's price is not known. */
function totalUsd(
  model: ModelEntry,
  asked: Pick<Usage, 'inputTokens' | 'service'>,
  files: readonly Prepared[],
): number | undefined {
  const usd = costUsd(model, { ...asked, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 });
  return usd === undefined ? undefined : files.reduce((sum, { receipt }) => sum + receipt.costUsd, usd);
}

interface Totals {
  readonly speechSeconds: number;
  /** A guess by the length of the speech. */
  readonly speechTokens: number;
  readonly inputTokens: number;
  readonly costUsd: number | undefined;
}

interface DescribedPart {
  readonly type: Part['type'];
  readonly tokens: number;
  readonly text?: string;
  readonly name?: string;
  readonly mediaType?: string;
  readonly bytes?: number;
  readonly width?: number;
  readonly height?: number;
  readonly seconds?: number;
}

function describe(part: Part, model: ModelEntry): DescribedPart {
  const tokens = estimateTokens([part], model);
  switch (part.type) {
    case 'text':
      return { ...part, tokens };
    case 'file': {
      const { type, name, mediaType, data } = part;
      return { type, name, mediaType, bytes: data.byteLength, tokens };
    }
    default: {
      const { data, ...rest } = part;
      return { ...rest, bytes: data.byteLength, tokens };
    }
  }
}

const asText = (
  files: readonly { readonly receipt: Receipt; readonly parts: readonly DescribedPart[] }[],
): string =>
  files
    .flatMap(({ receipt, parts }) => [
      receiptLine(receipt),
      ...parts.map((part) => `    ${partLine(part)}`),
      '',
    ])
    .map((line) => `${line}\n`)
    .join('');

function summaryOf(
  model: ModelEntry,
  { speechSeconds, speechTokens, inputTokens, costUsd: usd }: Totals,
): string {
  const price = usd === undefined ? 'price not known' : `$${usd.toFixed(4)} for input and transcription`;
  const speech =
    speechSeconds > 0
      ? `${speechSeconds} seconds of speech, about ${speechTokens.toLocaleString('en')} tokens of words · `
      : '';
  return `${speech}${model.id}: about ${inputTokens.toLocaleString('en')} tokens, ${price}`;
}

/** The start of a long text is enough to recognise it, in characters. */
const PREVIEW = 100;

function partLine({ type, tokens, text, name, mediaType, bytes, width, height }: DescribedPart): string {
  const what =
    text === undefined
      ? [name, mediaType, width && `${width}×${height}`, `${bytes?.toLocaleString('en')} bytes`]
          .filter(Boolean)
          .join(' · ')
      : JSON.stringify(text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text);
  return `${type.padEnd(5)} ${what} · ${tokens.toLocaleString('en')} tokens`;
}
