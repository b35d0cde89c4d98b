/** Fetching files: the right bytes, and the token for nobody but Slack. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { NewFile } from '../../loopback/slack/index.ts';
import { connect, NEVER, type Scene } from './harness.ts';

const NOTE: NewFile = { name: 'note.txt', mimetype: 'text/plain', bytes: Buffer.from('buy milk') };

async function shared(file: NewFile, options: { readonly filesById?: boolean } = {}) {
  const scene = await connect();
  const direct = scene.slack.directMessage(scene.slack.user('Ann').id);
  scene.slack.say({ user: direct.name, channel: direct.id, files: [file], ...options });
  const [attachment] = (await scene.event('message')).message.attachments;
  return { ...scene, attachment: attachment! };
}

const read = async ({
  adapter,
  attachment,
}: Scene & { attachment: Parameters<Scene['adapter']['open']>[0] }) =>
  new Response(await adapter.open(attachment, NEVER)).text();

/** Another server on this machine; remembers what it was sent. */
async function foreignServer() {
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.end('not yours');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { tokens, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file` };
}

test('a file is read with the bot token', async () => {
  expect(await read(await shared(NOTE))).toBe('buy milk');
});

test('a file that arrived with its id only is looked up first', async () => {
  expect(await read(await shared(NOTE, { filesById: true }))).toBe('buy milk');
});

test('a login page instead of the file says which scope is missing', async () => {
  const scene = await shared(NOTE);
  scene.slack.setScopes(['chat:write']);
  await expect(read(scene)).rejects.toMatchObject({
    code: 'slack-files-read',
    message: expect.stringContaining('files:read'),
  });
});

test('a redirect to a foreign host is not followed, and the token stays here', async () => {
  const scene = await shared(NOTE);
  const foreign = await foreignServer();
  scene.slack.redirectFile(scene.attachment.id, foreign.url);
  await expect(read(scene)).rejects.toMatchObject({ code: 'slack-file-host' });
  expect(foreign.tokens).toEqual([]);
});

test('a file that lies elsewhere is refused', async () => {
  const foreign = await foreignServer();
  const scene = await shared({ ...NOTE, mode: 'external', url: foreign.url });
  await expect(read(scene)).rejects.toMatchObject({ code: 'slack-file-host' });
  expect(foreign.tokens).toEqual([]);
});

test('a redirect within Slack is followed', async () => {
  const scene = await shared(NOTE);
  const direct = scene.slack.directMessage(scene.slack.user('Bob').id);
  const other = scene.slack.say({
    user: direct.name,
    channel: direct.id,
    files: [{ ...NOTE, bytes: Buffer.from('moved') }],
  });
  scene.slack.redirectFile(scene.attachment.id, String(other.files[0]?.['url_private']));
  expect(await read(scene)).toBe('moved');
});

test('redirects in a circle end', async () => {
  const scene = await shared(NOTE);
  const { url } = JSON.parse(scene.attachment.source) as { url: string };
  scene.slack.redirectFile(scene.attachment.id, url);
  await expect(read(scene)).rejects.toMatchObject({ code: 'slack-file-redirects' });
});

test('an HTML file that was uploaded is a file, not a login page', async () => {
  const page = { name: 'page.html', mimetype: 'text/html', bytes: Buffer.from('<p>hi</p>') };
  expect(await read(await shared(page))).toBe('<p>hi</p>');
});

test('a file that breaks off in the middle is an error, not a short file', async () => {
  const scene = await shared(NOTE);
  scene.slack.fail('files', { cut: true });
  await expect(read(scene)).rejects.toThrow();
});
