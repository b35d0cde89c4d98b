/** The platforms a handler works for. */
import type { ChatAdapter } from '../chat/index.ts';
import type { Lane } from '../store/index.ts';
import { endsWithin } from './ends-within.ts';

export interface Places {
  add(adapter: ChatAdapter): void;
  /** It is ready to be read from. */
  ready(adapter: ChatAdapter): void;
  /** Whether a platform is connected here, or about to be. */
  has(platform: string): boolean;
  /** The adapter of a lane; undefined where nothing new is begun any more. */
  enter(lane: Lane): ChatAdapter | undefined;
  /** The adapter that a platform is read with, once it is ready; undefined where it is not within so many milliseconds. */
  reach(platform: string, ms: number): Promise<ChatAdapter | undefined>;
  /** Nobody enters any more, and nobody waits. */
  close(): void;
}

export function createPlaces(): Places {
  const adapters = new Map<string, ChatAdapter>();
  const readable = new Map<string, ChatAdapter>();
  let news = Promise.withResolvers<void>();
  let isClosed = false;

  const tell = () => {
    news.resolve();
    news = Promise.withResolvers();
  };
  async function untilReady(platform: string): Promise<void> {
    while (!isClosed && !readable.has(platform)) await news.promise;
  }

  return {
    add: (adapter) => void adapters.set(adapter.platform, adapter),
    ready(adapter) {
      readable.set(adapter.platform, adapter);
      tell();
    },
    has: (platform) => adapters.has(platform),
    enter: (lane) => (isClosed ? undefined : adapters.get(lane.slice(0, lane.indexOf(':')))),
    async reach(platform, ms) {
      if (!readable.has(platform)) await endsWithin(untilReady(platform), ms);
      return readable.get(platform);
    },
    close() {
      isClosed = true;
      tell();
    },
  };
}
