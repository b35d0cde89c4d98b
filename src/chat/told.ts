/** What a reader is told of an attachment, behind its name. */
import type { Receipt } from './reply.ts';

/** @example toldOf(receipt) // '12 frames of 3:40 · speech 0:00–3:40 transcribed · 7,100 tokens' */
export const toldOf = ({
  outcome,
  summary,
  tokens,
}: Pick<Receipt, 'outcome' | 'summary' | 'tokens'>): string =>
  outcome === 'used' ? `${summary} · ${tokens.toLocaleString('en')} tokens` : summary;
