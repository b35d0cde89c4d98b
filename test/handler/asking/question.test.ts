import { describe, expect, it } from 'vitest';
import type { ChatEvent, Message } from '../../../src/chat/index.ts';
import { askEvent, attachment, conversation, message } from '../../support/events.ts';
import { useBench } from '../harness.ts';

const bench = useBench();

const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const asked = () => bench.openai.requests.at(-1)?.asked;
const words = () =>
  asked()?.turns.map(({ parts }) => parts.flatMap((part) => ('text' in part ? [part.text] : [])));

describe('options in the words of a message', () => {
  it('are taken off the question and hold for it', async () => {
    await bench.chat.deliver(
      askEvent({ id: 'M1', text: 'effort:HIGH model:gpt-5.4-mini private:yes Why is it so?' }),
    );
    expect((await finished('M1')).view.footer).toContain('gpt-5.4-mini · high');
    expect(words()).toEqual([['Why is it so?']]);
  });

  it('that name nothing we know are told, and the question is answered all the same', async () => {
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'effort:huge Why?' }));
    const { view } = await finished('M1');
    expect(view).toMatchObject({
      phase: 'done',
      notices: ['I do not know the effort “huge”. It can be: none, low, medium, high, xhigh, max.'],
    });
    expect(words()).toEqual([['effort:huge Why?']]);
  });

  it('give way to what a command was given', async () => {
    const { message: question, target } = askEvent({ id: 'M1', text: 'effort:low Why?' });
    await bench.chat.deliver({
      type: 'command',
      eventId: 'E1',
      name: 'ask',
      message: question,
      target,
      effort: 'high',
    });
    expect((await finished('M1')).view.footer).toContain('high');
  });
});

describe('a model that is not offered', () => {
  const command = (id: string, changes: object): ChatEvent => {
    const { message: question, target } = askEvent({ id, text: 'Why?' });
    return { type: 'command', eventId: id, name: 'ask', message: question, target, ...changes };
  };

  const again = (turnId: string, eventId = 'again'): ChatEvent => ({
    type: 'action',
    action: 'regenerate',
    eventId,
    turnId,
    conversation: conversation(),
    author: message().author,
    target: { conversation: conversation(), userId: 'U1', private: true, messageId: eventId },
  });

  it('is not asked, however a command names it: the reader is told, and the usual one answers', async () => {
    await bench.chat.deliver(command('M1', { model: 'gpt-5.5-pro' }));
    const { view } = await finished('M1');
    expect(view.notices).toEqual([
      'I do not know the model “gpt-5.5-pro”. It can be: gpt-5.5, gpt-5.4-mini.',
    ]);
    expect(asked()?.model).toBe('gpt-5.5');
    await bench.chat.deliver(command('M2', { model: 'GPT-5.4-mini' }));
    expect((await finished('M2')).view.notices).toEqual([]);
    expect(asked()?.model).toBe('gpt-5.4-mini');
  });

  it('is not asked when what failed with it is asked again', async () => {
    await bench.chat.deliver(askEvent({ id: 'M1', text: '/compare a:gpt-5.5-pro/high Why?' }));
    const { actions } = (await finished('M1')).view;
    await bench.chat.deliver(again(actions[0]!.turnId));
    expect((await finished('again')).view).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining('gpt-5.5-pro/high')],
    });
    bench.openai.fail({ status: 401, message: 'no', code: 'invalid_api_key' });
    await bench.chat.deliver(command('M2', { model: 'gpt-5.5-pro' }));
    const { view } = await finished('M2');
    await bench.chat.deliver(again(view.actions[0]!.turnId, 'once more'));
    expect((await finished('once more')).view.footer).toMatch(/^gpt-5\.5 · /);
  });

  it('answers again what it has answered', async () => {
    await bench.restart({ manner: { places: [{ model: 'gpt-5.4' }] } });
    await bench.chat.deliver(command('M1', {}));
    const { turnId } = (await finished('M1')).view.actions[0]!;
    await bench.chat.deliver(again(turnId));
    expect((await finished('again')).view.notices).toEqual([]);
    expect(asked()?.model).toBe('gpt-5.4');
  });
});

