import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/chat/index.ts';
import type { MediaOptions, PrepareOptions } from '../../../src/media/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import {
  asking,
  attach,
  fixture,
  images,
  sayingLines,
  serving,
  setUp,
  temporaryFolder,
  texts,
} from '../harness.ts';

const DAY = 24 * 3600_000;

/** Serves a fixture and counts how often it is fetched. */
function posted(name: string) {
  let fetched = 0;
  const open: PrepareOptions['open'] = (...args) => {
    fetched++;
    return serving(fixture(name))(...args);
  };
  return { open, fetched: () => fetched };
}

/** A start of the program on this folder, with a transcriber that counts. */
function start(folder: string, more: Partial<MediaOptions> = {}) {
  const transcriber = sayingLines(['Open the settings.', 'Choose privacy.', 'Now press save.']);
  const limits = { parallelTranscriptions: 1, ...more.limits };
  return { ...setUp({ folder, transcriber, ...more, limits }), transcriber };
}

const filesIn = (folder: string, shelf: string): readonly string[] =>
  readdirSync(join(folder, 'cache', shelf)).map((name) => join(folder, 'cache', shelf, name));

describe('after a restart', () => {
  it('the same clip in a thread is neither fetched, nor watched, nor paid for again', async () => {
    const folder = temporaryFolder();
    const clip = posted('screen.mp4');
    const before = start(folder);
    const first = await before.media.prepare(attach('clip.mp4'), asking(new Uint8Array(), clip));
    const after = start(folder);
    const second = await after.media.prepare(attach('clip.mp4'), asking(new Uint8Array(), clip));
    expect(second).toEqual({ ...first, receipt: { ...first.receipt, costUsd: 0 } });
    expect(first.receipt.costUsd).toBeGreaterThan(0);
    expect(after.transcriber.heard).toEqual([]);
    expect(clip.fetched()).toBe(1);
  });

  it('it is known under a link that was signed anew', async () => {
    const folder = temporaryFolder();
    const clip = posted('voice.ogg');
    const options = asking(new Uint8Array(), clip);
    await start(folder).media.prepare(
      attach('1', { source: 'https://cdn/voice.ogg?signed=monday' }),
      options,
    );
    await start(folder).media.prepare(
      attach('1', { source: 'https://cdn/voice.ogg?signed=friday' }),
      options,
    );
    expect(clip.fetched()).toBe(1);
  });

  it.each(['photo.jpg', 'notes.txt', 'report.pdf', 'silent.mp4', 'voice.ogg'])(
    '%s is remembered as it was',
    async (name) => {
      const folder = temporaryFolder();
      const file = posted(name);
      const first = await start(folder).media.prepare(attach(name), asking(new Uint8Array(), file));
      const again = await start(folder).media.prepare(attach(name), asking(new Uint8Array(), file));
      expect(again.parts).toEqual(first.parts);
      expect(again.receipt).toEqual({ ...first.receipt, costUsd: 0 });
      expect(file.fetched()).toBe(1);
    },
  );

  it('other words are heard by another transcription model', async () => {
    const folder = temporaryFolder();
    const options = asking(fixture('voice.ogg'));
    await start(folder).media.prepare(attach('voice.ogg'), options);
    const other = start(folder, { transcriptionModel: 'better' });
    await other.media.prepare(attach('voice.ogg'), options);
    expect(other.transcriber.heard.length).toBeGreaterThan(0);
  });

  it('what failed in part is tried again, without fetching it', async () => {
    const folder = temporaryFolder();
    const clip = posted('screen.mp4');
    const down = {
      costPerMinute: 1,
      transcribe: () => Promise.reject(new UserError('down', 'The server is down.')),
    };
    const options = asking(new Uint8Array(), clip);
    const first = await start(folder, { transcriber: down }).media.prepare(attach('clip.mp4'), options);
    expect(first.receipt.summary).toContain('The server is down.');
    const second = await start(folder).media.prepare(attach('clip.mp4'), options);
    expect(texts(second.parts).join('\n')).toContain('Now press save.');
    expect(clip.fetched()).toBe(1);
  });
});

