/** Files on their way in: where they end up, under which name, and what is refused. */
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { AskEvent } from '../../../src/chat/index.ts';
import { json, openPlayground, post, type Playground } from './playground.ts';

const SMALL = { maxBytesPerFile: 1000, maxFilesPerMessage: 2 };

const upload = ({ url }: Playground, name: string, body: string, type = 'text/plain') =>
  fetch(`${url}/api/uploads?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });

const saved = async (response: Promise<Response>) =>
  (await json(await response)) as { id: string; name: string; bytes: number };

const uploadsIn = ({ folder }: Playground): Promise<string[]> => readdir(join(folder, 'uploads'));

describe('an upload', () => {
  it('becomes an attachment of the message it is sent with, whose bytes the bot can open', async () => {
    await using play = await openPlayground();
    const { id } = await saved(upload(play, 'note.txt', 'hello', 'text/plain'));
    await post(play.url, '/api/messages', { text: 'Read this', uploads: [id] });
    const { message } = (await play.nextEvent()) as AskEvent;
    expect(message.attachments).toMatchObject([
      { id, name: 'note.txt', declaredType: 'text/plain', bytes: 5 },
    ]);
    const stream = await play.adapter.open(message.attachments[0]!, new AbortController().signal);
    expect((await buffer(stream)).toString()).toBe('hello');
  });

  it.each([
    ['../../x', 'x'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/etc/passwd', 'passwd'],
    ['', 'file'],
    ['../', 'file'],
    ['a\u0000b\u202Egpj.exe', 'abgpj.exe'],
    ['Übersicht – März.pdf', 'Übersicht – März.pdf'],
    ['n'.repeat(5000), 'n'.repeat(200)],
  ])('called %j is known as %j, and by a random name on disk', async (given, name) => {
    await using play = await openPlayground();
    const file = await saved(upload(play, given, 'x'));
    expect(file.name).toBe(name);
    expect(await uploadsIn(play)).toEqual([file.id]);
  });

  it('may be empty: what that means is for the one who reads it', async () => {
    await using play = await openPlayground();
    const answer = await upload(play, 'empty.png', '');
    expect([answer.status, (await json(answer)).bytes]).toEqual([201, 0]);
  });

  it('beyond the ceiling is refused with a sentence, announced or not, and leaves nothing behind', async () => {
    await using play = await openPlayground({ uploads: SMALL });
    const announced = await upload(play, 'big.mp4', 'x'.repeat(1001));
    expect(announced.status).toBe(413);
    expect((await json(announced)).error).toBe(
      'big.mp4 is larger than 1000 bytes, the most one file may have here.',
    );

    const unannounced = request(`${play.url}/api/uploads?name=big.mp4`, {
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked' },
    });
    unannounced.end('x'.repeat(1001));
    const [response] = await once(unannounced, 'response');
    expect(response.statusCode).toBe(413);
    expect(await uploadsIn(play)).toEqual([]);
  });

  it('that breaks off leaves nothing behind, and the next one is taken', async () => {
    await using play = await openPlayground();
    const broken = request(`${play.url}/api/uploads?name=half.mp4`, {
      method: 'POST',
      headers: { 'content-length': '1000' },
    });
    broken.on('error', () => undefined);
    broken.write('half');
    await expect.poll(() => uploadsIn(play)).toHaveLength(1);
    broken.destroy();
    await expect.poll(() => uploadsIn(play)).toHaveLength(0);
    expect((await upload(play, 'whole.mp4', 'whole')).status).toBe(201);
  });

  it('is shown as an image only where a browser can do so without running anything', async () => {
    await using play = await openPlayground();
    const typeOf = async (type: string) => {
      const { id } = await saved(upload(play, 'a', '<svg/>', type));
      const { headers, body } = await fetch(`${play.url}/api/uploads/${id}`);
      await body?.cancel();
      return [headers.get('content-type'), headers.get('content-disposition')];
    };
    expect(await typeOf('image/png')).toEqual(['image/png', 'inline']);
    expect(await typeOf('image/svg+xml')).toEqual(['application/octet-stream', 'attachment']);
    expect(await typeOf('text/html')).toEqual(['application/octet-stream', 'attachment']);
  });

  it.each(['nothing', '..%2f..%2fetc%2fpasswd', '00000000-0000-0000-0000-000000000000'])(
    'that never was (%s) is not found',
    async (id) => {
      await using play = await openPlayground();
      expect((await fetch(`${play.url}/api/uploads/${id}`)).status).toBe(404);
    },
  );
});

describe('old uploads', () => {
  it('are removed after a day, and opening one says so', async () => {
    await using play = await openPlayground();
    const { id } = await saved(upload(play, 'old.txt', 'old'));
    const path = join(play.folder, 'uploads', id);
    const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(path, yesterday, yesterday);
    await upload(play, 'new.txt', 'new');
    expect(await uploadsIn(play)).toHaveLength(1);
    const gone = play.adapter.open({ id, name: 'old.txt', source: id }, new AbortController().signal);
    await expect(gone).rejects.toMatchObject({
      code: 'upload-gone',
      message: 'old.txt is no longer kept here.',
    });
  });

  it('from before a restart can still be opened by their id, and nothing else can', async () => {
    await using play = await openPlayground();
    const id = crypto.randomUUID();
    await writeFile(join(play.folder, 'uploads', id), 'before');
    const open = (source: string) =>
      play.adapter.open({ id, name: 'a.txt', source }, new AbortController().signal).then(buffer);
    expect((await open(id)).toString()).toBe('before');
    await expect(open('../../../etc/passwd')).rejects.toMatchObject({ code: 'upload-gone' });
    expect(await readFile(join(play.folder, 'uploads', id), 'utf8')).toBe('before');
  });
});
