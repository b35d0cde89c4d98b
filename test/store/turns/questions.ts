/** Questions, answers and errands for the tests of work: each in a conversation of its own, where a test says nothing else. */
import { randomUUID } from 'node:crypto';
import { type AskEvent, type ControlEvent, conversationKey, type Message } from '../../../src/chat/index.ts';
import type { Composed, Lane, Store, TakenTurn, Turn, TurnCost } from '../../../src/store/index.ts';
import { askEvent, conversation } from '../../support/events.ts';
import { accepted } from '../steps.ts';

/** A place where nothing was asked before. */
export const newPlace = () => conversation({ channel: randomUUID() });

export const question = (
  changes: Partial<Message> & { eventId?: string; aliases?: readonly string[] } = {},
) => askEvent({ eventId: randomUUID(), id: randomUUID(), conversation: newPlace(), ...changes });

export const laneOf = ({ target }: AskEvent): Lane => conversationKey(target.conversation);

/** A question that has arrived, in a conversation of its own. */
export const asked = async (store: Store, changes: Parameters<typeof question>[0] = {}): Promise<Turn> =>
  accepted(store, question(changes));

/** The turn that is next in the conversation of another one, taken. */
export async function taken(store: Store, { event }: Pick<Turn, 'event'>): Promise<TakenTurn> {
  const work = await store.take(laneOf(event));
  if (work?.kind !== 'turn') throw new Error(`no turn waits in ${laneOf(event)}`);
  return work.turn;
}

export const control = (changes: Partial<ControlEvent> = {}): ControlEvent => {
  const place = newPlace();
  return {
    type: 'control',
    eventId: randomUUID(),
    control: 'model',
    scope: 'me',
    author: { id: 'U1', name: 'Ada', roles: [] },
    target: { conversation: place, userId: 'U1', private: true },
    ...changes,
  };
};

export const COST: TurnCost = {
  model: 'gpt-5.5',
  effort: 'high',
  inputTokens: 100,
  cachedInputTokens: 10,
  cacheWriteTokens: 0,
  outputTokens: 20,
  reasoningTokens: 5,
  usd: 0.25,
  calls: [],
};

/** A complete answer with a picture and every kind of thing beside it. */
export const COMPOSED: Composed = {
  view: {
    phase: 'done',
    markdown: 'A teapot. 🫖',
    reasoning: 'It has a spout.',
    steps: [{ id: 's1', title: 'Looked', state: 'done', details: 'twice' }],
    plan: { title: 'Looking' },
    receipts: [
      {
        attachmentId: 'A1',
        name: 'photo.jpg',
        kind: 'image',
        outcome: 'used',
        summary: 'seen',
        pictures: 1,
        tokens: 300,
        costUsd: 0,
      },
    ],
    notices: ['It is small.'],
    footer: 'gpt-5.5 · high',
    actions: [{ id: 'regenerate', label: 'Again', turnId: 'T1' }],
  },
  files: [
    { name: 'teapot.png', mediaType: 'image/png', data: Uint8Array.of(0, 255, 7), altText: 'A teapot' },
    { name: 'lid.png', mediaType: 'image/png', data: Uint8Array.of(), altText: 'Its lid', spoiler: true },
  ],
};

export const KEPT = {
  cost: COST,
  answer: { text: 'A teapot. 🫖', reasoning: 'It has a spout.', sources: [{ url: 'https://tea.example' }] },
  terms: { settled: { model: 'gpt-5.5' }, askedUsd: undefined },
} as const;
