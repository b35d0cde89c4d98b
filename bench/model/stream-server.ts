/** A server that answers every request at once with the same long stream, in either dialect: what is measured is its reader. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Words of one delta, as tokens are: about four characters. */
const WORDS = ['The ', 'sky ', 'is ', 'blue', ', ', 'and ', 'so ', 'is ', 'the ', 'sea.\n'];
/** Deltas that arrive together, as they do over a network. */
const TOGETHER = 8;

const sse = (events: readonly object[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

const USAGE = { input_tokens: 100, output_tokens: 1000, total_tokens: 1100 };

function responsesStream(deltas: number): readonly string[] {
  const base = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  const response = { id: 'resp_1', object: 'response', status: 'in_progress', output: [] };
  const events: object[] = [
    { type: 'response.created', sequence_number: 0, response },
    { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item },
  ];
  for (let index = 0; index < deltas; index += 1)
    events.push({
      type: 'response.output_text.delta',
      sequence_number: index + 2,
      ...base,
      delta: WORDS[index % WORDS.length],
      logprobs: [],
    });
  events.push({
    type: 'response.completed',
    sequence_number: deltas + 2,
    response: { ...response, status: 'completed', usage: USAGE },
  });
  return together(events.map((event) => sse([event])));
}

function chatStream(deltas: number): readonly string[] {
  const base = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm' };
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason }],
  });
  const events: object[] = [chunk({ role: 'assistant', content: '' })];
  for (let index = 0; index < deltas; index += 1)
    events.push(chunk({ content: WORDS[index % WORDS.length] }));
  events.push(chunk({}, 'stop'), {
    ...base,
    choices: [],
    usage: { prompt_tokens: 100, completion_tokens: 1000, total_tokens: 1100 },
  });
  return together([...events.map((event) => sse([event])), 'data: [DONE]\n\n']);
}

const together = (pieces: readonly string[]): readonly string[] =>
  Array.from({ length: Math.ceil(pieces.length / TOGETHER) }, (_, index) =>
    pieces.slice(index * TOGETHER, (index + 1) * TOGETHER).join(''),
  );

/** The model's name says how long the answer is: `deltas-2000`. */
const streams = new Map<string, readonly string[]>();
function streamFor(path: string, body: string): readonly string[] {
  const deltas = Number(/"model":"deltas-(\d+)"/.exec(body)?.[1] ?? 100);
  const key = `${path} ${deltas}`;
  const known = streams.get(key);
  if (known) return known;
  const made = path.endsWith('/responses') ? responsesStream(deltas) : chatStream(deltas);
  streams.set(key, made);
  return made;
}

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  // The first bytes name the model; the rest of a large body is only read.
  for await (const chunk of request) if (chunks.length < 4) chunks.push(chunk as Buffer);
  const pieces = streamFor(request.url ?? '', Buffer.concat(chunks).toString('latin1'));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const piece of pieces)
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
