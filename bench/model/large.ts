/** A question with months of a channel before it: about 900,000 tokens, beside the bare SDK with the same words. */
import { join } from 'node:path';
import { quantile } from '../measure.ts';
import type { AskFigures, AskOrder } from './asker.ts';
import { done, hire } from './hire.ts';

export interface Large {
  readonly tokens: number;
  readonly ours: AskFigures;
  readonly bare: AskFigures;
}

/** About 250 tokens each. */
const MESSAGES = 3_700;
/** Characters a token, of the prose that is asked with: counted once with the tokenizer of GPT-5.5. */
const CHARACTERS_PER_TOKEN = 7.5;

export async function largeQuestion(isQuick: boolean): Promise<Large> {
  const server = hire<number>(join(import.meta.dirname, 'stream-server.ts'));
  try {
    const baseURL = `http://127.0.0.1:${await server.first}/v1`;
    const measure = async (by: AskOrder['by']): Promise<AskFigures> => {
      const runs: AskFigures[] = [];
      for (let run = 0; run < (isQuick ? 1 : 3); run += 1)
        runs.push(
          await done<AskFigures>(join(import.meta.dirname, 'asker.ts'), {
            baseURL,
            by,
            messages: MESSAGES,
          } satisfies AskOrder),
        );
      const middle = (of: (figures: AskFigures) => number) => quantile(runs.map(of), 0.5);
      return {
        firstMs: middle(({ firstMs }) => firstMs),
        againMs: middle(({ againMs }) => againMs),
        peakBytes: middle(({ peakBytes }) => peakBytes),
        characters: runs[0]!.characters,
      };
    };
    const bare = await measure('bare');
    const ours = await measure('ours');
    return { tokens: Math.round(ours.characters / CHARACTERS_PER_TOKEN), ours, bare };
  } finally {
    await server.end();
  }
}
