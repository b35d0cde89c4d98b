/** The model client: one request in, one stream of events out, with every failure in words for people. */
import type { OpenAI } from 'openai';
import { systemClock } from '../ops/index.ts';
import type { Clock, Logger } from '../ops/index.ts';
import { attempt } from './wire/attempt.ts';
import { chatCompletions } from './wire/chat-completions.ts';
import { compactor } from './wire/compact.ts';
import type { Compacted } from './wire/compact.ts';
import { connect } from './wire/connection.ts';
import type { Connection } from './wire/connection.ts';
import { isMissing } from './wire/detect.ts';
import type { DialectName } from './wire/detect.ts';
import { serviceOf } from './wire/dialect.ts';
import type { Extra, Sending } from './wire/dialect.ts';
import { modelError } from './wire/errors.ts';
import { createGate } from './wire/gate.ts';
import type { Pass } from './wire/gate.ts';
import type { ModelEvent, Service } from './events.ts';
import { otherEffort, refusedExtras } from './wire/extras.ts';
import { nothingRefused, rememberByModel } from './wire/learned.ts';
import { WAITS } from './limits.ts';
import { createMeter } from './meter.ts';
import type { Meter } from './meter.ts';
import { kindsAsked, notTakenError, refusedKind, withoutKinds } from './wire/refusals.ts';
import { dialectOf } from './wire/replay.ts';
import type { ModelRequest } from './request.ts';
import { responses } from './wire/responses.ts';
import { waitToRetry } from './wire/retry.ts';
import { tagsOf } from './wire/think-tags.ts';

export interface ModelOptions extends Connection {
  /** The wire dialect; undefined: Responses, or Chat Completions where the server has no Responses. */
  readonly api: DialectName | undefined;
  /** Asked for of models whose entry has a price for it; the usual one where left out. */
  readonly service?: Service | undefined;
  readonly log: Logger;
  /** The longest silence of the server, in milliseconds; two minutes (five before the first byte) where undefined. */
  readonly idleTimeoutMs?: number;
  readonly clock?: Clock;
  /** Counts what is asked; one of its own where left out. */
  readonly meter?: Meter;
}

export interface ModelClient {
  /**
   * Asks a model. The last event of a stream that does not throw is `done`. Failures before the first event are tried
   * again where that can help.
   *
   * @throws {UserError} with a `model-…` code for everything that can go wrong between us and the server
   * @throws the signal's reason once it aborts
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /**
   * Has the server make a long conversation short: its turns become one `said` turn with this replay, with which the next
   * request begins. Undefined where the server has no such endpoint, or the conversation is in Chat Completions.
   *
   * @throws as `stream` does
   */
  compact(request: ModelRequest, signal: AbortSignal): Promise<Compacted | undefined>;
}

const DIALECTS = { responses, chat: chatCompletions } as const;

/** Chat Completions for a model that listens or watches: Responses has no place for sound, and for video only at OpenRouter. */
function wantedDialect({ model }: ModelRequest, usual: DialectName | undefined): DialectName {
  if (model.wire?.api) return model.wire.api;
  const { sound, video } = model.takes;
  return sound || video?.as === 'video_url' ? 'chat' : (usual ?? 'responses');
}

/**
 * Connects to a model's server. Nothing is sent before the first question.
 *
 * @example
 * const client = createModelClient({ apiKey, baseUrl: undefined, api: 'responses', log });
 * for await (const event of client.stream(request, signal)) if (event.type === 'text') write(event.text);
 */
