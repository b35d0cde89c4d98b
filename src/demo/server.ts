/** The demo model as a server: the routes of an OpenAI-compatible API on a port of this machine. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Asked } from './asked.ts';
import { ChatBody } from './chat-asked.ts';
import { chatWriter } from './chat-wire.ts';
import { compactedItems, compactionResponse } from './compaction.ts';
import { ApiFault, parseForm, parseJson, readBody, sendFault, sendJson } from './http.ts';
import { CompactBody, ResponsesBody } from './responses-asked.ts';
import type { Compaction } from './responses-asked.ts';
import { responsesWriter } from './responses-wire.ts';
import { soundSeconds } from './sound-length.ts';
import { speak } from './speak.ts';
import { partTokens, textTokens } from './tokens.ts';

const MODEL = 'demo';

/** The largest bodies taken: a conversation with its attachments, and one stretch of sound (the API's own limit). */
const BODY_BYTES = 256 * 1024 * 1024;
const CLIP_BYTES = 26 * 1024 * 1024;

/** The pause after a word, in milliseconds. */
const WORD_MS = 15;

export interface DemoModel {
  /** Ends in `/v1`, as `OPENAI_BASE_URL` does. */
  readonly baseUrl: string;
  /** Ends every answer and frees the port. */
  close(): Promise<void>;
}

export interface DemoOptions {
  /** The pause after each word, in milliseconds. */
  readonly wordMs?: number;
}

function demand(model: string): void {
  if (model !== MODEL)
    throw new ApiFault(
      404,
      `The model \`${model}\` does not exist here; the only one is \`${MODEL}\`.`,
      'model_not_found',
    );
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiFault(400, `Invalid value at '${issue?.path.join('.')}': ${issue?.message}.`, 'invalid_value');
}

const Clip = z.object({ file: z.file(), model: z.string() });

/** Says how long a sound is: the words in it are beyond this model. */
async function transcribe(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await parseForm(request, await readBody(request, CLIP_BYTES));
  const { file, model } = parse(Clip, Object.fromEntries(form));
  demand(model);
  const seconds = soundSeconds(Buffer.from(await file.arrayBuffer()));
  if (seconds === undefined)
    throw new ApiFault(
      400,
      'The audio file could not be decoded or its format is not supported.',
      'invalid_value',
    );
  const length = `${seconds.toFixed(1)} seconds of sound`;
  sendJson(response, 200, { text: `(${length}; the demo model does not recognise words)` });
}

/** Makes a conversation short: of what is no message of a person, only the number is kept. */
async function compact(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = parseJson(await readBody(request, BODY_BYTES));
  const { model, input } = parse(CompactBody, body);
  demand(model);
  const kept: Compaction = { compacted: input.compacted + input.messages.length };
  const items = (body as { readonly input: unknown }).input;
  const output = compactedItems(Array.isArray(items) ? items : [{ role: 'user', content: items }], kept);
  const parts = input.messages.flatMap((message) => message.parts);
  const tokens = {
    input: parts.reduce((sum, part) => sum + partTokens(part), 0),
    output: textTokens(JSON.stringify(kept)),
  };
  sendJson(response, 200, compactionResponse(output, tokens));
}

/** Starts the demo model on a free port of this machine, for this machine alone. */
export async function startDemoModel({ wordMs = WORD_MS }: DemoOptions = {}): Promise<DemoModel> {
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    schema: z.ZodType<Asked>,
    writer: typeof chatWriter,
  ): Promise<void> => {
    const asked = parse(schema, parseJson(await readBody(request, BODY_BYTES)));
    demand(asked.model);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      await speak(asked, writer(response, asked), { wordMs, signal: gone.signal });
    } catch (error) {
      // The one who asked has gone: nobody is left to be answered.
      if (!gone.signal.aborted) throw error;
    }
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    switch (`${request.method} ${pathname}`) {
      case 'GET /v1/models':
        return sendJson(response, 200, {
          object: 'list',
          data: [{ id: MODEL, object: 'model', created: 0, owned_by: 'this program' }],
        });
      case 'POST /v1/responses':
        return answer(request, response, ResponsesBody, responsesWriter);
      case 'POST /v1/responses/compact':
        return compact(request, response);
      case 'POST /v1/chat/completions':
        return answer(request, response, ChatBody, chatWriter);
      case 'POST /v1/audio/transcriptions':
        return transcribe(request, response);
      default:
        throw new ApiFault(404, `Unknown request URL: ${request.method} ${pathname}.`, 'unknown_url');
    }
  };

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      const fault = error instanceof ApiFault ? error : new ApiFault(500, 'The demo model has a fault.');
      if (response.headersSent) response.destroy();
      else sendFault(response, fault);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
