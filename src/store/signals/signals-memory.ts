/** News within one process. */
import type { Logger } from '../../ops/index.ts';
import type { News, Signals } from './signals.ts';
import type { Outlet } from '../engine/step.ts';

export interface Listeners {
  readonly hear: Signals['hear'];
  /** Tells everybody in this process. */
  tellHere(news: News): void;
}

export function createListeners(log?: Pick<Logger, 'error'>): Listeners {
  const listeners = new Set<(news: News) => void>();
  return {
    hear(listener) {
      // The same function may listen twice.
      const own = (news: News) => listener(news);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tellHere(news) {
      for (const listener of new Set(listeners))
        try {
          listener(news);
        } catch (error) {
          log?.error({ err: error }, 'news could not be taken in');
        }
    },
  };
}

export function createMemorySignals({ hear, tellHere }: Listeners): Signals & { readonly outlet: Outlet } {
  return {
    hear,
    tell: (news) => Promise.resolve(tellHere(news)),
    outlet: { after: ({ news }) => news.forEach(tellHere) },
  };
}