describe('another question about the same video', () => {
  it('looks at other seconds of it, without fetching or hearing it again', async () => {
    const clip = posted('screen.mp4');
    const { media, transcriber } = start(temporaryFolder());
    const options = asking(new Uint8Array(), clip);
    await media.prepare(attach('clip.mp4'), options);
    const heard = transcriber.heard.length;
    const second = await media.prepare(attach('clip.mp4'), { ...options, about: 'what is shown at 0:06?' });
    expect(transcriber.heard.length).toBe(heard);
    expect(clip.fetched()).toBe(1);
    expect(second.receipt.costUsd).toBe(0);
    expect(texts(second.parts).join('\n')).toContain('Now press save.');
    expect(images(second.parts).length).toBeGreaterThan(0);
  });

  it('is heard once when both come at the same time', async () => {
    const { media, transcriber, leftovers } = start(temporaryFolder());
    const [bytes, clip] = [fixture('screen.mp4'), attach('clip.mp4')];
    const alone = start(temporaryFolder());
    await alone.media.prepare(clip, asking(bytes));
    const [one, other] = await Promise.all([
      media.prepare(clip, asking(bytes)),
      media.prepare(clip, asking(bytes, { about: 'what is shown at 0:06?' })),
    ]);
    expect(transcriber.heard).toHaveLength(alone.transcriber.heard.length);
    expect([one.receipt.costUsd, other.receipt.costUsd].toSorted()).toEqual([0, expect.any(Number)]);
    expect(leftovers()).toEqual([]);
  });

  it('hears it for itself when the other one leaves half-way', async () => {
    const begun = Promise.withResolvers<void>();
    const leaving = new AbortController();
    const lines = sayingLines(['Open the settings.', 'Choose privacy.', 'Now press save.']);
    const transcriber: MediaOptions['transcriber'] = {
      costPerMinute: 1,
      transcribe: (clip, options) => {
        if (leaving.signal.aborted) return lines.transcribe(clip, options);
        begun.resolve();
        return Promise.withResolvers<string>().promise;
      },
    };
    const { media, leftovers } = start(temporaryFolder(), { transcriber });
    const [bytes, clip] = [fixture('screen.mp4'), attach('clip.mp4')];
    const first = media.prepare(clip, asking(bytes, { signal: leaving.signal }));
    await begun.promise;
    const second = media.prepare(clip, asking(bytes, { about: 'what is shown at 0:06?' }));
    leaving.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    expect(texts((await second).parts).join('\n')).toContain('Now press save.');
    expect(leftovers()).toEqual([]);
  });

  it('a photo is the same whatever is asked', async () => {
    const photo = posted('photo.jpg');
    const { media } = start(temporaryFolder());
    const options = asking(new Uint8Array(), photo);
    await media.prepare(attach('photo.jpg'), { ...options, about: 'see you at 12:30' });
    await media.prepare(attach('photo.jpg'), options);
    expect(photo.fetched()).toBe(1);
  });
});

