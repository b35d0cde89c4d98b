/** The check-up of a model's server: is it there, does it take the key, has it the models, what does it speak. */
import { APIError } from 'openai';
import { z } from 'zod';
import { UserError } from '../chat/index.ts';
import type { Finding } from '../chat/index.ts';
import { checkTranscription, checkUsed, type Listed } from './check-used.ts';
import { connect, OPENAI_BASE_URL } from './wire/connection.ts';
import type { Connection } from './wire/connection.ts';
import { detectDialect, speaks } from './wire/detect.ts';
import type { DialectName } from './wire/detect.ts';
import { modelError } from './wire/errors.ts';
import { WAITS } from './limits.ts';
import { type Catalog, today } from './catalog/models.ts';
import type { UsedModel } from './catalog/used.ts';

export interface CheckOptions extends Connection {
  /** Undefined: whichever the server speaks. */
  readonly api: DialectName | undefined;
  readonly catalog: Catalog;
  /** The models that somebody can be answered by, the usual one first. */
  readonly used: readonly UsedModel[];
  /** The one that writes down what was said. */
  readonly transcription: string;
  /** The day, as `2026-11-22`. */
  readonly today?: string;
}

const NAMES: Readonly<Record<DialectName, string>> = { responses: 'Responses', chat: 'Chat Completions' };

const ModelList = z.object({
  data: z.array(z.object({ id: z.string(), shutdown_date: z.string().nullish().catch(undefined) })),
});

async function dialectFinding(connection: Connection, api: DialectName | undefined): Promise<Finding> {
  const dialect = api ?? (await detectDialect(connection));
  if (await speaks(connection, dialect)) return { level: 'ok', what: `It speaks ${NAMES[dialect]}.` };
  const other = dialect === 'responses' ? 'chat' : 'responses';
  return (await speaks(connection, other))
    ? {
        level: 'error',
        what: `It does not speak ${NAMES[dialect]}, but ${NAMES[other]}.`,
        hint: `Set OPENAI_API=${other}.`,
      }
    : {
        level: 'error',
        what: 'It speaks neither Responses nor Chat Completions at this address.',
        hint: 'Check OPENAI_BASE_URL; it usually ends in /v1.',
      };
}

/** The server's failure as a finding; anything else is a bug and thrown. */
function failed(error: unknown, { baseUrl, used }: CheckOptions): Finding {
  const told = modelError(error, { baseUrl, model: used[0]?.id ?? 'any model' });
  if (!(told instanceof UserError)) throw told;
  return { level: 'error', what: told.message, ...(told.hint && { hint: told.hint }) };
}

/** What there is to say about a model's server and the models that are used. Asks for no answer and costs nothing. */
export async function checkModel(options: CheckOptions): Promise<readonly Finding[]> {
  const { baseUrl = OPENAI_BASE_URL, used, catalog, transcription, today: day = today() } = options;
  const findings: Finding[] = [];
  let listed: Listed | undefined;
  try {
    const client = connect(options, { timeoutMs: WAITS.checkMs });
    listed = ModelList.parse(await client.get('/models')).data;
    findings.push({ level: 'ok', what: `The model server at ${baseUrl} answers and takes the key.` });
  } catch (error) {
    const unlisted = error instanceof z.ZodError || (error instanceof APIError && error.status === 404);
    if (!unlisted) return [failed(error, options)];
    const names = new Intl.ListFormat('en').format(used.map(({ id }) => id));
    findings.push({
      level: 'warning',
      what: `The server at ${baseUrl} does not list its models, so ${names} could not be looked up.`,
    });
  }
  findings.push(...used.flatMap((each) => checkUsed(each, { listed, catalog, day })));
  findings.push(...checkTranscription(transcription, { listed, day }));
  try {
    findings.push(await dialectFinding(options, options.api));
  } catch (error) {
    findings.push(failed(error, options));
  }
  return findings;
}