export function createModelClient(options: ModelOptions): ModelClient {
  const { baseUrl, service, log, idleTimeoutMs, clock = systemClock, meter = createMeter() } = options;
  /** OpenAI itself has both. */
  const usual = options.api ?? (baseUrl === undefined ? 'responses' : undefined);
  /** The dialect that took the place of a wanted one, found out by the first answer. */
  const settled = new Map<DialectName, DialectName>();
  const refusedBy = rememberByModel(clock, nothingRefused);
  const gateOf = rememberByModel(clock, () => createGate(clock));
  const clients = connections(options);

  const tryOnce = (
    request: ModelRequest,
    api: DialectName,
    sending: Sending,
    { taken }: Pass,
    signal: AbortSignal,
  ) => {
    const isFlex = serviceOf(request, sending) === 'flex';
    return attempt({
      client: clients(isFlex),
      dialect: DIALECTS[api],
      request,
      sending,
      // OpenAI itself never writes thoughts into the text; any other server may.
      tags: baseUrl === undefined ? undefined : tagsOf(request),
      startMs: idleTimeoutMs ?? (isFlex ? WAITS.flexStartMs : WAITS.startMs),
      idleMs: idleTimeoutMs ?? WAITS.idleMs,
      clock,
      signal,
      onTaken: taken,
    });
  };

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const { model } = request;
    const { extras, kinds, efforts } = refusedBy(model.id);
    /** What is left out of this one request. */
    const spared = new Set<Extra>();
    const begunIn = dialectOf(request.turns);
    const wanted = begunIn ?? wantedDialect(request, usual);
    let api = begunIn ?? settled.get(wanted) ?? wanted;
    // Those are sent whatever was refused before: only so can it be found out that the server takes them by now.
    const asked = kindsAsked(request);
    const watch = meter.asks(model);
    let failures = 0;
    for (;;) {
      let begun = false;
      // Chat Completions has no place for hosted tools: nothing it refuses is about them.
      const unasked: readonly Extra[] = api === 'chat' ? ['hosted tools'] : [];
      const sending = { without: new Set([...extras, ...spared, ...unasked]), service };
      const sent = { ...request, effort: efforts.get(request.effort) ?? request.effort };
      const pass = await gateOf(model.id)
        .enter(failures > 0, signal)
        .catch((error: unknown) => {
          signal.throwIfAborted();
          throw watch.fails(error);
        });
      watch.sends();
      try {
        const fitting = withoutKinds(sent, new Set([...kinds].filter((kind) => !asked.has(kind))));
        for await (const events of tryOnce(fitting, api, sending, pass, signal)) {
          if (!begun) {
            for (const kind of asked) kinds.delete(kind);
            begun = true;
            settled.set(wanted, api);
            watch.hears();
            if (sent.effort !== request.effort && request.turns.at(-1)?.role === 'user')
              yield { type: 'notice', text: otherEffort(request, sent.effort) };
          }
          const last = events.at(-1);
          if (last?.type === 'done') watch.ends(last.usage);
          for (const event of events) yield event;
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        const told = modelError(error, { baseUrl, model: model.id });
        if (begun) throw watch.fails(told);
        const kind = refusedKind(error, request);
        if (kind && !kinds.has(kind)) {
          kinds.add(kind);
          log.info({ model: model.id, kind }, 'the server takes no such parts');
          if (!asked.has(kind)) continue;
        }
        if (kind && asked.has(kind)) throw watch.fails(notTakenError(model.id, kind, { cause: error }));
        const refusal = refusedExtras(error, sent, sending);
        // Once: a server that refuses what it named itself is asked for none.
        if (refusal?.effort && sent.effort === request.effort) {
          efforts.set(request.effort, refusal.effort);
          log.info(
            { model: model.id, effort: sent.effort, instead: refusal.effort },
            'the server has no such effort',
          );
          continue;
        }
        const refused: readonly Extra[] = refusal?.effort ? ['effort'] : (refusal?.extras ?? []);
        const given = refused.filter((extra) => !extras.has(extra) && !spared.has(extra));
        if (refusal && given.length > 0) {
          for (const extra of given) (refusal.isLasting ? extras : spared).add(extra);
          log.info({ model: model.id, extras: given }, 'the server refuses this, asking without it');
          continue;
        }
        const isFree = !begunIn && !model.wire?.api && !settled.has(wanted);
        const mayChange = isFree && wanted !== usual && api === wanted;
        if (mayChange && isMissing(error)) {
          api = wanted === 'chat' ? 'responses' : 'chat';
          continue;
        }
        failures += 1;
        await waitToRetry(error, told, { failures, clock, log, signal, onTurnedAway: pass.turnedAway }).catch(
          (failure: unknown) => {
            signal.throwIfAborted();
            throw watch.fails(failure);
          },
        );
        watch.retries();
      } finally {
        pass.left();
      }
    }
  }

  const compactTurns = compactor({ baseUrl, clock, log, idleTimeoutMs });
  return {
    stream,
    async compact(request, signal) {
      signal.throwIfAborted();
      const wanted = dialectOf(request.turns) ?? wantedDialect(request, usual);
      if ((settled.get(wanted) ?? wanted) !== 'responses') return undefined;
      const sending = { without: refusedBy(request.model.id).extras, service };
      const isFlex = serviceOf(request, sending) === 'flex';
      return compactTurns(clients(isFlex), request, sending, meter.asks(request.model), signal);
    },
  };
}

/** The SDK's client, made when it is first needed; one more for answers that may be queued for a quarter of an hour. */
function connections(options: Connection): (isFlex: boolean) => OpenAI {
  let usual: OpenAI | undefined;
  let flex: OpenAI | undefined;
  return (isFlex) => {
    if (!isFlex) return (usual ??= connect(options));
    return (flex ??= connect(options, { timeoutMs: WAITS.flexStartMs, isPatient: true }));
  };
}
