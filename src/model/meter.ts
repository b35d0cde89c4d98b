/** Counts what is asked of each model, and what comes of it, for Prometheus and whoever else reads its format. */
import { Counter, Histogram, Registry } from 'prom-client';
import { UserError } from '../chat/index.ts';
import { type ModelEntry, MODELS } from './catalog/catalog.ts';
import type { Usage } from './events.ts';
import { costUsd } from './catalog/prices.ts';

/** One question, from the first request until it is answered or has failed. */
export interface Watch {
  sends(): void;
  /** The first event of an answer. */
  hears(): void;
  /** The pause before another try is over. */
  retries(): void;
  ends(usage: Usage | undefined): void;
  /** Gives the error back, to be thrown. */
  fails(error: unknown): unknown;
}

export interface Meter {
  asks(model: ModelEntry): Watch;
  /** Everything so far, in the text format of Prometheus. */
  metricsText(): Promise<string>;
}

/** The media type of `metricsText`. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** Upper bounds in seconds: from a nano model's first word to an hour of the strongest one's work. */
const SECONDS = [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 900, 3600];

/** Labels of their own for models beside those of the table: a server has a few, and people can mistype without end. */
const NAMED_MOST = 50;
const OTHER = 'other';

/** Decides which models are counted under their names: those of the table, and those that have answered, up to a number. */
function labels() {
  const named = new Set(MODELS.map(({ id }) => id));
  const most = named.size + NAMED_MOST;
  return {
    of: (id: string): string => (named.has(id) ? id : OTHER),
    answered: (id: string): void => {
      if (named.size < most) named.add(id);
    },
  };
}

/** A meter with a registry of its own: nothing is shared within the process. */
export function createMeter(): Meter {
  const registry = new Registry();
  const shared = { registers: [registry] };
  const counter = <Label extends string>(name: string, help: string, ...more: readonly Label[]) =>
    new Counter({ name: `attache_model_${name}`, help, labelNames: ['model', ...more], ...shared });
  const histogram = (name: string, help: string) =>
    new Histogram({
      name: `attache_model_${name}`,
      help,
      labelNames: ['model'],
      buckets: SECONDS,
      ...shared,
    });

  const requests = counter('requests_total', 'Requests sent, tries that failed among them.');
  const retries = counter('retries_total', 'Requests sent again after a pause.');
  const errors = counter('errors_total', 'Questions that failed for good, by the code of the error.', 'code');
  const tokens = counter(
    'tokens_total',
    'Tokens as the server reported them: cached ones are part of the input, reasoning is part of the output.',
    'kind',
  );
  const cost = counter('cost_usd_total', 'Dollars that the tokens cost, where a price is known.');
  const firstEvent = histogram(
    'first_event_seconds',
    'From the question to the first event of its answer, retries included.',
  );
  const label = labels();
  const wholeAnswer = histogram('answer_seconds', 'From the question to the end of its answer.');

  return {
    asks(entry) {
      const { id } = entry;
      const began = performance.now();
      const seconds = (): number => (performance.now() - began) / 1000;
      /** Counted once it is known under which name. */
      const waiting = { requests: 0, retries: 0 };
      const count = (): string => {
        const model = label.of(id);
        if (waiting.requests > 0) requests.inc({ model }, waiting.requests);
        if (waiting.retries > 0) retries.inc({ model }, waiting.retries);
        waiting.requests = 0;
        waiting.retries = 0;
        return model;
      };
      const countIfNamed = (): void => {
        if (label.of(id) === id) count();
      };
      return {
        sends() {
          waiting.requests += 1;
          countIfNamed();
        },
        hears() {
          label.answered(id);
          firstEvent.observe({ model: count() }, seconds());
        },
        retries() {
          waiting.retries += 1;
          countIfNamed();
        },
        ends(usage) {
          const model = count();
          wholeAnswer.observe({ model }, seconds());
          if (!usage) return;
          tokens.inc({ model, kind: 'input' }, usage.inputTokens);
          tokens.inc({ model, kind: 'cached' }, usage.cachedInputTokens);
          tokens.inc({ model, kind: 'output' }, usage.outputTokens);
          tokens.inc({ model, kind: 'reasoning' }, usage.reasoningTokens);
          cost.inc({ model }, costUsd(entry, usage) ?? 0);
        },
        fails(error) {
          errors.inc({ model: count(), code: error instanceof UserError ? error.code : 'bug' });
          return error;
        },
      };
    },
    metricsText: () => registry.metrics(),
  };
}
