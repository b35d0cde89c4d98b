/** What a model said and called in the answer that is under way, as it must go back for the answer to go on. */
import { z } from 'zod';
import type { ImageRule } from '../catalog/catalog.ts';
import type { DialectName } from './detect.ts';
import type { ModelTurn } from '../request.ts';

const item = z.record(z.string(), z.unknown());

/** The `replay` of a `said` turn: each dialect's own words, kept whole because servers check them. */
const Replay = z.discriminatedUnion('api', [
  /** The output items: reasoning, messages and calls, in their order; or those that a long conversation became. */
  z.object({
    api: z.literal('responses'),
    items: z.array(item),
    /** What the secret words of a compaction take of the next request, where its server told. */
    compactedTokens: z.number().optional(),
  }),
  /** The assistant's message with its calls. */
  z.object({ api: z.literal('chat'), message: item }),
]);

type ReplayOf<Api extends DialectName> = Extract<z.infer<typeof Replay>, { readonly api: Api }>;

/** @throws {Error} when the turn was said in the other dialect */
export function readReplay<Api extends DialectName>(replay: unknown, api: Api): ReplayOf<Api> {
  const read = Replay.parse(replay);
  if (read.api !== api) throw new Error(`a turn that was said over ${read.api} cannot go on over ${api}`);
  return read as ReplayOf<Api>;
}

/** The dialect in which this answer was begun, if it was: it must go on in the same. */
export function dialectOf(turns: readonly ModelTurn[]): DialectName | undefined {
  const said = turns.find(({ role }) => role === 'said');
  return said?.role === 'said' ? Replay.parse(said.replay).api : undefined;
}

/** What goes back as it came counts by its length: JSON of base64 and English has about four characters for a token. */
const CHARS_PER_TOKEN = 4;

const Weighed = z.object({ compactedTokens: z.number().optional() }).catch({});

/**
 * An estimate of the tokens of a replay. A compaction counts as what its server said it had written, because its length
 * says little: it is encrypted. Pictures in the messages beside it count as the largest that the model sees.
 */
export function replayTokens(replay: unknown, { maxPatches, tokensPerPatch }: ImageRule): number {
  const { compactedTokens: told } = Weighed.parse(replay);
  let pictures = 0;
  const plain = JSON.stringify(replay, (key, value: unknown) => {
    if (key === 'image_url') pictures += 1;
    return key === 'image_url' || (key === 'encrypted_content' && told !== undefined) ? undefined : value;
  });
  return (told ?? 0) + Math.ceil(plain.length / CHARS_PER_TOKEN + pictures * maxPatches * tokensPerPatch);
}
