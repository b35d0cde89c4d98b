/** The turns that this process holds: what people and other processes do to them reaches them here. */
import type { Logger } from '../ops/index.ts';
import { type Lane, type News, type Store, type TakenTurn, TurnLost, type Work } from '../store/index.ts';
import { LIMITS } from './limits.ts';

/** A turn that is worked on here. */
export interface Held {
  readonly turn: TakenTurn;
  /** The person wants the answer to stop: what is there stays, and the turn is over. */
  readonly stop: AbortSignal;
  /** Everything is to be left as it is: something else is asked, or nobody knows who holds the turn. */
  readonly leave: AbortSignal;
  /** It is another process's by now: not a word more. */
  readonly isLost: () => boolean;
  /** Something else is asked. */
  readonly revise: () => void;
  /**
   * Makes a note about the turn, once it is known whether it is still held. Throws what the note throws, `TurnLost` among it; the
   * turn is left then.
   */
  readonly note: <T>(write: () => Promise<T>) => Promise<T>;
}

export type HeldWork =
  { readonly kind: 'turn'; readonly held: Held } | Extract<Work, { readonly kind: 'errand' }>;

export interface HeldTurns {
  /** Takes the next piece of work of a lane. A turn is held until `letGo`. */
  take(lane: Lane): Promise<HeldWork | undefined>;
  letGo(held: Held): void;
  /** Hears no more news. */
  close(): void;
}

interface Own extends Held {
  readonly stopping: AbortController;
  readonly leaving: AbortController;
  /** Whether the turn is still held is being looked up. Never rejects. */
  looking: Promise<void> | undefined;
}

export function createHeldTurns(
  store: Pick<Store, 'take' | 'again' | 'hear'>,
  log: Pick<Logger, 'warn'>,
): HeldTurns {
  const turns = new Map<string, Own>();
  /** Turns that there was news of while some are being taken: whether that was before or after, nobody knows. */
  const heard = new Set<string>();
  /** The same of turns that nobody can name. */
  let isUnsure = false;
  let taking = 0;

  const close = store.hear((news) => {
    if (news.type === 'unsure') {
      isUnsure = taking > 0;
      for (const own of turns.values()) lookUp(own);
    } else if (news.type === 'stop' || news.type === 'revised') tell(news);
  });

  function tell({ type, turn }: Extract<News, { type: 'stop' | 'revised' }>): void {
    const own = turns.get(turn);
    if (!own) {
      if (taking > 0) heard.add(turn);
    } else if (type === 'stop') own.stopping.abort();
    else own.revise();
  }

  function hold(turn: TakenTurn): Own {
    const stopping = new AbortController();
    const leaving = new AbortController();
    const own: Own = {
      turn,
      stopping,
      leaving,
      looking: undefined,
      stop: stopping.signal,
      leave: leaving.signal,
      isLost: () => leaving.signal.reason instanceof TurnLost,
      revise: () => leaving.abort(REVISED),
      async note(write) {
        await own.looking;
        if (own.isLost()) throw leaving.signal.reason;
        try {
          return await write();
        } catch (error) {
          if (error instanceof TurnLost) leaving.abort(error);
          throw error;
        }
      },
    };
    turns.set(turn.id, own);
    if (turn.isStopped) stopping.abort();
    if (isUnsure || heard.has(turn.id)) lookUp(own);
    return own;
  }

  function lookUp(own: Own): void {
    own.looking ??= look(own).finally(() => (own.looking = undefined));
  }

  /** Finds out whether a turn is still held, and what became of it. Where that takes long, it is left until it is known. */
  async function look({ turn, stopping, leaving, revise }: Own): Promise<void> {
    const timer = setTimeout(() => leaving.abort(UNSURE), LIMITS.lookUpMs);
    try {
      const now = await store.again(turn.id);
      if (now.isStopped) stopping.abort();
      if (now.revision !== turn.revision) revise();
    } catch (error) {
      if (!(error instanceof TurnLost))
        log.warn({ err: error, turn: turn.id }, 'a turn could not be looked up');
      leaving.abort(error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async take(lane) {
      taking += 1;
      try {
        const work = await store.take(lane);
        return work?.kind === 'turn' ? { kind: 'turn', held: hold(work.turn) } : work;
      } finally {
        taking -= 1;
        if (taking === 0) {
          heard.clear();
          isUnsure = false;
        }
      }
    },
    letGo: ({ turn }) => void turns.delete(turn.id),
    close,
  };
}

const REVISED = new Error('something else is asked');
const UNSURE = new Error('it is not known who holds the turn');
