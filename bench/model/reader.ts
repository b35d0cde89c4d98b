/** Reads one kind of answer again and again, by the bare SDK or by our client, and tells what it took. */
import { OpenAI } from 'openai';
import type { Effort } from '../../src/chat/index.ts';
import { createModelClient, findModel, type ModelRequest } from '../../src/model/index.ts';
import { createLogger } from '../../src/ops/index.ts';

export interface ReadOrder {
  readonly baseURL: string;
  readonly api: 'responses' | 'chat';
  readonly by: 'ours' | 'bare';
  readonly deltas: number;
  readonly answers: number;
  /** Parts of the question besides its words: pictures of so many bytes. */
  readonly pictures: number;
}

export interface ReadFigures {
  /** Milliseconds of processor time for an answer. */
  readonly cpuMs: number;
  /** Bytes of the heap, at the most, above what there was before. */
  readonly heapBytes: number;
  /** Characters that came. */
  readonly characters: number;
}

const PICTURE_BYTES = 200_000;
const EFFORT: Effort = 'low';

process.once('message', (order: ReadOrder) => {
  void read(order).then((figures) => process.send!(figures));
});

async function read({ baseURL, api, by, deltas, answers, pictures }: ReadOrder): Promise<ReadFigures> {
  const model = `deltas-${deltas}`;
  const data = new Uint8Array(PICTURE_BYTES).map((_, index) => index % 251);
  const ask =
    by === 'ours'
      ? ours({ baseURL, api, model, data, pictures })
      : bare({ baseURL, api, model, data, pictures });
  let heapBytes = 0;
  let characters = 0;
  let before = 0;
  const once = async (isMeasured: boolean): Promise<void> => {
    let seen = 0;
    characters = 0;
    for await (const text of ask()) {
      characters += text.length;
      seen += 1;
      if (isMeasured && seen % 500 === 0)
        heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed - before);
    }
  };
  // What is compiled and cached once is no cost of an answer.
  for (let warm = 0; warm < Math.max(1, Math.floor(answers / 4)); warm += 1) await once(false);
  globalThis.gc?.();
  before = process.memoryUsage().heapUsed;
  const cpu = process.cpuUsage();
  for (let answer = 0; answer < answers; answer += 1) await once(true);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000 / answers, heapBytes, characters };
}

interface Asking {
  readonly baseURL: string;
  readonly api: 'responses' | 'chat';
  readonly model: string;
  readonly data: Uint8Array;
  readonly pictures: number;
}

/** As somebody would write it who uses nothing but the SDK. */
function bare({ baseURL, api, model, data, pictures }: Asking): () => AsyncGenerator<string> {
  const client = new OpenAI({ apiKey: 'none', baseURL, maxRetries: 0 });
  const url = () => `data:image/jpeg;base64,${Buffer.from(data).toString('base64')}`;
  return async function* () {
    if (api === 'responses') {
      const stream = await client.responses.create({
        model,
        instructions: 'Answer.',
        input: [
          {
            role: 'user',
            content: [
              ...Array.from({ length: pictures }, () => ({
                type: 'input_image' as const,
                image_url: url(),
                detail: 'high' as const,
              })),
              { type: 'input_text', text: 'Why is the sky blue?' },
            ],
          },
        ],
        reasoning: { effort: EFFORT, summary: 'auto' },
        store: false,
        stream: true,
      });
      for await (const event of stream) if (event.type === 'response.output_text.delta') yield event.delta;
      return;
    }
    const stream = await client.chat.completions.create({
      model,
      messages: [
        { role: 'system', content: 'Answer.' },
        {
          role: 'user',
          content: [
            ...Array.from({ length: pictures }, () => ({
              type: 'image_url' as const,
              image_url: { url: url(), detail: 'high' as const },
            })),
            { type: 'text', text: 'Why is the sky blue?' },
          ],
        },
      ],
      reasoning_effort: EFFORT,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      const text = chunk.choices[0]?.delta.content;
      if (text) yield text;
    }
  };
}

function ours({ baseURL, api, model, data, pictures }: Asking): () => AsyncGenerator<string> {
  const client = createModelClient({ apiKey: undefined, baseUrl: baseURL, api, log: createLogger('silent') });
  const request: ModelRequest = {
    model: { ...findModel('gpt-5.5'), id: model },
    effort: EFFORT,
    instructions: 'Answer.',
    turns: [
      {
        role: 'user',
        parts: [
          ...Array.from({ length: pictures }, () => ({
            type: 'image' as const,
            mediaType: 'image/jpeg' as const,
            data,
            width: 1920,
            height: 1080,
          })),
          { type: 'text', text: 'Why is the sky blue?' },
        ],
      },
    ],
  };
  return async function* () {
    for await (const event of client.stream(request, new AbortController().signal))
      if (event.type === 'text') yield event.text;
  };
}
