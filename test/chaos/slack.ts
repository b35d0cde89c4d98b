/** Slack for a run: threads and direct messages, and what may happen to the events of questions and to their acknowledgements. */
import { type SeenMessage, startSlack } from '../loopback/slack/index.ts';
import { askedIn, maySay, textOf } from './answers.ts';
import type { Seen } from './check.ts';
import { fatesOf } from './fates.ts';
import type { Question } from './plan.ts';
import { remarkText } from './remarks.ts';
import { mediaOf, type OpenStage } from './stage.ts';
import type { Exchange } from './wire.ts';

/** Lines beside an answer that tell of files and of what was spent, not of what went wrong. */
const BESIDE = /^(📎|⚠️) |\d (in|out) · /u;
/** Channels of the workspace: each takes one message a second, and each is read to find what was missed. */
const CHANNELS = 10;
/** What a message says that has nothing to say yet. */
const WORKING = /^_?(Working|Thinking|Answering)…_?$/;

export const slackStage: OpenStage = async (places, onTold) => {
  const slack = await startSlack();
  const people = places.map((_, index) => slack.user(`Person ${index}`).id);
  const bystander = slack.user('Bystander').id;
  const shared = Array.from({ length: CHANNELS }, (_, index) => slack.channel(`channel-${index}`).id);
  const channels = places.map((place, index) =>
    place === 'direct' ? slack.directMessage(people[index]!).id : shared[index % CHANNELS]!,
  );
  /** The thread that the questions of a place are asked in, once there is one. */
  const threads = new Map<number, string>();
  /** Questions of a thread, oldest first. */
  const inThread = new Map<string, number[]>();
  const asked = new Map<number, { position: number; conversation: number }>();
  const known = new Map<number, Question>();
  const fateOf = fatesOf(() => {}, known);
  /** The question in each envelope. */
  const envelopes = new Map<string, number>();
  /** Envelopes whose first acknowledgement does not arrive. */
  const unacknowledged = new Set<string>();
  const kept = new Set<number>();
  const positionOf = (ts: string) => Math.round(Number(ts) * 1e6);

  const seenOf = (message: SeenMessage): Seen => {
    const { ts, text, context, files, buttons, streaming, thread, tasks } = message;
    const isWord = WORKING.test(text.trim());
    return {
      id: ts,
      text: isWord ? '' : text,
      notices: context.flatMap((lines) => lines.split('\n')).filter((line) => !BESIDE.test(line)),
      files,
      isOpen:
        streaming ||
        isWord ||
        buttons.some(({ action }) => action === 'attache_stop') ||
        tasks.some(({ status }) => status === 'in_progress'),
      under: inThread.get(thread ?? '') ?? [],
      position: positionOf(ts),
    };
  };

  return {
    origin: slack.origin,
    env: (origin) => ({
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: `${origin}/api/`,
      ATTACHE_MEDIA_HOSTS: slack.host,
    }),
    wire: {
      fateOf: (frame) => {
        if (!frame.includes('"events_api"') || !maySay(frame)) return {};
        const number = askedIn(frame);
        const { envelope_id, payload } = JSON.parse(frame) as {
          readonly envelope_id: string;
          readonly payload: { readonly event: { readonly user?: string } };
        };
        if (payload.event.user === slack.botUserId || number === undefined) return {};
        envelopes.set(envelope_id, number);
        if (known.get(number)?.delivery === 'unacknowledged' && !kept.has(number)) {
          kept.add(number);
          unacknowledged.add(envelope_id);
        }
        return fateOf(number);
      },
      isKept: (frame) => {
        const id = /"envelope_id":"([^"]+)"/.exec(frame)?.[1] ?? '';
        const number = envelopes.get(id);
        if (number !== undefined) onTold(number, performance.now(), true);
        return unacknowledged.delete(id);
      },
      writtenBy,
    },
    ask: (question) => {
      const { conversation, number } = question;
      const place = places[conversation];
      const thread = place === 'thread' ? threads.get(conversation) : undefined;
      known.set(number, question);
      const { ts } = slack.say({
        user: people[conversation]!,
        channel: channels[conversation]!,
        text: `${place === 'direct' ? '' : `<@${slack.botUserId}> `}${textOf(question)}`,
        files: mediaOf(question),
        ...(thread !== undefined && { thread }),
      });
      if (thread === undefined) threads.set(conversation, ts);
      const root = thread ?? ts;
      inThread.set(root, [...(inThread.get(root) ?? []), number]);
      // Outside a thread, each question begins one: there is no order between them.
      asked.set(number, {
        position: positionOf(ts),
        conversation: place === 'thread' ? conversation : -number,
      });
    },
    remark: (remark) => {
      const { conversation, number } = remark;
      known.set(number, remark);
      const channel = shared[conversation % CHANNELS]!;
      inThread.set(slack.say({ user: bystander, channel, text: remarkText(remark) }).ts, [number]);
    },
    asked: () => asked,
    seen: () =>
      slack
        .messages()
        .filter(({ user }) => user === slack.botUserId)
        .map(seenOf)
        .toSorted((one, other) => one.position - other.position),
    disconnect: () => slack.refreshSockets(),
    refused: () => slack.violations(),
    throttled: () => slack.throttled(),
    close: () => slack.stop(),
  };
};

const WRITES = /\/chat\.(postMessage|startStream|appendStream|stopStream|update)$/;

/** The message that a call has written. */
function writtenBy({ path, got }: Exchange): string | undefined {
  if (!WRITES.test(path)) return undefined;
  const { ok, ts } = JSON.parse(got.toString()) as { readonly ok: boolean; readonly ts?: string };
  return ok ? ts : undefined;
}
