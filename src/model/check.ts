/** The check-up of a model's server: is it there, does it take the key, has it the model, what does it speak. */
import { APIError } from 'openai';
import { z } from 'zod';
import { UserError } from '../chat/index.ts';
import type { Finding } from '../chat/index.ts';
import type { Takes } from './catalog.ts';
import { connect, OPENAI_BASE_URL } from './connection.ts';
import type { Connection } from './connection.ts';
import { detectDialect, speaks } from './detect.ts';
import type { DialectName } from './detect.ts';
import { modelError } from './errors.ts';
import { WAITS } from './limits.ts';
import { findModel } from './models.ts';

export interface CheckOptions extends Connection {
  /** The model's id. */
  readonly name: string;
  /** Undefined: whichever the server speaks. */
  readonly api: DialectName | undefined;
}

const NAMES: Readonly<Record<DialectName, string>> = { responses: 'Responses', chat: 'Chat Completions' };

const ModelList = z.object({
  data: z.array(z.object({ id: z.string(), shutdown_date: z.string().nullish().catch(undefined) })),
});

type Listed = z.infer<typeof ModelList>['data'];

function modelFinding(listed: Listed, id: string): Finding {
  const there = listed.find((model) => model.id === id);
  if (!there)
    return {
      level: 'error',
      what: `The server does not list the model ${id}.`,
      hint:
        listed.length === 0
          ? 'It lists none at all.'
          : `Set ATTACHE_MODEL to one it has, for example ${listed[0]?.id}.`,
    };
  const endsOn = there.shutdown_date ?? findModel(id).endsOn;
  return endsOn
    ? {
        level: 'warning',
        what: `${id} will be turned off on ${endsOn}.`,
        hint: 'Choose its successor in time.',
      }
    : { level: 'ok', what: `The model ${id} is there; I send it ${kindsFor(findModel(id).takes)}.` };
}

/** What goes to a model as it is, in words for people. */
function kindsFor({ images, files, sound, video }: Takes): string {
  const kinds = [
    'text',
    ...(images ? ['pictures'] : []),
    ...(files === 'none' ? [] : [files === 'pdf' ? 'PDF documents' : 'documents']),
    ...(sound ? ['sound'] : []),
    ...(video ? ['video'] : []),
  ];
  return new Intl.ListFormat('en').format(kinds);
}

async function dialectFinding({ api, ...connection }: CheckOptions): Promise<Finding> {
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
function failed(error: unknown, { baseUrl, name }: CheckOptions): Finding {
  const told = modelError(error, { baseUrl, model: name });
  if (!(told instanceof UserError)) throw told;
  return { level: 'error', what: told.message, ...(told.hint && { hint: told.hint }) };
}

/** What there is to say about a model's server. Asks for no answer and costs nothing. */
export async function checkModel(options: CheckOptions): Promise<readonly Finding[]> {
  const { baseUrl = OPENAI_BASE_URL, name } = options;
  const findings: Finding[] = [];
  try {
    const client = connect(options, { timeoutMs: WAITS.checkMs });
    const { data } = ModelList.parse(await client.get('/models'));
    findings.push({ level: 'ok', what: `The model server at ${baseUrl} answers and takes the key.` });
    findings.push(modelFinding(data, name));
  } catch (error) {
    const unlisted = error instanceof z.ZodError || (error instanceof APIError && error.status === 404);
    if (!unlisted) return [failed(error, options)];
    findings.push({
      level: 'warning',
      what: `The server at ${baseUrl} does not list its models, so ${name} could not be looked up.`,
    });
  }
  try {
    findings.push(await dialectFinding(options));
  } catch (error) {
    findings.push(failed(error, options));
  }
  if (findModel(name).prices === undefined)
    findings.push({
      level: 'warning',
      what: `${name} is not in the table of known models: its limits are guessed and no price is shown.`,
    });
  return findings;
}
