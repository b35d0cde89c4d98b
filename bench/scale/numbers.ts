/** Figures of many measurements. Pure. */
import { quantile } from '../measure.ts';

/** Milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

const rounded = (value: number): number => Number(value.toFixed(2));

export const spread = (values: readonly number[]): Spread => ({
  p50: rounded(quantile(values, 0.5)),
  p99: rounded(quantile(values, 0.99)),
});

export const perSecond = (count: number, ms: number): number => Math.round((count / ms) * 1000);

/** Milliseconds of processor time that each of so many things took. */
export const cpuEach = (
  before: number | undefined,
  after: number | undefined,
  count: number,
): number | undefined =>
  before === undefined || after === undefined ? undefined : rounded(((after - before) * 1000) / count);
