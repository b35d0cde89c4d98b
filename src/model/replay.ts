/** What a model said and called in the answer that is under way, as it must go back for the answer to go on. */
import { z } from 'zod';
import type { DialectName } from './detect.ts';
import type { ModelTurn } from './request.ts';

const item = z.record(z.string(), z.unknown());

/** The `replay` of a `said` turn: each dialect's own words, kept whole because servers check them. */
const Replay = z.discriminatedUnion('api', [
  /** The output items: reasoning, messages and calls, in their order. */
  z.object({ api: z.literal('responses'), items: z.array(item) }),
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
