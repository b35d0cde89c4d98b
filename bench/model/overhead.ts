/** What our client costs above the bare SDK: reading a stream, building a request, and the memory of a very long answer. */
import { join } from 'node:path';
import { quantile } from '../measure.ts';
import { done, hire } from './hire.ts';
import type { ReadFigures, ReadOrder } from './reader.ts';

export interface Overhead {
  readonly what: string;
  readonly oursMs: number;
  readonly bareMs: number;
  /** The middle of the ratios of pairs that ran one after the other. */
  readonly ratio: number;
}

export interface LongAnswer {
  readonly tokens: number;
  readonly oursBytes: number;
  readonly bareBytes: number;
}

const here = (name: string): string => join(import.meta.dirname, name);

/** Tokens of the longest answer a model gives. */
const LONGEST = 128_000;

export async function overheads(isQuick: boolean): Promise<{
  readonly overheads: readonly Overhead[];
  readonly longAnswer: LongAnswer;
}> {
  const server = hire<number>(here('stream-server.ts'));
  try {
    const baseURL = `http://127.0.0.1:${await server.first}/v1`;
    const read = (order: Omit<ReadOrder, 'baseURL'>, flags?: readonly string[]) =>
      done<ReadFigures>(here('reader.ts'), { baseURL, ...order } satisfies ReadOrder, flags);

    const pairs = isQuick ? 3 : 7;
    const compare = async (what: string, order: Omit<ReadOrder, 'baseURL' | 'by'>): Promise<Overhead> => {
      const ours: number[] = [];
      const bare: number[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        bare.push((await read({ ...order, by: 'bare' })).cpuMs);
        ours.push((await read({ ...order, by: 'ours' })).cpuMs);
      }
      const ratios = ours.map((ms, index) => ms / bare[index]!);
      return {
        what,
        oursMs: quantile(ours, 0.5),
        bareMs: quantile(bare, 0.5),
        ratio: quantile(ratios, 0.5),
      };
    };
    const measured = [
      await compare('reading 2,000 deltas, Responses', {
        api: 'responses',
        deltas: 2_000,
        answers: 40,
        pictures: 0,
      }),
      await compare('reading 2,000 deltas, Chat Completions', {
        api: 'chat',
        deltas: 2_000,
        answers: 40,
        pictures: 0,
      }),
      await compare('a question with 20 pictures, 200 deltas', {
        api: 'responses',
        deltas: 200,
        answers: 20,
        pictures: 20,
      }),
    ];
    const long = { api: 'responses', deltas: LONGEST, answers: 1, pictures: 0 } as const;
    const flags = ['--expose-gc'];
    const [oursLong, bareLong] = [
      await read({ ...long, by: 'ours' }, flags),
      await read({ ...long, by: 'bare' }, flags),
    ];
    return {
      overheads: measured,
      longAnswer: { tokens: LONGEST, oursBytes: oursLong.heapBytes, bareBytes: bareLong.heapBytes },
    };
  } finally {
    await server.end();
  }
}
