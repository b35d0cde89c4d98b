/** OpenAI on this machine: a server for tests that holds the API's rules, records, plays scripts and fails when told. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ApiFault,
  chatWriter,
  compactedItems,
  compactionResponse,
  parseForm,
  parseJson,
  readBody,
  responsesWriter,
  sendJson,
  textTokens,
  type TokenCounts,
} from '../../../src/demo/index.ts';
import type { Takes } from '../../../src/model/index.ts';
import { readClip } from './clips.ts';
import type { Clip } from './clips.ts';
import { remember } from './going-on.ts';
import type { Memory } from './going-on.ts';
import { PAYLOAD_BYTES, servedModels, takenOf } from './kinds.ts';
import { createPromptCache, inputTokens } from './prompt-cache.ts';
import { RuleBroken } from './refusals.ts';
import type { ApiError } from './refusals.ts';
import { readChat, readCompact, readResponses, saidIn } from './rules.ts';
import type { AskedModel } from './rules.ts';
import { echo, play, USAGE } from './script.ts';
import type { Step } from './script.ts';

export type Endpoint = 'responses' | 'compact' | 'chat' | 'transcription' | 'models';

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'POST /v1/responses': 'responses',
  'POST /v1/responses/compact': 'compact',
  'POST /v1/chat/completions': 'chat',
  'POST /v1/audio/transcriptions': 'transcription',
  'GET /v1/models': 'models',
};

/** One request, recorded once its body has arrived and before it is answered. */
export interface RecordedRequest {
  readonly endpoint: Endpoint | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The other end of the connection: requests that share one have the same. */
  readonly clientPort: number | undefined;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly at: number;
  /** The JSON that was sent, as it was. */
  readonly body: unknown;
  /** What it means, whatever the dialect; undefined where a rule was broken. */
  readonly asked: AskedModel | undefined;
  readonly clip: Clip | undefined;
  /** The rule that was broken. */
  readonly broken: ApiError | undefined;
  /** Resolves when the connection of this request is over, to whether the whole answer had been sent. */
  readonly closed: Promise<boolean>;
}

/** How a request fails before there is any answer. */
export type Failure = {
  /** Only requests to this endpoint fail. */
  readonly at?: Endpoint;
  readonly headers?: Readonly<Record<string, string>>;
} & (
  | ApiError
  /** A body that is not the API's JSON. */
  | { readonly status: number; readonly html: string }
  /** Nothing is sent until this resolves. */
  | { readonly stall: Promise<unknown> }
  /** The socket is torn. */
  | { readonly cut: true }
);

export interface OpenAiOptions {
  /** Any free one where undefined. */
  readonly port?: number;
  readonly apiKey?: string;
  /** Models besides those of the catalog. */
  readonly models?: readonly string[];
  /** What those take besides what the catalog says of them. */
  readonly takes?: Partial<Takes>;
  /** Endpoints this server has not, as compatible servers lack some. */
  readonly without?: readonly Endpoint[];
  /** Fields of a body that this server takes beside OpenAI's. */
  readonly accepts?: readonly string[];
  /** Fields of OpenAI's that this server does not know, each with what it says then. */
  readonly refuses?: Readonly<Record<string, ApiError>>;
  /** Where a script names no usage, tokens are counted: four characters are one. */
  readonly countTokens?: boolean;
  /** What a request begins with as an earlier one of its key did is reported as cached. Counts tokens, too. */
  readonly promptCache?: boolean;
  /** The services that are really given; to others the usual one is. All where left out. */
  readonly serves?: readonly string[];
}