describe('what is kept', () => {
  it('is for its owner only, and says nothing by its name', async () => {
    const folder = temporaryFolder();
    await start(folder).media.prepare(attach('voice.ogg'), asking(fixture('voice.ogg')));
    expect(statSync(join(folder, 'cache')).mode & 0o777).toBe(0o700);
    const files = [...filesIn(folder, 'results'), ...filesIn(folder, 'originals')];
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(path).toMatch(/[0-9a-f]{64}$/);
    }
  });

  it.each([
    ['cut off', (path: string) => truncateSync(path, 100)],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['not ours', (path: string) => writeFileSync(path, 'something else')],
    [
      'changed in one bit',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(path, bytes);
      },
    ],
  ])('is made anew when a file of it is %s', async (_, damage) => {
    const folder = temporaryFolder();
    const options = asking(fixture('voice.ogg'));
    const first = await start(folder).media.prepare(attach('voice.ogg'), options);
    for (const path of filesIn(folder, 'results')) damage(path);
    const again = await start(folder).media.prepare(attach('voice.ogg'), options);
    expect(again).toEqual(first);
    expect((await start(folder).media.prepare(attach('voice.ogg'), options)).receipt.costUsd).toBe(0);
  });

  it('is fetched again when the original is not whole any more', async () => {
    const folder = temporaryFolder();
    const clip = posted('screen.mp4');
    const options = asking(new Uint8Array(), clip);
    const { media } = start(folder);
    await media.prepare(attach('clip.mp4'), options);
    truncateSync(filesIn(folder, 'originals')[0]!, 1000);
    const { receipt } = await media.prepare(attach('clip.mp4'), { ...options, about: 'what is at 0:06?' });
    expect(receipt.outcome).toBe('used');
    expect(clip.fetched()).toBe(2);
  });

  it('stays within its bounds: the longest unused goes first', async () => {
    const folder = temporaryFolder();
    const limits = { originalBytes: fixture('screen.mp4').length + fixture('clip.webm').length };
    const { media } = start(folder, { limits });
    for (const [index, name] of ['screen.mp4', 'clip.webm'].entries()) {
      await media.prepare(attach(name), asking(fixture(name)));
      const [newest] = filesIn(folder, 'originals').toSorted(
        (a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs,
      );
      utimesSync(newest!, new Date(), new Date(Date.now() - (2 - index) * 1000));
    }
    await media.prepare(attach('voice.ogg'), asking(fixture('voice.ogg')));
    const sizes = filesIn(folder, 'originals').map((path) => statSync(path).size);
    expect(sizes.toSorted()).toEqual([fixture('clip.webm').length, fixture('voice.ogg').length].toSorted());
  });

  it('stays within its bounds when several processes fill it', async () => {
    const folder = temporaryFolder();
    const limits = { originalBytes: fixture('screen.mp4').length + fixture('clip.webm').length };
    const processes = [start(folder, { limits }).media, start(folder, { limits }).media];
    for (const [index, name] of ['screen.mp4', 'clip.webm', 'voice.ogg'].entries())
      await processes[index % 2]!.prepare(attach(name), asking(fixture(name)));
    const sizes = filesIn(folder, 'originals').map((path) => statSync(path).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(limits.originalBytes);
    expect(sizes).toContain(fixture('voice.ogg').length);
  });

  it('is gone when nobody needed it for thirty days, and so is whatever is not ours', async () => {
    const folder = temporaryFolder();
    await start(folder).media.prepare(attach('voice.ogg'), asking(fixture('voice.ogg')));
    const [recent, ...old] = filesIn(folder, 'results');
    for (const path of old) utimesSync(path, new Date(), new Date(Date.now() - 31 * DAY));
    writeFileSync(join(folder, 'cache', 'results', 'foreign.txt'), 'hello');
    await start(folder).media.prepare(attach('notes.txt'), asking(fixture('notes.txt')));
    expect(existsSync(recent!)).toBe(true);
    for (const path of old) expect(existsSync(path)).toBe(false);
    expect(existsSync(join(folder, 'cache', 'results', 'foreign.txt'))).toBe(false);
  });

  it('is a help and no condition: where nothing can be kept, all goes on, and the log says it once', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cache'), 'a file where a folder should be');
    const warnings: unknown[] = [];
    const log = Object.assign(createLogger('silent'), {
      warn: (...args: unknown[]) => void warnings.push(args),
    });
    const { media, leftovers } = start(folder, { log });
    const voice = posted('voice.ogg');
    const options = asking(new Uint8Array(), voice);
    expect((await media.prepare(attach('voice.ogg'), options)).receipt.outcome).toBe('used');
    expect((await media.prepare(attach('voice.ogg'), options)).receipt.costUsd).toBe(0);
    expect(voice.fetched()).toBe(1);
    // One for what was understood and one for the originals.
    expect(warnings).toHaveLength(2);
    expect(leftovers()).toEqual([]);
  });

  it('is shared with a command that runs beside the bot, and neither disturbs the other', async () => {
    const folder = temporaryFolder();
    const [bot, command] = [start(folder), start(folder)];
    const bytes = fixture('screen.mp4');
    const [one, other] = await Promise.all([
      bot.media.prepare(attach('clip.mp4'), asking(bytes)),
      command.media.prepare(attach('clip.mp4'), asking(bytes)),
    ]);
    expect(one.parts).toEqual(other.parts);
    expect(bot.leftovers()).toEqual([]);
    const third = start(folder);
    expect((await third.media.prepare(attach('clip.mp4'), asking(bytes))).receipt.costUsd).toBe(0);
  });
});

describe('a transcript of the platform', () => {
  const vtt = 'WEBVTT\n\n00:01.000 --> 00:03.000\nOpen the settings, says Slack.\n';
  const clip = attach('clip.mp4', { transcript: 'vtt' });
  const opening =
    (transcript: () => Promise<ReadableStream<Uint8Array>>): PrepareOptions['open'] =>
    (attachment, signal) =>
      attachment.source === 'vtt' ? transcript() : serving(fixture('screen.mp4'))(attachment, signal);

  it('is used instead of listening, and costs nothing', async () => {
    const { media, transcriber } = start(temporaryFolder());
    const open = opening(() => serving(Buffer.from(vtt))(clip, new AbortController().signal));
    const { parts, receipt } = await media.prepare(clip, asking(new Uint8Array(), { open }));
    expect(texts(parts).join('\n')).toContain('Open the settings, says Slack.');
    expect(receipt.costUsd).toBe(0);
    expect(transcriber.heard).toEqual([]);
  });

  it.each([
    ['cannot be had', () => Promise.reject(new UserError('gone', 'It is gone.'))],
    ['is none', () => Promise.resolve(new Blob(['<html>Sign in</html>']).stream())],
    ['never comes', () => Promise.withResolvers<ReadableStream<Uint8Array>>().promise],
    ['never ends', () => Promise.resolve(new ReadableStream<Uint8Array>())],
    ['is far too large', () => Promise.resolve(new Blob([vtt.repeat(100)]).stream())],
  ])('that %s leaves it to us to listen', async (_, transcript) => {
    const { media, transcriber } = start(temporaryFolder(), {
      limits: { transcriptMs: 50, transcriptBytes: 5000 },
    });
    const { parts } = await media.prepare(clip, asking(new Uint8Array(), { open: opening(transcript) }));
    expect(texts(parts).join('\n')).toContain('Now press save.');
    expect(transcriber.heard.length).toBeGreaterThan(0);
  });
});
