import fc from 'fast-check';
import { APIError } from 'openai';
import { Stream } from 'openai/core/streaming';
import { expect, it } from 'vitest';
import { readEvents } from '../../../src/model/wire/sse.ts';

/** The bytes in pieces, cut at the given shares of their length. */
function piecesOf(text: string, cuts: readonly number[]): readonly Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length];
  const sorted = places.toSorted((one, other) => one - other);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

const streamOf = (pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> =>
  ReadableStream.from(pieces.filter(({ length }) => length > 0));

/** Everything that was read; a failure is its kind and message. */
async function told(events: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  try {
    for await (const event of events) all.push(event);
  } catch (error) {
    all.push(error instanceof APIError ? { kind: 'reported', message: error.message } : { kind: 'torn' });
  }
  return all;
}

async function* ours(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  for await (const lot of readEvents(body.getReader(), () => {}))
    for (const event of lot) {
      if (event instanceof Error) throw event;
      yield event;
    }
}

const theirs = (body: ReadableStream<Uint8Array>) =>
  Stream.fromSSEResponse(new Response(body), new AbortController(), { logLevel: 'off' } as never);

const newline = fc.constantFrom('\n', '\r\n', '\r');
/** Words with everything that lines and letters of several bytes can break at. */
const words = fc.string({ unit: fc.constantFrom('a', ' ', 'ü', '漢', '😀', '\n', '"', ':', '\\') });
const event = fc.record({ type: fc.constant('delta'), delta: words });
const frame = fc.oneof(
  { weight: 8, arbitrary: event.map((one) => ['event: delta', `data: ${JSON.stringify(one)}`]) },
  { weight: 2, arbitrary: event.map((one) => [`data:${JSON.stringify(one)}`, 'id: 7', 'retry: 10']) },
  {
    weight: 2,
    arbitrary: event.map((one) =>
      JSON.stringify(one, null, 1)
        .split('\n')
        .map((line) => `data: ${line}`),
    ),
  },
  { weight: 2, arbitrary: words.map((one) => [`: ${one.replace(/\n/g, ' ')}`]) },
  { weight: 1, arbitrary: fc.constant(['data: [DONE]']) },
  { weight: 1, arbitrary: fc.constant(['data: {"error":{"message":"Overloaded","code":502}}']) },
  { weight: 1, arbitrary: fc.constant(['event: error', 'data: {"message":"Slow down","code":"slow_down"}']) },
  { weight: 1, arbitrary: fc.constant(['data: {"half": ']) },
);

it('the same events are read as the SDK reads, wherever the bytes are cut and however lines end', async () => {
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 12 }), newline, cuts, async (frames, end, at) => {
      const text = frames.map((lines) => lines.join(end) + end + end).join('');
      const pieces = piecesOf(text, at);
      expect(await told(ours(streamOf(pieces)))).toEqual(await told(theirs(streamOf(pieces))));
    }),
    { numRuns: 300 },
  );
});

it('what came together is handed on together', async () => {
  const frames = ['data: {"n":1}\n\ndata: {"n":2}\n\nda', 'ta: {"n":3}\n\n'];
  const pieces = frames.map((text) => new TextEncoder().encode(text));
  const lots = await Array.fromAsync(readEvents(streamOf(pieces).getReader(), () => {}));
  expect(lots).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 3 }]]);
});

it('a last event without the empty line after it counts', async () => {
  const pieces = piecesOf('data: {"n":1}', []);
  expect(await told(ours(streamOf(pieces)))).toEqual([{ n: 1 }]);
});

it('every piece of bytes is a sign of life, also one that says nothing', async () => {
  let heard = 0;
  const pieces = [': OPENROUTER PROCESSING\n\n', ': OPENROUTER PROCESSING\n\n'].map((text) =>
    new TextEncoder().encode(text),
  );
  await Array.fromAsync(readEvents(streamOf(pieces).getReader(), () => (heard += 1)));
  expect(heard).toBeGreaterThanOrEqual(2);
});
