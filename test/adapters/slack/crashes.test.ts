/**
 * Processes that end at any moment while an answer is written, and calls whose answers are lost: whoever goes on knows only what was
 * noted, and what the reader has in the end is every page, line and file, each once.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type OutgoingFile,
  RateLimited,
  type ReplySurface,
  type ReplyTarget,
  type Sending,
  Unconfirmed,
} from '../../../src/chat/index.ts';
import type { Fault } from '../../loopback/slack/index.ts';
import { connect, NEVER, type Scene, view } from './harness.ts';

/** The process ends here. */
class Killed extends Error {}

/** What one answer consists of, and what is noted of it. */
interface Journal {
  readonly sendings: Map<string, Sending>;
  readonly pages: Map<string, string>;
  readonly done: Set<string>;
}

type Part =
  | { readonly kind: 'grown'; readonly words: readonly string[] }
  | { readonly kind: 'complete'; readonly text: string; readonly footer: boolean }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string };

let keys = 0;

/** Notes that something is sent, as the store does. It was a while ago, so that nobody waits for Slack to show it. */
function begin({ sendings }: Journal, part: string): Sending {
  const known = sendings.get(part);
  const sending: Sending = known
    ? { ...known, isRepeated: true }
    : { key: `crash-${String(++keys).padStart(16, '0')}`, at: Date.now() - 3_100, isRepeated: false };
  sendings.set(part, sending);
  return sending;
}

const fileOf = (name: string): OutgoingFile => ({
  name,
  mediaType: 'text/plain',
  data: new TextEncoder().encode(`what is in ${name}`),
  altText: name,
});

/** Tries until it is done, as delivery does. */
async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await write();
    } catch (error) {
      const isPassing =
        error instanceof RateLimited || !(error instanceof Killed || error instanceof Unconfirmed);
      if (!isPassing || tries === 20) throw error;
    }
}

/** One process: goes on with an answer as it is noted, until it is done or killed. `step` kills it. */
async function work(parts: readonly Part[], journal: Journal, surface: ReplySurface, step: () => void) {
  for (const [index, part] of parts.entries()) {
    const name = `${part.kind}:${index}`;
    const page = journal.pages.get(name);
    if (journal.done.has(name)) {
      // What stands there is written once more, as it is.
      if (page !== undefined) await insist(() => surface.close(page, lastOf(part), NEVER));
      continue;
    }
    switch (part.kind) {
      case 'grown': {
        let id = page;
        if (id === undefined) {
          const sending = begin(journal, name);
          step();
          const actions = [{ id: 'stop', label: 'Stop', turnId: 'turn' }] as const;
          const opened = await insist(() =>
            surface.open(view('', { phase: 'working', actions }), NEVER, sending),
          );
          step();
          journal.pages.set(name, (id = opened));
        }
        const known = id;
        let text = '';
        for (const [at, word] of part.words.entries()) {
          text += word;
          const last = at === part.words.length - 1;
          const shown = last ? lastOf(part) : view(text);
          await insist(() =>
            last ? surface.close(known, shown, NEVER) : surface.update(known, shown, NEVER),
          );
          step();
        }
        break;
      }
      case 'complete': {
        const sending = begin(journal, name);
        step();
        const posted = await insist(() => surface.post(lastOf(part), NEVER, sending));
        step();
        journal.pages.set(name, posted);
        break;
      }
      case 'line':
      case 'file': {
        const sending = begin(journal, name);
        step();
        const files = part.kind === 'file' ? [fileOf(part.name)] : [];
        await insist(() => surface.attach(files, part.kind === 'line' ? part.text : '', NEVER, sending));
        step();
      }
    }
    journal.done.add(name);
  }
}

/** What stands on the page of a part in the end. */
function lastOf(part: Part) {
  const hasFooter = part.kind === 'grown' || (part.kind === 'complete' && part.footer);
  return view(meantBy(part), { phase: 'done', ...(hasFooter ? { footer: 'low' } : {}) });
}

const meantBy = (part: Part): string => {
  switch (part.kind) {
    case 'grown':
      return part.words.join('').trim();
    case 'complete':
    case 'line':
      return part.text;
    case 'file':
      return part.name;
  }
};

const shownIn = ({ slack }: Scene, among: (thread: string | undefined, ts: string) => boolean) =>
  slack
    .messages()
    .filter(({ user, thread, ts }) => user === slack.botUserId && among(thread, ts))
    .map(({ text, files }) =>
      files.length > 0 ? files.map(({ name }) => name).join() : text.replaceAll('\u200b', '').trim(),
    );

const word = fc.constantFrom('eins ', 'zwei **drei** ', '日本語 ', '🐱 ', '[vier](https://vier.example/a) ');
const PARTS = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('grown' as const), words: fc.array(word, { minLength: 1, maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('complete' as const),
      text: fc.constantFrom('Seite', 'Noch **eine** Seite'),
      footer: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('line' as const),
      text: fc.constantFrom('I could not post `a.txt`.', 'Sources: none'),
    }),
    fc.record({ kind: fc.constant('file' as const), name: fc.constantFrom('a.txt', 'b.txt') }),
  ),
  { minLength: 1, maxLength: 4 },
);
/** Two parts that say the same are told apart by their marks alone, which words and files have none of. */
const TELLABLE = PARTS.map((parts) =>
  parts.filter((part, at) => parts.findIndex((one) => meantBy(one) === meantBy(part)) === at),
);

