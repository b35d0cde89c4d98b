/** How the bench speaks with the process of a contender, which writes the replies of one cell and then ends. */
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Door, Question } from './stage.ts';
import { recordedStream, type RecordedStream, type StreamSpec } from './streams.ts';

/** From a question to the model's first token: what a fast model takes. */
export const MODEL_PAUSE_MS = 1000;

export interface Job {
  readonly door: Door;
  readonly streams: readonly StreamSpec[];
}

export type ToContender =
  | { readonly type: 'job'; readonly job: Job }
  /** The questions stand there now. */
  | { readonly type: 'asked'; readonly questions: readonly Question[] }
  /** What the process has used and holds is to be told. */
  | { readonly type: 'measure' }
  | { readonly type: 'giveUp' };

/** What became of one reply, in milliseconds since 1970. */
export interface Written {
  readonly firstTokenAt: number;
  /** Undefined while it is not over. */
  readonly endedAt: number | undefined;
  readonly failure: string | undefined;
}

/** What a process has used and holds. */
export interface Held {
  readonly cpuMs: number;
  /** Bytes of its heap and outside of it, after a collection where it may ask for one. */
  readonly bytes: number;
  /** Tokens played so far. */
  readonly tokens: number;
  /** Bytes of the body of every request it has sent. */
  readonly requests: readonly number[];
}

export type FromContender =
  | { readonly type: 'ready' }
  | ({ readonly type: 'measured' } & Held)
  | { readonly type: 'written'; readonly replies: readonly Written[] };

/** What a contender does: gets ready, and writes reply number so-and-so while its stream is played. */
export interface Contender {
  /** Connects. `begin` may be called from now on, once for each reply. */
  start(job: Job, begin: (reply: number, write: Write) => void): Promise<void>;
  /** The questions stand there. Whoever hears of them from the platform itself needs this not. */
  asked?(questions: readonly Question[]): void;
}

/** Writes one reply. `tokens` comes at the stream's own speed. */
export type Write = (tokens: AsyncIterable<string>, signal: AbortSignal) => Promise<void>;

const now = (): number => performance.timeOrigin + performance.now();

/**
 * Plays a stream at its own speed. Tokens that are due together come one by one, without a wait. The signal is only looked
 * at: a thousand listeners on one signal would cost more than what is measured.
 */
async function* played(
  { tokens }: RecordedStream,
  onToken: (index: number) => void,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  await sleep(MODEL_PAUSE_MS);
  const began = now();
  for (const [index, { atMs, text }] of tokens.entries()) {
    const wait = began + atMs - now();
    if (wait > 0.5) await sleep(wait);
    signal.throwIfAborted();
    onToken(index);
    yield text;
  }
}

/** Notes how large every request of this process is: both platforms' clients send with undici. */
function noteRequests(sizes: number[]): void {
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: { body: unknown; contentLength: number | null } };
    const { body, contentLength } = request;
    sizes.push(contentLength ?? (typeof body === 'string' ? Buffer.byteLength(body) : 0));
  });
}

/** Runs a contender for the parent process. */
export function compete(contender: Contender): void {
  const send = (message: FromContender): void => void process.send!(message);
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const written: Written[] = [];
  const requests: number[] = [];
  let tokens = 0;
  noteRequests(requests);

  const begin = ({ streams }: Job, reply: number, write: Write): void => {
    const note = (more: Partial<Written>) => {
      written[reply] = { ...written[reply]!, ...more };
      const isOver = streams.every((_, index) => written[index]?.endedAt !== undefined);
      if (isOver) send({ type: 'written', replies: written });
    };
    written[reply] = { firstTokenAt: 0, endedAt: undefined, failure: undefined };
    const onToken = (index: number) => {
      tokens++;
      if (index === 0) note({ firstTokenAt: now() });
    };
    write(played(recordedStream(streams[reply]!), onToken, signal), signal).then(
      () => note({ endedAt: now() }),
      (error: unknown) => note({ endedAt: now(), failure: String(error).slice(0, 300) }),
    );
  };

  const measured = (): Held => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { heapUsed, external } = process.memoryUsage();
    return { cpuMs: (user + system) / 1000, bytes: heapUsed + external, tokens, requests: [...requests] };
  };

  process.on('message', (message: ToContender) => {
    switch (message.type) {
      case 'job': {
        const { job } = message;
        void contender
          .start(job, (reply, write) => begin(job, reply, write))
          .then(() => send({ type: 'ready' }));
        break;
      }
      case 'asked':
        contender.asked?.(message.questions);
        break;
      case 'measure':
        send({ type: 'measured', ...measured() });
        break;
      case 'giveUp':
        send({ type: 'written', replies: [...written] });
        giveUp.abort(new Error('it took too long'));
    }
  });
  process.on('disconnect', () => process.exit());
}
