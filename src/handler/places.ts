/** The platforms a handler works for. */
import type { ChatAdapter } from '../chat/index.ts';
import type { Lane } from '../store/index.ts';

export interface Places {
  add(adapter: ChatAdapter): void;
  /** The adapter of a lane; undefined where nothing new is begun any more. */
  enter(lane: Lane): ChatAdapter | undefined;
  /** Nobody enters any more. */
  close(): void;
}

export function createPlaces(): Places {
  const adapters = new Map<string, ChatAdapter>();
  let isClosed = false;
  return {
    add: (adapter) => void adapters.set(adapter.platform, adapter),
    enter: (lane) => (isClosed ? undefined : adapters.get(lane.slice(0, lane.indexOf(':')))),
    close() {
      isClosed = true;
    },
  };
}
