import { describe, expect, it } from 'vitest';
import {
  type OutgoingFile,
  RateLimited,
  type ReplyView,
  Unconfirmed,
  UserError,
} from '../../src/chat/index.ts';
import { emptyView, type TurnEvent } from '../../src/reply/index.ts';
import { frame } from './beside.ts';
import { bench, compose, done, replace } from './harness.ts';

const place = { ...replace, fileBytes: 1_000 };
const file = (name: string, bytes = 10): OutgoingFile => ({
  name,
  mediaType: 'image/png',
  data: new Uint8Array(bytes),
  altText: name,
});

async function* answerWith(markdown: string, files: readonly OutgoingFile[]): AsyncGenerator<ReplyView> {
  const events: readonly TurnEvent[] = [
    { type: 'text', text: markdown },
    ...files.map((one) => ({ type: 'file', file: one }) as const),
    done,
  ];
  yield events.reduce(compose, emptyView(frame));
}

type Messages = readonly { readonly files: readonly OutgoingFile[]; readonly markdown: string }[];
const namesOf = (messages: Messages) => messages.map(({ files }) => files.map(({ name }) => name));

describe('the files of an answer', () => {
  it('come after its text stands, ten to a message; its last page tells which there will be', async () => {
    const { surface, run } = bench(place);
    const files = Array.from({ length: 13 }, (_, index) => file(`${index}.png`));
    await run(answerWith('Thirteen pictures.', files));
    expect(surface.log.map(({ kind }) => kind)).toEqual(['post', 'attach', 'attach']);
    expect(namesOf(surface.messages).map((names) => names.length)).toEqual([10, 3]);
    expect(surface.pages[0]!.view.files).toEqual(files);
  });

  it('that are too large are told in words; the others are posted', async () => {
    const { surface, run } = bench(place);
    await run(answerWith('Two.', [file('small.png'), file('large.png', 2_000_000)]));
    expect(namesOf(surface.messages)).toEqual([['small.png'], []]);
    expect(surface.messages[1]!.markdown).toMatch(/`large\.png`.*1\.9 MB/);
    expect(surface.pages[0]!.view.markdown).toBe('Two.');
  });

  it('that are refused cost neither the text nor the others', async () => {
    const { surface, run } = bench(place);
    const attach = surface.attach.bind(surface);
    Object.assign(surface, {
      attach: async (files: readonly OutgoingFile[], markdown: string, signal: AbortSignal) => {
        if (files.some(({ name }) => name === 'bad.exe'))
          throw new UserError('type', 'This kind of file is not allowed here.');
        await attach(files, markdown, signal);
      },
    });
    await run(answerWith('Three.', [file('a.png'), file('bad.exe'), file('c.png')]));
    expect(namesOf(surface.messages)).toEqual([['a.png'], ['c.png'], []]);
    expect(surface.messages.at(-1)!.markdown).toBe(
      'I could not post `bad.exe`: This kind of file is not allowed here.',
    );
  });

  it('are named where a place takes none', async () => {
    const { surface, run } = bench({ ...place, fileBytes: 0 });
    await run(answerWith('Two.', [file('a.png'), file('b.png')]));
    expect(surface.messages).toEqual([
      { files: [], markdown: 'I cannot post files here: `a.png`, `b.png`.' },
    ]);
  });

  it('are posted in the end, however often the platform fails', async () => {
    let tries = 0;
    const refuse = (_: number, kind: string) => {
      if (kind === 'attach' && (tries += 1) < 4) throw new Error('502');
    };
    const { surface, run } = bench(place, { refuse });
    await run(answerWith('One.', [file('a.png')]));
    expect(namesOf(surface.messages)).toEqual([['a.png']]);
  });

  it('of which nobody knows whether they arrived are not posted again, and that is told', async () => {
    const { surface, run } = bench(place);
    const files = Array.from({ length: 12 }, (_, index) => file(`${index}.png`));
    let posts = 0;
    Object.assign(surface, {
      attach: async (posted: readonly OutgoingFile[], markdown: string) => {
        surface.messages.push({ files: posted, markdown });
        if ((posts += 1) === 1) throw new Unconfirmed('unsure', 'The chat did not tell.', 'Ask again.');
      },
    });
    await run(answerWith('Twelve.', files));
    expect(namesOf(surface.messages).map((names) => names.length)).toEqual([10, 2, 0]);
    expect(surface.messages.at(-1)!.markdown).toBe(
      `I do not know whether ${files
        .slice(0, 10)
        .map(({ name }) => `\`${name}\``)
        .join(', ')} arrived: The chat did not tell.`,
    );
  });

  it('that the platform fails to take are told; the next ones are tried, and the answer stands', async () => {
    const refuse = (_: number, kind: string) => {
      if (kind === 'attach' && isDown) throw new Error('502');
    };
    let isDown = true;
    const faults: unknown[] = [];
    const { surface, clock, run } = bench(place, { refuse });
    const files = Array.from({ length: 21 }, (_, index) => file(`${index}.png`));
    await run(answerWith('Many.', files), {
      onFault: (error) => {
        faults.push(error);
        isDown = faults.length < 2;
      },
    });
    expect(surface.pages[0]).toMatchObject({ closed: true, view: { phase: 'done' } });
    expect(namesOf(surface.messages)).toEqual([['20.png'], []]);
    const told = surface.messages.at(-1)!.markdown.split('\n');
    expect(told).toHaveLength(20);
    expect(told[0]).toBe('I could not post `0.png`, however often I tried.');
    expect(faults).toEqual([new Error('502'), new Error('502')]);
    // The outage was waited out once, not for every message anew.
    expect(clock.now()).toBeLessThan(10 * 60_000);
  });

  it('that are many and all refused are told in as many messages as that takes', async () => {
    const { surface, run } = bench({ ...place, pageSize: 200, fileBytes: 5 });
    await run(
      answerWith(
        'Ten.',
        Array.from({ length: 10 }, (_, index) => file(`${index}.png`)),
      ),
    );
    expect(surface.messages.length).toBeGreaterThan(1);
    for (const { markdown } of surface.messages) expect(markdown.length).toBeLessThanOrEqual(200);
    for (let index = 0; index < 10; index += 1)
      expect(surface.messages.map(({ markdown }) => markdown).join('\n')).toContain(`${index}.png`);
  });
});

describe('once the text stands', () => {
  const left = emptyView({ words: frame.words });

  it('that is told before anything is written beside it', async () => {
    const { surface, run } = bench(place);
    let before: readonly string[] = [];
    await run(answerWith('One.', [file('a.png')]), {
      onWritten: () => void (before = surface.log.map(({ kind }) => kind)),
    });
    expect(before).toEqual(['post']);
  });

  it('pages of an earlier answer get an end, through limits, failures and deletions', async () => {
    const closed: string[] = [];
    let closes = 0;
    const faults: unknown[] = [];
    const { surface, clock, run } = bench(place);
    Object.assign(surface, {
      close: async (id: string) => {
        closes += 1;
        if (closes === 1) throw new RateLimited(4_000);
        if (closes === 2) throw new Error('503');
        if (id === 'old-2') throw new UserError('gone', 'The message was deleted.');
        closed.push(id);
      },
    });
    await run(answerWith('One.', []), {
      leftOver: () => Promise.resolve(['old-1', 'old-2', 'old-3'].map((id) => ({ id, view: left }))),
      onFault: (error) => faults.push(error),
    });
    expect(closed).toEqual(['old-1', 'old-3']);
    expect(faults).toEqual([]);
    expect(clock.now()).toBeGreaterThan(4_000);
  });

  it('pages that cannot be written cost the answer nothing', async () => {
    const faults: unknown[] = [];
    const { surface, run } = bench(place);
    Object.assign(surface, { close: () => Promise.reject(new Error('500')) });
    await run(answerWith('One.', [file('a.png')]), {
      leftOver: () => Promise.resolve([{ id: 'old-1', view: left }]),
      onFault: (error) => faults.push(error),
    });
    expect(faults).toEqual([new Error('500')]);
    expect(namesOf(surface.messages)).toEqual([['a.png']]);
  });
});

describe('code that was cut', () => {
  const code = (lines: number) => `\`\`\`ts\n${'const x = 1;\n'.repeat(lines)}\`\`\``;

  it('comes whole, as a file; code that stands on one page does not', async () => {
    const { surface, run } = bench({ ...place, pageSize: 300 });
    await run(answerWith(`Short:\n\n${code(3)}\n\nLong:\n\n${code(40)}\n\nEnd.`, []));
    expect(namesOf(surface.messages)).toEqual([['code-1.ts']]);
    expect(surface.messages[0]!.files[0]!.data.byteLength).toBe(40 * 13);
  });

  it('is left in the text where a place takes no files', async () => {
    const { surface, run } = bench({ ...place, pageSize: 300, fileBytes: 0 });
    await run(answerWith(code(40), []));
    expect(surface.messages).toEqual([]);
  });
});
