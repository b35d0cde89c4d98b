import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type AskEvent, type Conversation, conversationKey } from '../../src/chat/index.ts';
import { channelKey, personKey, type Store, type TurnCost } from '../../src/store/index.ts';
import { ENGINES, everythingIn, type Place } from '../support/engines.ts';
import { askEvent, conversation, message } from '../support/events.ts';
import { followClock } from './clock.ts';
import { accepted, ADMITTED, begun, paged } from './steps.ts';
import { useStore } from './use-store.ts';

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ place, store } = opened));

  const summary = {
    model: 'gpt-5.5',
    effort: 'high',
    inputTokens: 100,
    cachedInputTokens: 10,
    cacheWriteTokens: 0,
    outputTokens: 20,
    reasoningTokens: 5,
    usd: 0.25,
  } as const;
  /** An answer that took one request. */
  const costOf = (changes: Partial<TurnCost> = {}): TurnCost => {
    const all = { ...summary, ...changes };
    return { calls: [{ ...all, purpose: 'answer', estimated: false }], ...all };
  };
  const cost = costOf();
  const answer = {
    text: 'A teapot.',
    reasoning: 'It has a spout.',
    sources: [{ url: 'https://tea.example' }],
  };

  /** A question that is answered. */
  const answered = async (event: AskEvent, changes: Partial<TurnCost> = {}) => {
    const turn = await begun(store, await accepted(store, event));
    await paged(store, turn, 'page');
    await store.finish(turn.id, 'done', costOf(changes), answer);
    return turn;
  };

  describe('the journal of turns', () => {
    it('accepts an event once', async () => {
      expect(await store.accept(askEvent({ eventId: 'e1' }), ADMITTED)).toMatchObject({
        attempts: 0,
        pages: [],
      });
      expect(await store.accept(askEvent({ eventId: 'e1' }), ADMITTED)).toBeUndefined();
    });

    it('knows an event that arrives again under another id', async () => {
      await accepted(store, askEvent({ eventId: 'as-mention', aliases: ['C1:17.5'] }));
      expect(
        await store.accept(askEvent({ eventId: 'as-message', aliases: ['C1:17.5'] }), ADMITTED),
      ).toBeUndefined();
    });

    it('accepts one of two copies that arrive at once', async () => {
      const copies = await Promise.all(
        [1, 2, 3].map(() => store.accept(askEvent({ eventId: 'e1' }), ADMITTED)),
      );
      expect(copies.filter(Boolean)).toHaveLength(1);
    });

    it('finds what a turn was asked and answered, also after a restart', async () => {
      const event = askEvent({ eventId: 'e1' });
      const turn = await begun(store, await accepted(store, event));
      await store.finish(turn.id, 'done', cost, answer);
      await reopen();
      expect(await store.find(turn.id)).toEqual({ event, state: 'done', cost: summary, answer });
      expect(await store.find('another')).toBeUndefined();
    });

    it('knows on what terms a question was answered, and which turn an event has begun', async () => {
      const turn = await begun(store, await accepted(store, askEvent({ eventId: 'e1' })));
      const settled = { model: 'gpt-5.5', effort: 'xhigh', best: 3 } as const;
      await store.finish(turn.id, 'done', cost, answer, { settled, askedUsd: 1.25 });
      await reopen();
      expect(await store.find(turn.id)).toMatchObject({ settled, askedUsd: 1.25 });
      expect(await store.begunBy('e1')).toEqual({ id: turn.id, state: 'done' });
      expect(await store.begunBy('e2')).toBeUndefined();
      // A price is nothing that a model has said, although finding out who is to answer may have cost something.
      const answers = await store.answered(turn.event.message.conversation, [turn.event.message]);
      expect(answers.map(({ text }) => text)).toEqual(['']);
    });

    it('gives unfinished turns back after a restart, with the messages their answers are in', async () => {
      const first = await accepted(store, askEvent({ eventId: 'e1' }));
      const second = await accepted(store, askEvent({ eventId: 'e2' }));
      await begun(store, first);
      await paged(store, first, 'page-a');
      await paged(store, first, 'page-b');
      await reopen();
      expect(await store.open({ platform: 'test' })).toMatchObject([
        { id: first.id, event: first.event, state: 'running' },
        { id: second.id, event: second.event, state: 'received' },
      ]);
      expect(await begun(store, first)).toMatchObject({ ...first, attempts: 1, pages: ['page-a', 'page-b'] });
      await store.finish(first.id, 'done', cost, answer);
      expect(await begun(store, second)).toMatchObject({ ...second, attempts: 0, pages: [] });
    });

    it.each(['done', 'failed', 'cancelled'] as const)('lets go of a turn that is %s', async (state) => {
      const turn = await begun(store, await accepted(store, askEvent({ eventId: 'e1' })));
      await store.finish(turn.id, state, undefined);
      expect(await store.open({ platform: 'test' })).toEqual([]);
      await reopen();
      expect(await store.accept(askEvent({ eventId: 'e1' }), ADMITTED)).toBeUndefined();
    });

    it('gives up a turn that it can no longer read, and keeps the others', async () => {
      const broken = { ...askEvent({ eventId: 'e1' }), target: { conversation: conversation() } };
      const lost = await accepted(store, broken as AskEvent);
      const good = await accepted(store, askEvent({ eventId: 'e2' }));
      expect(await begun(store, good)).toMatchObject(good);
      expect(await store.begunBy('e1')).toEqual({ id: lost.id, state: 'failed' });
      expect(await store.open({ platform: 'test' })).toMatchObject([{ id: good.id }]);
      expect(await store.open({ platform: 'other' })).toEqual([]);
    });

    it('remembers the conversations it was asked something in', async () => {
      const event = askEvent({ eventId: 'e1' });
      expect(await store.knows(conversationKey(event.target.conversation), Date.now())).toBe(false);
      await accepted(store, event);
      expect(await store.knows(conversationKey(event.target.conversation), Date.now())).toBe(true);
    });

    it('follows a conversation only for a message that all could read, until it is forgotten', async () => {
      const { target, message: asked } = askEvent();
      const key = conversationKey(target.conversation);
      const quiet = { ...askEvent({ eventId: 'e1' }), target: { ...target, private: true } };
      await accepted(store, quiet);
      await accepted(store, { type: 'command', eventId: 'e2', name: 'describe', message: asked, target });
      expect(await store.knows(key, Date.now())).toBe(false);
      await accepted(store, askEvent({ eventId: 'e3' }));
      expect(await store.knows(key, Date.now())).toBe(true);
      await store.forgetConversation(target.conversation, { author: 'test:U1', at: 0 });
      expect(await store.knows(key, Date.now())).toBe(false);
    });

    it('counts a question that somebody else has answered again as theirs, and forgets it with the asker', async () => {
      const { message: asked, target } = askEvent();
      const again = { ...target, userId: 'U2' };
      const turn = await answered({
        type: 'command',
        eventId: 'e1',
        name: 'ask',
        message: asked,
        target: again,
      });
      expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([]);
      await store.forgetPerson('test:U1');
      expect(await store.find(turn.id)).toBeUndefined();
      expect(await store.usage({ author: 'test:U2', since: 0 })).toMatchObject([{ answers: 1 }]);
    });

    it('keeps what is asked instead, as long as it is not answered', async () => {
      const turn = await accepted(store, askEvent({ eventId: 'e1', text: 'What?' }));
      const revised = { ...turn.event, message: { ...turn.event.message, text: 'Why?' } };
      await store.revise(turn.id, revised);
      await reopen();
      expect((await begun(store, turn)).event).toEqual(revised);
      await store.finish(turn.id, 'done', undefined);
      await store.revise(turn.id, turn.event);
      expect((await store.find(turn.id))?.event).toEqual(revised);
    });

    it('keeps the beginning of what is longer than anybody reads', async () => {
      const turn = await begun(store, await accepted(store, askEvent()));
      const endless = { text: '🫖'.repeat(600_000), reasoning: 'x'.repeat(300_000), sources: [] };
      await store.finish(turn.id, 'done', undefined, endless);
      const kept = (await store.find(turn.id))?.answer;
      expect([kept?.text.length, kept?.reasoning.length]).toEqual([1_000_000, 200_000]);
      expect(kept?.text.isWellFormed()).toBe(true);
    });

    describe('as days go by and nobody asks anything', () => {
      const DAY_MS = 24 * 3_600_000;
      /** Lets days pass; the store looks once a day. */
      const pass = async (days: number) => {
        const before = Date.now();
        vi.setSystemTime(before + days * DAY_MS);
        await followClock(place);
        vi.setSystemTime(before + (days - 1) * DAY_MS);
        await vi.advanceTimersByTimeAsync(DAY_MS);
      };
      const isKept = async (word: string) => (await everythingIn(place)).includes(word);

      beforeEach(async () => {
        vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
        await reopen();
      });

      it('forgets the words of a turn thirty days after its answer', async () => {
        const { id } = await answered(askEvent({ eventId: 'e1', text: 'SAIDWORD' }));
        await pass(29);
        expect(await store.find(id)).toBeDefined();
        expect(await isKept('SAIDWORD')).toBe(true);
        await pass(2);
        await vi.waitFor(async () => expect(await store.find(id)).toBeUndefined());
        await reopen();
        const words = ['SAIDWORD', 'A teapot.', 'It has a spout.'];
        expect(await Promise.all(words.map(isKept))).toEqual([false, false, false]);
        expect(await store.knows(conversationKey(conversation()), Date.now())).toBe(false);
      });

      it('forgets a question of a platform that is not there any more, thirty days after it', async () => {
        const { id } = await accepted(store, askEvent({ eventId: 'e1', text: 'SAIDWORD' }));
        await pass(29);
        expect(await store.open({ platform: 'test' })).toMatchObject([{ id }]);
        await pass(2);
        await vi.waitFor(async () => expect(await store.open({ platform: 'test' })).toEqual([]));
        await reopen();
        expect(await isKept('SAIDWORD')).toBe(false);
      });

      it('keeps what a turn took for sixty-two days', async () => {
        await answered(askEvent({ eventId: 'e1' }));
        await pass(61);
        expect(await store.usage({ author: 'test:U1', since: 0 })).toMatchObject([{ answers: 1, usd: 0.25 }]);
        await pass(2);
        await vi.waitFor(async () => expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([]));
        await reopen();
        expect(await isKept('test:U1')).toBe(false);
      });

      it('drops a pressed button that nobody has answered, thirty days after it', async () => {
        const { target } = askEvent();
        const author = { id: 'U1', name: 'PRESSED', roles: [] };
        await store.acceptErrand(
          { type: 'control', eventId: 'e1', control: 'usage', scope: 'me', author, target },
          'test',
        );
        await pass(29);
        expect(await isKept('PRESSED')).toBe(true);
        await pass(2);
        await vi.waitFor(async () => expect(await isKept('PRESSED')).toBe(false));
      });

      it('does not look again when it is closed', async () => {
        await reopen(async () => expect(vi.getTimerCount()).toBe(0));
      });
    });
  });

  describe('settings', () => {
    const me = personKey('test', { id: 'U1' });

    it('are what was chosen last, each by itself, also after a restart', async () => {
      expect(await store.settings(me)).toEqual({ model: undefined, effort: undefined });
      await store.set(me, { model: 'any-model-at-all' });
      await store.set(me, { effort: 'low' });
      await store.set(me, { effort: 'high' });
      await reopen();
      expect(await store.settings(me)).toEqual({ model: 'any-model-at-all', effort: 'high' });
      await store.set(me, { model: undefined });
      expect(await store.settings(me)).toEqual({ model: undefined, effort: 'high' });
    });

    it('of a channel are those of its threads, and nobody else’s', async () => {
      const thread = conversation({ kind: 'thread', thread: 'T1' });
      await store.set(channelKey(thread), { effort: 'none' });
      expect(await store.settings(channelKey(conversation()))).toMatchObject({ effort: 'none' });
      expect(await store.settings(channelKey(conversation({ channel: 'C2' })))).toMatchObject({
        effort: undefined,
      });
    });
  });

  describe('usage', () => {
    it('is what a person’s answers took, by model, since a time', async () => {
      await answered(askEvent({ eventId: 'e1' }));
      await answered(askEvent({ eventId: 'e2' }));
      await answered(askEvent({ eventId: 'e3' }), { model: 'local', usd: undefined });
      await answered(askEvent({ eventId: 'e4', author: { id: 'U2', name: 'Bo', roles: [] } }));
      await accepted(store, askEvent({ eventId: 'e5' }));
      expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([
        { model: 'gpt-5.5', answers: 2, inputTokens: 200, outputTokens: 40, usd: 0.5 },
        { model: 'local', answers: 1, inputTokens: 100, outputTokens: 20, usd: undefined },
      ]);
      expect(await store.usage({ author: 'test:U1', since: Date.now() + 1_000 })).toEqual([]);
    });
  });

  describe('usage of several requests for one answer', () => {
    const call = (changes: Partial<TurnCost['calls'][number]> = {}): TurnCost['calls'][number] => ({
      ...summary,
      purpose: 'answer',
      estimated: false,
      ...changes,
    });

    it('is that of each model that was asked; an answer counts for the model that gave it', async () => {
      const routed = call({
        model: 'gpt-6-luna',
        purpose: 'route',
        inputTokens: 50,
        outputTokens: 1,
        usd: 0.125,
      });
      await answered(askEvent({ eventId: 'e1' }), { usd: 0.375, calls: [routed, call()] });
      await answered(askEvent({ eventId: 'e2' }), { usd: 0.5, calls: [call(), call({ purpose: 'judge' })] });
      expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([
        { model: 'gpt-5.5', answers: 2, inputTokens: 300, outputTokens: 60, usd: 0.75 },
        { model: 'gpt-6-luna', answers: 0, inputTokens: 50, outputTokens: 1, usd: 0.125 },
      ]);
    });

    it('has what preparing files took in that of the model that answered', async () => {
      await answered(askEvent({ eventId: 'e1' }), { usd: 1.25, calls: [call(), call({ model: 'other' })] });
      await answered(askEvent({ eventId: 'e2' }), { model: 'heard-only', usd: 0.5, calls: [] });
      expect(await store.usage({ author: 'test:U1', since: 0 })).toMatchObject([
        { model: 'gpt-5.5', answers: 1, usd: 1 },
        { model: 'heard-only', answers: 1, inputTokens: 0, usd: 0.5 },
        { model: 'other', answers: 0, usd: 0.25 },
      ]);
    });

    it('has no price for a model where one of its requests has none, and still has the others', async () => {
      const local = call({ model: 'local', purpose: 'attempt', usd: undefined });
      await answered(askEvent({ eventId: 'e1' }), { usd: undefined, calls: [call(), local] });
      expect(await store.usage({ author: 'test:U1', since: 0 })).toMatchObject([
        { model: 'gpt-5.5', usd: 0.25 },
        { model: 'local', usd: undefined },
      ]);
    });
  });

  describe('forgetting', () => {
    const thread = conversation({ kind: 'thread', thread: 'T1' });
    const elsewhere = conversation({ channel: 'C2' });
    const bo = { id: 'U2', name: 'Bo', roles: [] };

    it('a conversation takes what one person asked there and in its threads, but not what it cost', async () => {
      const here = await answered(askEvent({ eventId: 'e1' }));
      const inThread = await answered(askEvent({ eventId: 'e2', conversation: thread }));
      const there = await answered(askEvent({ eventId: 'e3', conversation: elsewhere }));
      const others = await answered(askEvent({ eventId: 'e4', author: bo }));
      const running = await begun(store, await accepted(store, askEvent({ eventId: 'e5' })));
      await store.forgetConversation(conversation(), { author: 'test:U1', at: Date.now() });
      const found = await Promise.all(
        [here, inThread, there, others, running].map(({ id }) => store.find(id)),
      );
      expect(found.map((turn) => turn !== undefined)).toEqual([false, false, true, true, true]);
      expect(await store.usage({ author: 'test:U1', since: 0 })).toMatchObject([{ answers: 3 }]);
      await store.finish(running.id, 'done', cost, answer);
      expect(await store.find(running.id)).toBeUndefined();
    });

    it('a conversation for everybody takes what anybody asked there', async () => {
      const mine = await answered(askEvent({ eventId: 'e1' }));
      const others = await answered(askEvent({ eventId: 'e2', author: bo, conversation: thread }));
      await store.forgetConversation(conversation(), { author: undefined, at: Date.now() });
      expect([await store.find(mine.id), await store.find(others.id)]).toEqual([undefined, undefined]);
      expect(await store.usage({ author: 'test:U2', since: 0 })).toMatchObject([{ answers: 1 }]);
    });

    it('leaves nothing behind', async () => {
      const secret = askEvent({ eventId: 'e1', text: 'my SECRET question '.repeat(500) });
      const { id } = await begun(store, await accepted(store, secret));
      await store.forgetPerson('test:U1');
      await store.finish(id, 'done', cost, { ...answer, text: 'a SECRET answer' });
      await answered(askEvent({ eventId: 'e2', text: 'another SECRET' }));
      expect(await everythingIn(place)).toContain('SECRET');
      await store.forgetPerson('test:U1');
      expect(await everythingIn(place)).not.toContain('SECRET');
    });

    it('a conversation holds from then on for what was said before, in its threads as well', async () => {
      const all = { author: undefined };
      await store.forgetConversation(conversation(), { ...all, at: 1_000 });
      await store.forgetConversation(thread, { ...all, at: 2_000 });
      await store.forgetConversation(conversation(), { ...all, at: 1_500 });
      await reopen();
      const times = [900, 1_500, 1_501, 2_000, 2_001];
      const readable = async (place: Conversation) =>
        (
          await store.readable(
            place,
            times.map((sentAt) => message({ id: `${sentAt}`, sentAt })),
          )
        ).map(({ sentAt }) => sentAt);
      expect(await readable(conversation())).toEqual([1_501, 2_000, 2_001]);
      expect(await readable(thread)).toEqual([2_001]);
      expect(await readable({ ...thread, thread: 'T2' })).toEqual([1_501, 2_000, 2_001]);
      expect(await readable(elsewhere)).toEqual(times);
    });

    it('what one person said leaves what others said, and takes the answers to it', async () => {
      const turn = await begun(store, await accepted(store, askEvent({ eventId: 'e1' })));
      await paged(store, turn, 'T1/A2/asked');
      await paged(store, turn, 'A3');
      await store.forgetConversation(conversation(), { author: 'test:U1', at: 1_000 });
      const ours = { sentAt: 500, fromUs: true, author: { id: 'B1', name: 'Attaché', roles: [] } };
      const said = [
        message({ id: 'Q1', sentAt: 400 }),
        message({ ...ours, id: 'A1', replyTo: 'Q1' }),
        message({ ...ours, id: 'A2' }),
        message({ ...ours, id: 'A3' }),
        message({ ...ours, id: 'T1' }),
        message({ id: 'Q2', sentAt: 600, author: bo, replyTo: 'Q1' }),
        message({ id: 'Q3', sentAt: 1_001 }),
      ];
      expect((await store.readable(conversation(), said)).map(({ id }) => id)).toEqual(['T1', 'Q2', 'Q3']);
    });

    it('a person takes what they pressed and nobody has done yet, but not the command to forget', async () => {
      const { target } = askEvent();
      const press = (eventId: string, author: typeof bo) =>
        store.acceptErrand(
          {
            type: 'action',
            eventId,
            action: 'regenerate',
            turnId: 't',
            conversation: target.conversation,
            author,
            target,
          },
          'test',
        );
      await press('press-1', { id: 'U1', name: 'ADA', roles: [] });
      await press('press-2', { ...bo, name: 'BO' });
      await store.acceptErrand(
        {
          type: 'control',
          eventId: 'press-3',
          control: 'forget',
          scope: 'me',
          author: { id: 'U1', name: 'FORGETTER', roles: [] },
          target,
        },
        'test',
      );
      await store.forgetPerson('test:U1');
      const kept = await everythingIn(place);
      expect(['ADA', 'BO', 'FORGETTER'].map((name) => kept.includes(name))).toEqual([false, true, true]);
    });

    it('a person takes the complete answer that is being written, and its files, as soon as it is', async () => {
      const turn = await begun(store, await accepted(store, askEvent({ eventId: 'e1' })));
      const view = {
        phase: 'done',
        markdown: 'SECRET',
        steps: [],
        receipts: [],
        notices: [],
        actions: [],
      } as const;
      const file = { name: 'a.txt', mediaType: 'text/plain', altText: '', spoiler: false };
      const data = Buffer.from('SECRETFILE');
      await store.compose(
        turn.id,
        { view, files: [{ ...file, data }] },
        { cost, answer, terms: { settled: undefined, askedUsd: undefined } },
      );
      await store.forgetPerson('test:U1');
      expect(await everythingIn(place)).toContain('SECRETFILE');
      await store.finish(turn.id, 'done', undefined);
      expect(await everythingIn(place)).not.toContain('SECRET');
    });

    it('a person takes all they asked and chose; what is delivered again is still not answered again', async () => {
      const { id } = await answered(askEvent({ eventId: 'e1' }));
      const others = await answered(askEvent({ eventId: 'e2', author: bo }));
      await store.set('test:U1', { effort: 'high' });
      await store.forgetPerson('test:U1');
      expect(await store.find(id)).toBeUndefined();
      expect(await store.find(others.id)).toBeDefined();
      expect(await store.settings('test:U1')).toEqual({ model: undefined, effort: undefined });
      expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([]);
      expect(await store.accept(askEvent({ eventId: 'e1' }), ADMITTED)).toBeUndefined();
    });
  });
});
