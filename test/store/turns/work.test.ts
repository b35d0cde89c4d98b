import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskEvent, Conversation } from '../../../src/chat/index.ts';
import { openStore, type Store, TurnLost } from '../../../src/store/index.ts';
import { ENGINES, everythingIn, freshPlace, type Place } from '../../support/engines.ts';
import { conversation } from '../../support/events.ts';
import { ADMITTED } from '../steps.ts';
import { asked, COMPOSED, control, COST, KEPT, laneOf, newPlace, question, taken } from './questions.ts';

/** Somebody who has asked nothing before. */
const newPerson = () => ({ id: randomUUID(), name: 'Ada', roles: [] });

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;

  beforeAll(async () => {
    place = await freshPlace(engine);
    store = await openStore(place);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  /** The lane of what a person sets off beside the answers to questions: its name does not tell who they are. */
  const laneBeside = (kind: 'declined' | 'errands', { id }: { readonly id: string }) =>
    `test:${kind}:${store.alias(`test:${id}`).slice(0, 32)}`;

  describe('a question that arrives', () => {
    it('is accepted once, under whatever ids it comes', async () => {
      const event = question({ aliases: [randomUUID()] });
      expect(await store.accept(event, ADMITTED)).toMatchObject({ event, attempts: 0, pages: [] });
      expect(await store.accept(event, ADMITTED)).toBeUndefined();
      const other = { ...event, eventId: randomUUID() } as AskEvent;
      expect(await store.accept(other, ADMITTED)).toBeUndefined();
    });

    it('is accepted once when it is delivered many times at the same moment', async () => {
      const aliases = [randomUUID(), randomUUID()];
      const events = Array.from({ length: 8 }, () => question({ aliases }));
      const turns = await Promise.all(events.map((event) => store.accept(event, ADMITTED)));
      expect(turns.filter((turn) => turn !== undefined)).toHaveLength(1);
    });

    it('is admitted by what is open in its conversation, of its person, of its workspace and of everybody', async () => {
      const loads: unknown[] = [];
      const ask = (channel: string, id: string, workspace: string) =>
        store.accept(
          question({
            conversation: conversation({ channel, workspace }),
            author: { id, name: id, roles: [] },
          }),
          (load) => {
            loads.push({ ...load, everyone: load.everyone > 0 });
            return { rank: 3 };
          },
        );
      const [here, there, ada, eve, team] = Array.from({ length: 5 }, () => randomUUID()) as [
        string,
        string,
        string,
        string,
        string,
      ];
      await asked(store);
      await ask(here, ada, team);
      await ask(here, eve, team);
      await ask(there, ada, 'elsewhere');
      expect(loads).toEqual([
        { conversation: 0, person: 0, workspace: 0, everyone: true },
        { conversation: 1, person: 0, workspace: 1, everyone: true },
        { conversation: 0, person: 1, workspace: expect.any(Number), everyone: true },
      ]);
    });

    it('gets a lane beside the conversation when it is declined, and counts no more', async () => {
      const channel = newPlace();
      const author = newPerson();
      const turn = (await store.accept(question({ conversation: channel, author }), () => ({
        rank: 900,
        declined: 'person',
      })))!;
      expect(await store.take(laneOf(turn.event))).toBeUndefined();
      expect(await store.take(laneBeside('declined', author))).toMatchObject({
        kind: 'turn',
        turn: { id: turn.id, declined: 'person' },
      });
      const loads: number[] = [];
      await store.accept(question({ conversation: channel }), (load) => {
        loads.push(load.conversation);
        return { rank: 0 };
      });
      expect(loads).toEqual([0]);
    });

    it('is declined with one sentence in each conversation, until that is said', async () => {
      const declined = () => ({ rank: 0, declined: 'person' }) as const;
      const author = newPerson();
      const lane = laneBeside('declined', author);
      const [here, there] = [newPlace(), newPlace()];
      const ask = (place: Conversation) => store.accept(question({ conversation: place, author }), declined);
      const first = (await ask(here))!;
      const further = question({ conversation: here, author });
      expect(await store.accept(further, declined)).toBeUndefined();
      expect(await store.begunBy(further.eventId)).toBeUndefined();
      const second = (await ask(there))!;
      // One after the other, wherever they asked.
      for (const { id } of [first, second]) {
        expect(await store.take(lane)).toMatchObject({ turn: { id } });
        await store.finish(id, 'done', undefined);
      }
      expect(await store.accept(further, ADMITTED)).toBeUndefined();
      expect(await ask(here)).toBeDefined();
    });

    it('as a command gets a sentence each time it is declined: it shows that it was heard', async () => {
      const author = newPerson();
      const here = newPlace();
      for (const eventId of [randomUUID(), randomUUID()]) {
        const {
          type: _,
          aliases: __,
          ...event
        } = question({
          eventId,
          author,
          conversation: here,
        }) as Extract<AskEvent, { type: 'message' }>;
        const command = { ...event, type: 'command', name: 'ask' } as const;
        expect(await store.accept(command, () => ({ rank: 0, declined: 'person' }))).toBeDefined();
      }
    });

    it('makes its conversation one in which the bot listens on, from when it was asked', async () => {
      const turn = await asked(store, { sentAt: 2_000 });
      expect(await store.knows(laneOf(turn.event), 2_000)).toBe(false);
      expect(await store.knows(laneOf(turn.event), 2_001)).toBe(true);
    });
  });

  describe('what is taken from a lane', () => {
    it('is what was asked first by the clock of the platform, however late it arrives', async () => {
      const here = newPlace();
      const late = await asked(store, { conversation: here, sentAt: 2_000 });
      const early = await asked(store, { conversation: here, sentAt: 1_000 });
      expect((await taken(store, late)).id).toBe(early.id);
      await store.finish(early.id, 'done', undefined);
      expect((await taken(store, late)).id).toBe(late.id);
    });

    it('is what was interrupted, before what was asked earlier and arrived later', async () => {
      const here = newPlace();
      const begun = await asked(store, { conversation: here, sentAt: 2_000 });
      await taken(store, begun);
      await store.release(begun.id, undefined);
      await asked(store, { conversation: here, sentAt: 1_000 });
      expect((await taken(store, begun)).id).toBe(begun.id);
    });

    it('counts an attempt each time, but none for a turn that was left on purpose', async () => {
      const turn = await asked(store);
      expect((await taken(store, turn)).attempts).toBe(0);
      expect((await taken(store, turn)).attempts).toBe(1);
      await store.release(turn.id, undefined);
      expect((await taken(store, turn)).attempts).toBe(1);
    });

    it('is nothing where nothing waits', async () => {
      expect(await store.take(`test:${randomUUID()}`)).toBeUndefined();
    });
  });

  describe('a complete answer', () => {
    it('is there for whoever takes the turn next, with its files and its pages', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.beginSending(turn.id, 'page:1');
      await store.endSending(turn.id, 'page:1', 'P1');
      expect(await store.compose(turn.id, COMPOSED, KEPT)).toBe(true);
      expect(await taken(store, turn)).toMatchObject({
        pages: ['P1'],
        composed: {
          view: COMPOSED.view,
          files: [
            { name: 'teapot.png', altText: 'A teapot', spoiler: false },
            { name: 'lid.png', spoiler: true },
          ],
        },
      });
      const { composed } = await store.again(turn.id);
      expect(composed!.files.map(({ data }) => [...data])).toEqual([[0, 255, 7], []]);
    });

    it('is kept once, and so is what it took', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.compose(turn.id, COMPOSED, KEPT);
      await store.compose(turn.id, COMPOSED, KEPT);
      await store.finish(turn.id, 'done', undefined);
      await store.finish(turn.id, 'done', undefined);
      expect(await store.find(turn.id)).toMatchObject({
        state: 'done',
        cost: { usd: 0.25, inputTokens: 100 },
      });
    });

    it('lets its buttons work while it is being written', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.compose(turn.id, COMPOSED, KEPT);
      const { calls: _, ...cost } = COST;
      expect(await store.find(turn.id)).toMatchObject({
        state: 'done',
        cost,
        answer: KEPT.answer,
        settled: { model: 'gpt-5.5' },
      });
      expect(await store.open({ platform: 'test', message: turn.event.message.id })).toMatchObject([
        { id: turn.id, state: 'running', isComposed: true },
      ]);
    });

    it.each([
      ['failed', 'failed'],
      ['stopped', 'cancelled'],
    ] as const)('that has %s makes its turn %s already', async (phase, state) => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.compose(turn.id, { view: { ...COMPOSED.view, phase }, files: [] }, KEPT);
      expect(await store.find(turn.id)).toMatchObject({ state });
    });

    it('is gone with its files when it is written', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.compose(turn.id, COMPOSED, KEPT);
      expect(await store.finish(turn.id, 'done', undefined)).toBe(true);
      expect(await store.open({ platform: 'test', message: turn.event.message.id })).toEqual([]);
      expect(await store.take(laneOf(turn.event))).toBeUndefined();
      await expect(store.again(turn.id)).rejects.toThrow(TurnLost);
    });
  });

  describe('a question that changes', () => {
    const changed = (event: AskEvent, text: string): AskEvent =>
      ({ ...event, message: { ...event.message, text } }) as AskEvent;

    it('is answered in its new words, and what was composed is dropped, though not what it took', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.compose(turn.id, COMPOSED, KEPT);
      await store.revise(turn.id, changed(turn.event, 'And that?'));
      const again = await store.again(turn.id);
      expect(again).toMatchObject({ revision: 1, composed: undefined });
      expect(again.event.message.text).toBe('And that?');
      expect(await store.find(turn.id)).toMatchObject({
        state: 'running',
        cost: { usd: 0.25 },
        answer: undefined,
        settled: undefined,
      });
    });

    it('is not answered with what was composed for the first one, or ended by it', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.revise(turn.id, changed(turn.event, 'And that?'));
      expect(await store.compose(turn.id, COMPOSED, KEPT)).toBe(false);
      expect(await store.written(turn.id)).toBe(false);
      expect(await store.finish(turn.id, 'done', COST, KEPT.answer)).toBe(false);
      // Whoever only looks it up goes on with the first one.
      await store.again(turn.id);
      expect(await store.compose(turn.id, COMPOSED, KEPT)).toBe(false);
      await taken(store, turn);
      expect(await store.compose(turn.id, COMPOSED, KEPT)).toBe(true);
      expect(await store.finish(turn.id, 'done', undefined)).toBe(true);
    });

    it('stays as it was once all of the answer stands, or the turn is over', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      expect(await store.written(turn.id)).toBe(true);
      await store.revise(turn.id, changed(turn.event, 'Too late?'));
      expect(await store.stop(turn.id)).toBe(false);
      expect(await store.finish(turn.id, 'done', undefined)).toBe(true);
      await store.revise(turn.id, changed(turn.event, 'Too late?'));
      expect((await store.find(turn.id))!.event).toEqual(turn.event);
    });
  });

  describe('stopping', () => {
    it('ends what nobody has seen anything of, at once', async () => {
      const turn = await asked(store);
      expect(await store.stop(turn.id)).toBe(true);
      expect(await store.find(turn.id)).toMatchObject({ state: 'cancelled' });
      expect(await store.take(laneOf(turn.event))).toBeUndefined();
      expect(await store.stop(turn.id)).toBe(false);
    });

    it.each(['a page', 'a sending'])('is told to whoever takes a turn of which there is %s', async (sign) => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.beginSending(turn.id, 'page:1');
      if (sign === 'a page') await store.endSending(turn.id, 'page:1', 'P1');
      await store.release(turn.id, undefined);
      expect(await store.stop(turn.id)).toBe(true);
      expect(await taken(store, turn)).toMatchObject({ isStopped: true });
    });

    it('is told to whoever holds a turn', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      const heard = new Promise((resolve) => {
        const deaf = store.hear((news) => {
          if (news.type !== 'stop' || news.turn !== turn.id) return;
          deaf();
          resolve(news);
        });
      });
      expect(await store.stop(turn.id)).toBe(true);
      expect(await store.stop(turn.id)).toBe(false);
      expect(await heard).toEqual({ type: 'stop', turn: turn.id });
      expect(await store.again(turn.id)).toMatchObject({ isStopped: true });
    });

    it('has nothing left to stop once the answer is complete', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.compose(turn.id, COMPOSED, KEPT);
      expect(await store.stop(turn.id)).toBe(false);
      expect(await store.again(turn.id)).toMatchObject({ isStopped: false });
    });

    it('lets go of the words of a question that was forgotten while it waited', async () => {
      const turn = await asked(store, { text: 'SAIDWORD' });
      const { conversation: here, author } = turn.event.message;
      await store.forgetConversation(here, { author: `test:${author.id}`, at: Date.now() });
      expect(await store.stop(turn.id)).toBe(true);
      expect(await store.find(turn.id)).toBeUndefined();
      expect(await everythingIn(place)).not.toContain('SAIDWORD');
    });

    it('lets a command answer that it was stopped', async () => {
      const { type: _, aliases: __, ...event } = question() as Extract<AskEvent, { type: 'message' }>;
      const turn = (await store.accept({ ...event, type: 'command', name: 'ask' }, ADMITTED))!;
      expect(await store.stop(turn.id)).toBe(true);
      expect(await taken(store, turn)).toMatchObject({ isStopped: true });
    });
  });

  describe('what is open', () => {
    it('is found by its message, by who asked, and by what it asks again, in the order of asking', async () => {
      const ada = { id: randomUUID(), name: 'Ada', roles: [] };
      const second = await asked(store, { author: ada, sentAt: 20 });
      const first = await asked(store, { author: ada, sentAt: 10 });
      const { type: _, aliases: __, ...event } = question() as Extract<AskEvent, { type: 'message' }>;
      const again = (await store.accept(
        { ...event, type: 'command', name: 'ask', again: first.id },
        ADMITTED,
      ))!;
      const ids = async (of: object) => (await store.open({ platform: 'test', ...of })).map(({ id }) => id);
      expect(await ids({ person: ada.id })).toEqual([first.id, second.id]);
      expect(await ids({ message: second.event.message.id })).toEqual([second.id]);
      expect(await ids({ again: first.id })).toEqual([again.id]);
      expect(await store.open({ platform: 'tes', person: ada.id })).toEqual([]);
    });

    it('is known by where it was asked and where it is answered, the latest first', async () => {
      const platform = randomUUID();
      const at = (channel: string, changes: Partial<Conversation> = {}) =>
        conversation({ platform, channel, ...changes });
      const ask = async (channel: Conversation, sentAt: number, answeredIn = channel) => {
        const event = question({ conversation: channel, sentAt });
        await store.accept(
          { ...event, target: { ...event.target, conversation: answeredIn } } as AskEvent,
          ADMITTED,
        );
      };
      await ask(at('old'), 1_000);
      await ask(at('b'), 2_000);
      await ask(at('a'), 3_000);
      const thread = at('b', { thread: 't', kind: 'thread' });
      await ask(at('b'), 4_000, thread);
      expect(await store.conversationsSince(platform, 2_000, 9)).toEqual([thread, at('b'), at('a')]);
      expect(await store.conversationsSince(platform, 2_000, 1)).toEqual([thread, at('b')]);
    });
  });

  describe('an errand', () => {
    it('is accepted once, and waits in a lane of its person until it is done', async () => {
      const errand = control({ author: newPerson() });
      const lane = laneBeside('errands', errand.author);
      const before = Date.now();
      expect(await store.acceptErrand(errand, 'test')).toBe(true);
      expect(await store.acceptErrand(errand, 'test')).toBe(false);
      const work = await store.take(lane);
      expect(work).toEqual({ kind: 'errand', errand, receivedAt: expect.any(Number) });
      expect((work as { receivedAt: number }).receivedAt).toBeGreaterThanOrEqual(before);
      await store.finishErrand(errand.eventId);
      await store.finishErrand(errand.eventId);
      expect(await store.take(lane)).toBeUndefined();
    });

    it('is done after those that the same person has set off before, also at the same moment', async () => {
      const author = newPerson();
      const errands = Array.from({ length: 8 }, (_, index) => control({ author, value: `${index}` }));
      for (const errand of errands) await store.acceptErrand(errand, 'test');
      for (const errand of errands) {
        expect(await store.take(laneBeside('errands', author))).toMatchObject({ errand });
        await store.finishErrand(errand.eventId);
      }
    });

    it('that has failed the process three times is dropped, and the next one is taken', async () => {
      const author = newPerson();
      const [errand, next] = [control({ author }), control({ author })];
      await store.acceptErrand(errand, 'test');
      await store.acceptErrand(next, 'test');
      const lane = laneBeside('errands', author);
      for (let attempt = 0; attempt < 3; attempt += 1)
        expect(await store.take(lane)).toMatchObject({ errand });
      expect(await store.take(lane)).toMatchObject({ errand: next });
      await expect(store.beginSending(errand.eventId, 'lines:0')).rejects.toThrow(TurnLost);
    });

    it('counts no attempt where it was left on purpose', async () => {
      const errand = control({ author: newPerson() });
      await store.acceptErrand(errand, 'test');
      for (let attempt = 0; attempt < 5; attempt += 1) {
        expect(await store.take(laneBeside('errands', errand.author))).toMatchObject({ errand });
        await store.releaseErrand(errand.eventId);
      }
    });
  });

  describe('what is sent', () => {
    it('has the same key each time it is tried, and is not sent again once it has arrived', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      const first = (await store.beginSending(turn.id, 'page:1'))!;
      expect(first).toMatchObject({ key: expect.stringMatching(/^[\w-]{22}$/), isRepeated: false });
      expect(await store.beginSending(turn.id, 'page:1')).toEqual({ ...first, isRepeated: true });
      await store.endSending(turn.id, 'page:1', 'P1');
      await store.endSending(turn.id, 'page:1', 'P1');
      expect(await store.beginSending(turn.id, 'page:1')).toBeUndefined();
      expect((await store.again(turn.id)).pages).toEqual(['P1']);
    });

    it('has its pages in the order in which they arrived, also when many arrive at once', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      const pages = Array.from({ length: 8 }, (_, index) => `P${index}`);
      await Promise.all(pages.map((page) => store.endSending(turn.id, `page:${page}`, page)));
      expect((await store.again(turn.id)).pages.toSorted()).toEqual(pages);
    });

    it('for an errand is sent once as well', async () => {
      const errand = control({ author: newPerson() });
      const { eventId } = errand;
      await store.acceptErrand(errand, 'test');
      await store.take(laneBeside('errands', errand.author));
      expect(await store.beginSending(eventId, 'lines:0')).toMatchObject({ isRepeated: false });
      await store.endSending(eventId, 'lines:0');
      expect(await store.beginSending(eventId, 'lines:0')).toBeUndefined();
    });
  });

  describe('a turn that is left', () => {
    it('keeps what it took so far, and says that its answer is not there', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      expect(await store.release(turn.id, COST)).toBe('left');
      expect(await store.find(turn.id)).toMatchObject({ cost: { usd: 0.25 } });
    });

    it('says that its answer was kept meanwhile, and counts nothing twice', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.compose(turn.id, COMPOSED, KEPT);
      expect(await store.release(turn.id, COST)).toBe('kept');
      expect(await store.find(turn.id)).toMatchObject({ cost: { usd: 0.25, inputTokens: 100 } });
    });
  });

  describe('a turn that this process does not hold', () => {
    it('is written in no way', async () => {
      const turn = await asked(store);
      await taken(store, turn);
      await store.release(turn.id, undefined);
      for (const write of [
        () => store.compose(turn.id, COMPOSED, KEPT),
        () => store.written(turn.id),
        () => store.finish(turn.id, 'done', COST, KEPT.answer),
        () => store.again(turn.id),
        () => store.beginSending(turn.id, 'page:1'),
        () => store.endSending(turn.id, 'page:1', 'P1'),
      ])
        await expect(write()).rejects.toThrow(TurnLost);
      await store.release(turn.id, COST);
      expect(await store.find(turn.id)).toMatchObject({ cost: undefined, answer: undefined });
      expect(await taken(store, turn)).toMatchObject({ pages: [], attempts: 0 });
    });
  });

  it('knows until when everything was delivered, and never goes back', async () => {
    const platform = randomUUID();
    expect(await store.deliveredUntil(platform)).toBeUndefined();
    await store.keepDelivered(platform, 2_000);
    await store.keepDelivered(platform, 1_000);
    expect(await store.deliveredUntil(platform)).toBe(2_000);
    await store.keepDelivered(platform, 3_000);
    expect(await store.deliveredUntil(platform)).toBe(3_000);
  });
});