export interface LoopbackOpenAi {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** The first request, past or to come, for which this holds. */
  until(predicate: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  /** Queues the answer to one request. Requests without a queued answer get an echo. */
  reply(...steps: readonly Step[]): void;
  /** The answer to the next request for which this holds, however many are asked at once; goes before the queue. */
  replyWhen(isFor: (asked: AskedModel) => boolean, ...steps: readonly Step[]): void;
  /** From now on, the answer to every request for which `stepsOf` gives one; goes before what was queued. */
  answers(stepsOf: (asked: AskedModel) => readonly Step[] | undefined): void;
  /** From now on, the words of a clip. */
  transcripts(wordsOf: (clip: Clip) => string): void;
  /** Lets the next requests fail. */
  fail(failure: Failure, times?: number): void;
  close(): Promise<void>;
}

const API_KEY = 'sk-loopback';

/**
 * Starts the server.
 *
 * @example
 * const openai = await startOpenAi();
 * openai.reply('The sky ', 'is blue.');
 * // ask at openai.baseUrl with openai.apiKey, then look at openai.requests[0].asked
 */
export async function startOpenAi(options: OpenAiOptions = {}): Promise<LoopbackOpenAi> {
  const { port = 0, apiKey = API_KEY, models: more = [], without = [], accepts = [], refuses = {} } = options;
  const models = servedModels(more, options.takes);
  const requests: RecordedRequest[] = [];
  const waiting = new Set<(request: RecordedRequest) => void>();
  const replies: (readonly Step[])[] = [];
  const chosen: { readonly isFor: (asked: AskedModel) => boolean; readonly steps: readonly Step[] }[] = [];
  const cachedTokens = createPromptCache();
  const failures: Failure[] = [];
  const memory: Memory = new Map();
  let stepsOf = (_asked: AskedModel): readonly Step[] | undefined => undefined;
  let wordsOf = (_clip: Clip): string => 'These are the words that were said.';

  const record = (request: RecordedRequest): void => {
    requests.push(request);
    for (const tell of waiting) tell(request);
  };

  /** Reads a request under the rules. */
  const read = async (
    request: IncomingMessage,
    endpoint: Endpoint | undefined,
  ): Promise<Pick<RecordedRequest, 'body' | 'asked' | 'clip' | 'broken'>> => {
    const nothing = { body: undefined, asked: undefined, clip: undefined, broken: undefined };
    let body: unknown;
    try {
      const bytes = await readBody(request, PAYLOAD_BYTES);
      if (request.headers.authorization !== `Bearer ${apiKey}`)
        throw new RuleBroken({
          status: 401,
          message: 'Incorrect API key provided. You can find your API key at https://platform.openai.com.',
          type: 'invalid_request_error',
          code: 'invalid_api_key',
        });
      if (endpoint === undefined || without.includes(endpoint))
        throw new RuleBroken({
          status: 404,
          message: `Invalid URL (${request.method} ${request.url})`,
          type: 'invalid_request_error',
        });
      if (endpoint === 'models') return nothing;
      if (endpoint === 'transcription')
        return { ...nothing, clip: await readClip(await parseForm(request, bytes)) };
      body = parseJson(bytes);
      const sent = { ...(body as Readonly<Record<string, unknown>>) };
      for (const [field, answer] of Object.entries(refuses)) if (field in sent) throw new RuleBroken(answer);
      for (const field of [...accepts, ...takenOf(sent)]) delete sent[field];
      const reading = { chat: readChat, responses: readResponses, compact: readCompact }[endpoint];
      const asked = await reading(sent, models, memory);
      return { ...nothing, body, asked };
    } catch (error) {
      if (error instanceof RuleBroken) return { ...nothing, body, broken: error.answer };
      if (error instanceof ApiFault) return { ...nothing, broken: error };
      throw error;
    }
  };

  const sendError = (
    response: ServerResponse,
    { status, message, code = null, type = 'invalid_request_error', param = null }: ApiError,
    headers: Readonly<Record<string, string>> = {},
  ): void => sendJson(response, status, { error: { message, type, param, code } }, headers);

  /** Fails the request where it was told to; true when that was the answer. */
  const failed = async (response: ServerResponse, endpoint: Endpoint | undefined): Promise<boolean> => {
    const index = failures.findIndex(({ at }) => at === undefined || at === endpoint);
    const [failure] = index < 0 ? [] : failures.splice(index, 1);
    if (!failure) return false;
    if ('stall' in failure) {
      await Promise.race([failure.stall, new Promise((resolve) => response.once('close', resolve))]);
      return response.destroyed;
    }
    if ('cut' in failure) response.destroy();
    else if ('html' in failure)
      response.writeHead(failure.status, { 'content-type': 'text/html' }).end(failure.html);
    else sendError(response, failure, failure.headers);
    return true;
  };

  /** The script for a request: one for it alone, or the next in the queue. */
  const stepsFor = (asked: AskedModel): readonly Step[] => {
    const index = chosen.findIndex(({ isFor }) => isFor(asked));
    const [one] = index < 0 ? [] : chosen.splice(index, 1);
    return one?.steps ?? stepsOf(asked) ?? replies.shift() ?? echo(asked);
  };

  /** What is reported for a request and so many characters of its answer. */
  const usageFor = (asked: AskedModel): ((output: number) => TokenCounts) => {
    if (!options.countTokens && !options.promptCache) return () => USAGE;
    const input = inputTokens(asked);
    const cached = options.promptCache ? cachedTokens(asked) : 0;
    return (output) => ({ input, cached, output: Math.ceil(output / 4), reasoning: 0 });
  };

  const sendCompaction = (response: ServerResponse, asked: AskedModel, body: unknown): void => {
    const words = saidIn(asked);
    const output = compactedItems((body as { readonly input: readonly unknown[] }).input, words);
    remember(memory, output);
    sendJson(
      response,
      200,
      compactionResponse(output, { input: inputTokens(asked), output: textTokens(words) }),
    );
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = performance.now();
    const closed = new Promise<boolean>((resolve) =>
      response.once('close', () => resolve(response.writableFinished)),
    );
    const method = request.method ?? '';
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const endpoint = ENDPOINTS[`${method} ${path}`];
    const found = await read(request, endpoint);
    const { asked, clip, broken } = found;
    const { headers, socket } = request;
    record({ endpoint, method, path, headers, clientPort: socket.remotePort, at, closed, ...found });
    if (await failed(response, endpoint)) return;
    if (broken) return sendError(response, broken);
    if (clip) return sendJson(response, 200, { text: wordsOf(clip) });
    if (!asked)
      return sendJson(response, 200, {
        object: 'list',
        data: models.ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'openai' })),
      });
    if (endpoint === 'compact') return sendCompaction(response, asked, found.body);
    const dialect = endpoint === 'chat' ? 'chat' : 'responses';
    const serves = options.serves ?? [asked.service ?? 'default'];
    const writer = (dialect === 'chat' ? chatWriter : responsesWriter)(response, {
      ...asked,
      service: serves.includes(asked.service ?? 'default') ? asked.service : 'default',
      showReasoning: dialect === 'chat' || asked.summary !== undefined,
    });
    await play(stepsFor(asked), { writer, response, dialect, usageOf: usageFor(asked) });
    if (dialect === 'responses') remember(memory, writer.written());
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // The one who asked may be gone in the middle of a body; all else is a fault of this server.
      if (request.destroyed && !request.complete) return;
      if (response.headersSent) response.destroy();
      else sendError(response, { status: 500, message: `loopback: ${String(error)}`, type: 'server_error' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    apiKey,
    requests,
    until: (predicate) =>
      new Promise((resolve) => {
        const past = requests.find(predicate);
        if (past) return resolve(past);
        const tell = (request: RecordedRequest): void => {
          if (!predicate(request)) return;
          waiting.delete(tell);
          resolve(request);
        };
        waiting.add(tell);
      }),
    reply: (...steps) => {
      replies.push(steps);
    },
    replyWhen: (isFor, ...steps) => {
      chosen.push({ isFor, steps });
    },
    answers: (steps) => {
      stepsOf = steps;
    },
    transcripts: (words) => {
      wordsOf = words;
    },
    fail: (failure, times = 1) => {
      for (let time = 0; time < times; time += 1) failures.push(failure);
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
