import { describe, expect, it } from 'vitest';
import { type OutgoingFile, RateLimited, type ReplySurface, type Sending } from '../../src/chat/index.ts';
import { emptyView, sentOnce } from '../../src/reply/index.ts';
import { frame } from './beside.ts';
import { replace, running } from './harness.ts';
import { memorySent } from './memory-sent.ts';

const view = emptyView(frame);
const file = (name: string, text: string): OutgoingFile => ({
  name,
  mediaType: 'text/plain',
  data: new TextEncoder().encode(text),
  altText: name,
});

/** A platform that notes under which key each message came; `fail` is asked before each. */
function platform(fail: (count: number) => void = () => undefined) {
  const sendings: (Sending | undefined)[] = [];
  const send = async (sending: Sending | undefined) => {
    sendings.push(sending);
    fail(sendings.length);
    return `page-${sendings.length}`;
  };
  const surface: ReplySurface = {
    limits: replace,
    open: (_view, _signal, sending) => send(sending),
    post: (_view, _signal, sending) => send(sending),
    update: () => Promise.resolve(),
    close: () => Promise.resolve(),
    attach: async (_files, _markdown, _signal, sending) => void (await send(sending)),
  };
  return { surface, sendings };
}

describe('each new message', () => {
  it('has a key of its own, and is noted when it has arrived', async () => {
    const { surface, sendings } = platform();
    const sent = memorySent();
    const once = sentOnce(surface, sent, 0);
    await once.open(view, running);
    await once.post(view, running);
    await once.attach([], 'Beside.', running);
    expect(new Set(sendings.map((sending) => sending?.key)).size).toBe(3);
    expect(sendings.map((sending) => sending?.isRepeated)).toEqual([false, false, false]);
    expect(sent.pages).toEqual(['page-1', 'page-2']);
  });

  it('goes on counting after the pages that are there', async () => {
    const { surface } = platform();
    const sent = memorySent();
    await sentOnce(surface, sent, 2).open(view, running);
    expect(sent.begun.map(({ part }) => part)).toEqual(['page:3']);
  });

  it('that failed is tried again under its key, and said to be a repetition', async () => {
    const { surface, sendings } = platform((count) => {
      if (count === 1) throw new RateLimited(10);
    });
    const once = sentOnce(surface, memorySent(), 0);
    await expect(once.open(view, running)).rejects.toThrow(RateLimited);
    await once.post(view, running);
    expect(sendings.map((sending) => [sending?.key, sending?.isRepeated])).toEqual([
      ['key-page:1', false],
      ['key-page:1', true],
    ]);
  });

  it('is still known where only the note of its arrival failed and was made after all', async () => {
    const { surface, sendings } = platform();
    const sent = memorySent();
    let isBroken = true;
    const once = sentOnce(
      surface,
      {
        begin: sent.begin,
        async end(part, page) {
          await sent.end(part, page);
          if (isBroken) throw new Error('the connection broke during the commit');
        },
      },
      0,
    );
    await expect(once.open(view, running)).rejects.toThrow('broke');
    isBroken = false;
    expect(await once.open(view, running)).toBe('page-1');
    expect(sendings).toHaveLength(1);
  });
});

describe('what stands beside an answer', () => {
  it('is told by its names, bytes and text: what has been sent is not sent again', async () => {
    const { surface, sendings } = platform();
    const once = sentOnce(surface, memorySent(), 0);
    for (const files of [
      [file('a.txt', 'one')],
      [file('a.txt', 'one')],
      [file('a.txt', 'two')],
      [file('b.txt', 'one')],
    ])
      await once.attach(files, '', running);
    for (const text of ['', 'Beside.', 'Beside.']) await once.attach([file('a.txt', 'one')], text, running);
    expect(sendings).toHaveLength(4);
  });
});