describe('a question about a message', () => {
  const channel = conversation({ kind: 'channel' });
  const about = message({
    id: 'B1',
    conversation: channel,
    author: { id: 'U2', name: 'Bo', roles: [] },
    text: 'Look at this:\nnice, is it not?',
    attachments: [attachment({ id: 'A1', name: 'notes.txt', source: 'test/fixtures/notes.txt' })],
  });
  const use = (
    name: 'ask' | 'transcribe' | 'describe',
    changes: Partial<Message> = {},
    it: Message = about,
  ) => {
    const { message: question, target } = askEvent({ id: 'M1', conversation: channel, text: '', ...changes });
    const event: ChatEvent = { type: 'command', eventId: 'E1', name, message: question, about: it, target };
    return bench.chat.deliver(event);
  };

  it('brings its words, quoted and with their author, its files with receipts, and the question', async () => {
    await use('ask', { text: 'Is it true?' });
    expect((await finished('M1')).view.receipts).toMatchObject([{ name: 'notes.txt', outcome: 'used' }]);
    expect(words()?.at(-1)?.at(-1)).toBe(
      'Ada: About this message of Bo:\n\n> Look at this:\n> nice, is it not?\n\nIs it true?',
    );
  });

  it('knows what was said before that message', async () => {
    bench.chat.past = [message({ id: 'H1', conversation: channel, text: 'Here it comes.' })];
    await use('ask', { text: 'effort:high Is it true?' });
    expect((await finished('M1')).view.footer).toContain('high');
    expect(words()?.[0]).toEqual(['Ada: Here it comes.']);
  });

  it('is answered where nothing before it can be read, without a word about that', async () => {
    bench.chat.past = new Error('not a member');
    await use('ask', { text: 'Is it true?' });
    expect((await finished('M1')).view).toMatchObject({ phase: 'done', notices: [] });
  });

  it('can be to transcribe it: every word with its time, in its own language, and nothing else', async () => {
    bench.chat.past = [message({ id: 'H1', conversation: channel, text: 'Here it comes.' })];
    await use('transcribe', { author: { id: 'U1', name: 'Ada', roles: [], locale: 'de' } });
    await finished('M1');
    expect(words()).toHaveLength(1);
    const question = words()?.[0]?.at(-1);
    for (const part of ['> Look at this:', 'every spoken word', 'who speaks', 'language of the material'])
      expect(question).toContain(part);
  });

  it.each([
    ['de', 'Answer in German.'],
    ['pt-BR', 'Answer in Brazilian Portuguese.'],
    ['not a locale!', 'Answer in the language of the conversation.'],
    [undefined, 'Answer in the language of the conversation.'],
  ])('can be to describe it, in the language of the person (%s)', async (locale, sentence) => {
    const author = { id: 'U1', name: 'Ada', roles: [], ...(locale && { locale }) };
    await use('describe', { author }, { ...about, text: '' });
    await finished('M1');
    expect(words()?.[0]?.at(-1)).toContain(sentence);
    expect(words()?.[0]?.at(-1)).toContain('(It has no words.)');
  });
});

describe('what is done on the way to an answer', () => {
  it('is told step by step: running, then done or skipped', async () => {
    await bench.chat.deliver(
      askEvent({
        id: 'M1',
        attachments: [
          attachment({ id: 'A1', name: 'gone.jpg', source: 'test/fixtures/gone.jpg' }),
          attachment({ id: 'A2', name: 'notes.txt', source: 'test/fixtures/notes.txt' }),
        ],
      }),
    );
    const { view } = await finished('M1');
    expect(view.steps).toEqual([
      {
        id: 'A1',
        title: 'Skipped gone.jpg',
        state: 'failed',
        details: expect.stringContaining('not be prepared'),
      },
      { id: 'A2', title: 'Read notes.txt', state: 'done', details: '103 characters of text' },
    ]);
    expect(view.plan).toEqual({ title: 'Took in 1 of 2 files' });
  });

  it('belongs to a plan from the first moment on, where there are several files', async () => {
    bench.openai.reply({ wait: new Promise<void>(() => {}) });
    const files = ['A1', 'A2', 'A3'].map((id) =>
      attachment({ id, name: `${id}.txt`, source: 'test/fixtures/notes.txt' }),
    );
    await bench.chat.deliver(askEvent({ id: 'M1', attachments: files }));
    const { view } = await bench.chat.until(({ answers }) => answers === 'M1');
    expect(view.plan?.title).toMatch(/^(Taking|Took) in 3 files$/);
    await bench.chat.until(({ view: { plan } }) => plan?.title === 'Took in 3 files');
    await bench.chat.deliver(
      askEvent({
        id: 'M2',
        eventId: 'E2',
        conversation: conversation({ channel: 'C2' }),
        attachments: files.slice(1, 2),
      }),
    );
    expect((await finished('M2')).view.plan).toBeUndefined();
  });
});

describe('what a model gives besides words', () => {
  const drawn = (id: string, format: string) => ({
    event: {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'image_generation_call', id, status: 'completed', result: 'AAAA', output_format: format },
    },
  });

  it('is posted as files, numbered, with words for those who cannot see them', async () => {
    bench.openai.reply(drawn('I1', 'png'), drawn('I2', 'jpeg'), 'Here they are.');
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'Draw a teapot, twice.' }));
    const { files } = await bench.chat.untilAttached();
    expect(files.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['picture-1.png', 'image/png'],
      ['picture-2.jpg', 'image/jpeg'],
    ]);
    expect(files[0]?.altText).toContain('Draw a teapot, twice.');
  });

  it('are the pages an answer rests on, which stay behind a button', async () => {
    const annotation = {
      type: 'url_citation',
      url: 'https://tea.example',
      title: 'Tea',
      start_index: 0,
      end_index: 3,
    };
    const event = {
      type: 'response.output_text.annotation.added',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      annotation_index: 0,
      annotation,
    };
    bench.openai.reply('Tea.', { event });
    await bench.chat.deliver(askEvent({ id: 'M1' }));
    const { view } = await finished('M1');
    const button = view.actions.find(({ id }) => id === 'sources');
    await bench.idle();
    expect((await bench.store.find(button!.turnId))?.answer?.sources).toEqual([
      { url: 'https://tea.example', title: 'Tea' },
    ]);
  });
});
