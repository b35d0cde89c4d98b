/** Has a server make a long conversation short (OpenAI's `/responses/compact`): items to begin the next request with. */
import type { OpenAI } from 'openai';
import { z } from 'zod';
import type { Clock, Logger } from '../../ops/index.ts';
import { isMissing } from './detect.ts';
import { serviceOf, sharedFields } from './dialect.ts';
import type { Extra, Sending } from './dialect.ts';
import { modelError } from './errors.ts';
import type { Usage } from '../events.ts';
import { refusedExtras } from './extras.ts';
import { faultOf, kindOf } from './faults.ts';
import { fitRequest } from './fit.ts';
import { rememberByModel } from './learned.ts';
import { checkSize, WAITS } from '../limits.ts';
import type { Watch } from '../meter.ts';
import type { ModelRequest } from '../request.ts';
import { itemsOf } from './responses-body.ts';
import { Counts, responses, usageOf } from './responses.ts';
import { waitToRetry } from './retry.ts';
import { startWatchdog } from './watchdog.ts';

export interface Compacted {
  /** For a `said` turn at the beginning of the next request, in the place of the turns it was made of. */
  readonly replay: unknown;
  readonly usage: Usage | undefined;
}

/** What OpenAI answers: the messages of people, and one item that only it can read. All of it goes back unchanged. */
const Answer = z.object({
  output: z
    .array(z.record(z.string(), z.unknown()))
    .refine((items) => items.some(({ type }) => type === 'compaction')),
  usage: Counts,
});

export interface CompactorOptions {
  readonly baseUrl: string | undefined;
  readonly idleTimeoutMs: number | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A compactor for one server: once it is known to have no such endpoint for a model, it is not asked again for hours. */
export function compactor({ baseUrl, idleTimeoutMs, clock, log }: CompactorOptions) {
  const offerFor = rememberByModel(clock, () => ({ isMissing: false }));

  const tryOnce = async (client: OpenAI, request: ModelRequest, sending: Sending, signal: AbortSignal) => {
    const isFlex = serviceOf(request, sending) === 'flex';
    const waitMs = idleTimeoutMs ?? (isFlex ? WAITS.flexStartMs : WAITS.startMs);
    const watchdog = startWatchdog({ startMs: waitMs, idleMs: waitMs, clock, signal });
    try {
      const { prompt_cache_key, service_tier } = sharedFields(request, sending);
      const input = request.turns.flatMap((turn) => itemsOf(turn, request));
      return await client.responses.compact(
        {
          model: request.model.id,
          input,
          ...(prompt_cache_key !== undefined && { prompt_cache_key }),
          ...(service_tier && { service_tier }),
        },
        { signal: watchdog.signal },
      );
    } catch (error) {
      watchdog.signal.throwIfAborted();
      throw error;
    } finally {
      watchdog.stop();
    }
  };

  return async (
    client: OpenAI,
    request: ModelRequest,
    { without: refused, service }: Sending,
    watch: Watch,
    signal: AbortSignal,
  ): Promise<Compacted | undefined> => {
    const { request: fitted } = fitRequest(request, (part) => responses.carries(part, request));
    checkSize(fitted);
    const offer = offerFor(request.model.id);
    const without = new Set<Extra>(refused);
    let failures = 0;
    while (!offer.isMissing) {
      watch.sends();
      try {
        const answer = await tryOnce(client, fitted, { without, service }, signal);
        watch.hears();
        const { data } = Answer.safeParse(answer);
        if (!data) {
          log.warn(
            { model: request.model.id },
            'the server made a conversation short in a form that nobody knows',
          );
          return undefined;
        }
        const usage = usageOf(data.usage);
        watch.ends(usage);
        const compactedTokens = usage && { compactedTokens: usage.outputTokens - usage.reasoningTokens };
        return { replay: { api: 'responses', items: data.output, ...compactedTokens }, usage };
      } catch (error) {
        signal.throwIfAborted();
        const isUnknownModel = isMissing(error) && kindOf(faultOf(error)) === 'no model';
        if (isMissing(error) && !isUnknownModel) {
          log.info({ model: request.model.id }, 'the server makes no conversations short');
          offer.isMissing = true;
          return undefined;
        }
        const given = refusedExtras(error, request, { without, service })?.extras.filter(
          (extra) => !without.has(extra),
        );
        if (given?.length) {
          for (const extra of given) without.add(extra);
          continue;
        }
        failures += 1;
        const told = modelError(error, { baseUrl, model: request.model.id });
        await waitToRetry(error, told, { failures, clock, log, signal }).catch((failure: unknown) => {
          signal.throwIfAborted();
          throw watch.fails(failure);
        });
        watch.retries();
      }
    }
    return undefined;
  };
}