const FIRST: Part = { kind: 'complete', text: 'Erste Seite', footer: true };

const FAULTS: readonly (readonly [target: string, fault: Fault])[] = [
  ['chat.postMessage', { lost: true }],
  ['chat.postMessage', { lost: true, status: 500 }],
  ['chat.postMessage', { status: 429, retryAfter: 1 }],
  ['chat.startStream', { lost: true }],
  ['chat.startStream', { status: 429, retryAfter: 1 }],
  ['chat.startStream', { error: 'invalid_arguments' }],
  ['chat.appendStream', { error: 'message_not_in_streaming_state' }],
  ['chat.stopStream', { lost: true }],
  ['chat.update', { lost: true }],
  ['conversations.replies', { status: 429, retryAfter: 1 }],
  ['conversations.replies', { error: 'internal_error' }],
  ['conversations.history', { status: 429, retryAfter: 1 }],
  ['conversations.history', { error: 'internal_error' }],
  ['files.completeUploadExternal', { lost: true }],
  ['files.getUploadURLExternal', { lost: true }],
];

test.each(['a mention', 'a direct message', 'a command', 'a rule in a channel', 'a rule to a person'])(
  '%s',
  async (way) => {
    const scene = await connect({ slack: { rateLimits: false } });
    const { slack } = scene;
    const ann = slack.user('Ann');
    const general = slack.channel('general');
    const direct = slack.directMessage(ann.id);

    const isRule = way.startsWith('a rule');
    const ask = async (): Promise<ReplyTarget> => {
      const before = scene.events.length;
      const { place } = scene.adapter.acts;
      if (way === 'a rule in a channel')
        return place({ how: 'post', channel: general.id, workspace: undefined }, NEVER);
      if (way === 'a rule to a person')
        return place({ how: 'direct', user: ann.id, workspace: slack.team }, NEVER);
      if (way === 'a command')
        await slack.runCommand({ user: ann.id, channel: general.id, text: `why ${before}?` }).delivered;
      else
        await slack.say(
          way === 'a mention'
            ? { user: ann.id, channel: general.id, text: `<@${slack.botUserId}> hi` }
            : { user: ann.id, channel: direct.id, text: 'hi' },
        ).delivered;
      const event = scene.events[before];
      if (event?.type !== 'message' && event?.type !== 'command') throw new Error('nothing arrived');
      return event.target;
    };

    await fc.assert(
      fc.asyncProperty(
        TELLABLE,
        fc.array(fc.nat(12), { maxLength: 4 }),
        fc.array(fc.record({ process: fc.nat(3), fault: fc.nat(FAULTS.length - 1) }), { maxLength: 5 }),
        async (any, kills, faults) => {
          // What is said beside an answer that begins a thread comes after a page, which tells it.
          const parts: readonly Part[] = isRule
            ? [FIRST, ...any.filter(({ kind }) => kind !== 'grown')]
            : way === 'a command'
              ? [FIRST, ...any]
              : any;
          slack.heal();
          const target = await ask();
          const begunAt = slack.messages().length;
          const journal: Journal = { sendings: new Map(), pages: new Map(), done: new Set() };
          for (let process = 0; ; process++) {
            for (const { process: when, fault } of faults)
              if (when === process) slack.fail(...FAULTS[fault]!);
            let left = kills[process] ?? Infinity;
            const step = () => {
              if (left-- <= 0) throw new Killed();
            };
            try {
              await work(parts, journal, scene.adapter.surface(target), step);
              break;
            } catch (error) {
              if (!(error instanceof Killed)) throw error;
            }
          }
          const fresh = new Set(
            slack
              .messages()
              .slice(begunAt)
              .map(({ ts }) => ts),
          );
          const shown = shownIn(scene, (_, ts) => fresh.has(ts)).filter((text) => !text.includes('asked:'));
          expect(shown).toEqual(parts.map(meantBy));
          if (way === 'a command')
            expect(
              slack
                .messages()
                .filter(
                  ({ ts, text, blocks }) =>
                    fresh.has(ts) && `${text}${JSON.stringify(blocks)}`.includes('asked:'),
                ),
            ).toHaveLength(1);
          expect(slack.messages().filter(({ ts, streaming }) => fresh.has(ts) && streaming)).toEqual([]);
          // A rule's answer is one message, with what else belongs to it in its thread.
          const [first, ...others] = slack.messages().filter(({ ts }) => fresh.has(ts));
          if (isRule && first)
            expect([first.thread, ...others.map(({ thread }) => thread)]).toEqual([
              undefined,
              ...others.map(() => first.ts),
            ]);
        },
      ),
      { numRuns: 60 },
    );
    expect(slack.violations()).toEqual([]);
  },
  120_000,
);
