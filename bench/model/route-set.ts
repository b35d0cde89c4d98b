/**
 * Requests as people send them, each with the tiers and efforts that somebody who knows the answer would accept.
 *
 * `tuned` was used while the rules were written. `held` was written before the rules and looked at only as a sum while they
 * were. Both are by one author, who wrote the rules as well: read the figures as such. How the labels were given: small talk,
 * plain facts, translations and small changes of short texts are for nano to mini with no or low effort; everyday
 * explanations, advice, short texts and a few lines of code for mini to standard with low to medium; debugging, design, law,
 * calculation, proofs and comparisons with criteria for standard to flagship with medium to high; where care is asked for,
 * with high to xhigh. A complaint about the last answer asks for more than that one got.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Effort, Tier } from '../../src/chat/index.ts';

const Labelled = z
  .strictObject({
    id: z.string(),
    lang: z.enum(['en', 'de', 'es', 'fr', 'ja', 'zh']),
    topic: z.string(),
    text: z.string(),
    files: z.array(z.strictObject({ name: z.string(), declaredType: z.string() }).readonly()).optional(),
    before: z.array(z.string()).optional(),
    /** Material pasted below the words, of so many characters. */
    pasted: z.strictObject({ kind: z.enum(['minutes', 'contract', 'log']), chars: z.int() }).optional(),
    /** What the request holds besides the bot's own instructions, where that is not the usual. */
    inputTokens: z.int().optional(),
    /** From the least to the most that is right. */
    tiers: z.tuple([Tier, Tier]),
    efforts: z.tuple([Effort, Effort]),
    because: z.string(),
  })
  .readonly();
export type Labelled = z.infer<typeof Labelled>;

export type Split = 'tuned' | 'held';

export function readSet(split: Split): readonly Labelled[] {
  const lines = readFileSync(join(import.meta.dirname, `route-${split}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => Labelled.parse(JSON.parse(line)));
}

/** What is said of it, the pasted material included. */
export function textOf({ text, pasted }: Labelled): string {
  if (!pasted) return text;
  const material = MATERIAL[pasted.kind];
  return `${text}\n\n${material.repeat(Math.ceil(pasted.chars / material.length)).slice(0, pasted.chars)}`;
}

const MATERIAL = {
  minutes:
    'Anna opened the meeting. The numbers of last month are a little better than expected. Ben reported on the move to the ' +
    'new office: the landlord has agreed to paint the walls, the network will be there in May. Chris asked who takes the ' +
    'plants. Dana will ask the gardener. The summer party is on the 14th; Ben writes to everybody until Friday.\n',
  contract:
    '§ Delivery. The Supplier shall deliver the Goods within thirty days of the Order. Risk passes on delivery. The Customer ' +
    'shall inspect the Goods within five working days; otherwise they are deemed accepted. Payment is due within fourteen ' +
    'days of the invoice. The Supplier may suspend performance while any payment is outstanding.\n',
  log:
    '2026-02-11T03:14:07.112Z INFO worker-3 job 8812 taken from the queue\n2026-02-11T03:14:07.915Z WARN worker-3 lease of ' +
    'job 8812 is about to end\n2026-02-11T03:14:09.020Z ERROR worker-3 could not renew the lease: connection reset by peer\n',
} as const;
