/** One workspace of a Slack, as its people see it. */
import type { Json } from './json.ts';
import type { People } from './people.ts';
import { statusOf, type State, type StoredMessage } from './state.ts';
import { buttonsOf, contextOf } from './validation.ts';

/** A message as its readers see it. */
export interface SeenMessage {
  readonly ts: string;
  readonly channel: string;
  readonly thread: string | undefined;
  readonly user: string;
  readonly text: string;
  /** Texts of the context blocks: receipts, notices, footer. */
  readonly context: readonly string[];
  readonly blocks: readonly Json[];
  readonly files: readonly {
    readonly name: string;
    readonly altText: string | undefined;
    readonly bytes: Uint8Array;
  }[];
  /** The buttons it shows. */
  readonly buttons: readonly { readonly action: string; readonly value: string }[];
  /** Who has reacted, by the name of the emoji. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  readonly tasks: readonly { readonly title: string; readonly status: string; readonly details: string }[];
  /** The title of the plan that the tasks belong to. */
  readonly plan: string | undefined;
  readonly streaming: boolean;
  /** Only this person sees it. */
  readonly visibleTo: string | undefined;
  /** Every text it has shown, in order. */
  readonly revisions: readonly string[];
}

export interface LoopbackWorkspace extends People {
  readonly team: string;
  readonly botUserId: string;
  /** Everything that can be seen; of one channel where named. */
  messages(channel?: string): readonly SeenMessage[];
  /** What stands beside a thread: "is thinking…". */
  status(channel: string, thread: string): string | undefined;
}

export function asWorkspace(state: State, people: People): LoopbackWorkspace {
  return {
    ...people,
    team: state.team,
    botUserId: state.bot.userId,
    messages: (channel) =>
      state.messages
        .filter((message) => !message.deleted && (channel === undefined || message.channel === channel))
        .map(seen),
    status: (channel, thread) => statusOf(state, channel, thread),
  };
}

function seen(message: StoredMessage): SeenMessage {
  const { ts, channel, thread_ts, user, text, blocks, files, tasks, stream, visibleTo, revisions } = message;
  return {
    ts,
    channel,
    thread: thread_ts,
    user,
    text,
    context: contextOf(blocks),
    blocks,
    files: files.map(({ object, bytes }) => ({
      name: String(object['name']),
      altText: object['alt_txt'] === undefined ? undefined : String(object['alt_txt']),
      bytes,
    })),
    buttons: buttonsOf(blocks),
    reactions: Object.fromEntries([...message.reactions].map(([name, users]) => [name, [...users]])),
    tasks: [...tasks.values()],
    plan: stream?.plan,
    streaming: stream?.live ?? false,
    visibleTo,
    revisions,
  };
}
