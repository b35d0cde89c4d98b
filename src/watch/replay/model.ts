/** The model of a replay: it counts what is asked of it; where nothing may be asked, it says yes to everything. */
import type { Media } from '../../media/index.ts';
import {
  estimateFrame,
  estimateTurn,
  type ModelClient,
  type ModelRequest,
  partsOf,
} from '../../model/index.ts';
import { JUDGE } from '../judge/limits.ts';
import { marksIn } from '../judge/shown.ts';

export interface CountedCalls {
  calls: number;
  inputTokens: number;
  outputTokens: number;
}

/** @param counted is added to */
export const counting = (client: ModelClient, counted: CountedCalls): ModelClient => ({
  ...client,
  async *stream(request, signal) {
    counted.calls += 1;
    for await (const event of client.stream(request, signal)) {
      if (event.type === 'done') {
        counted.inputTokens += event.usage?.inputTokens ?? inputOf(request);
        counted.outputTokens += event.usage?.outputTokens ?? answerTokensOf(request);
      }
      yield event;
    }
  },
});

/** Says yes to every message, at the price that its model would be expected to take. */
export const YES_TO_ALL: ModelClient = {
  async *stream(request) {
    const answers = marksOf(request).map((id) => ({ id, why: 'not asked', answer: 'yes', confidence: 1 }));
    yield await Promise.resolve({ type: 'text' as const, text: JSON.stringify({ answers }) });
    yield {
      type: 'done' as const,
      reason: 'complete' as const,
      usage: {
        inputTokens: inputOf(request),
        cachedInputTokens: 0,
        outputTokens: answerTokensOf(request),
        reasoningTokens: 0,
      },
    };
  },
  compact: () => Promise.resolve(undefined),
};

/** Opens no file: each counts as one picture of the size that the question is shown. */
export const unopened = (media: Media): Media => ({
  ...media,
  prepare: ({ id, name }) =>
    Promise.resolve({
      parts: [
        {
          type: 'image',
          mediaType: 'image/jpeg',
          data: new Uint8Array(),
          width: JUDGE.side,
          height: JUDGE.side,
        },
      ],
      receipt: {
        attachmentId: id,
        name,
        kind: 'unknown',
        outcome: 'used',
        summary: '',
        pictures: 1,
        tokens: 0,
        costUsd: 0,
      },
    }),
});

const marksOf = ({ turns }: ModelRequest): readonly string[] => marksIn(turns.flatMap(partsOf));

const answerTokensOf = (request: ModelRequest): number => marksOf(request).length * JUDGE.answerTokens;

const inputOf = (request: ModelRequest): number =>
  request.turns.reduce((sum, turn) => sum + estimateTurn(turn, request.model), estimateFrame(request));
