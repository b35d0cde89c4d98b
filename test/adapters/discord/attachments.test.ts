/** Files: fetched only from where they belong, refreshed when their link expires, never a web page instead. */
import { expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import type { Attachment } from '../../../src/chat/index.ts';
import type { FileDraft } from '../../loopback/discord/index.ts';
import { signal, startBench, textOf } from './harness.ts';

const DAY = 24 * 60 * 60_000;
const heron: FileDraft = {
  name: 'heron.png',
  bytes: new TextEncoder().encode('a picture of a heron'),
  contentType: 'image/png',
};

/** A bot that was sent a file. */
async function sent(file: FileDraft) {
  const bench = await startBench();
  const { general, ana, hear } = bench;
  const { attachments } = await hear({ channel: general, author: ana, attachments: [file] });
  return { ...bench, attachment: attachments[0]! };
}

const withUrl = (attachment: Attachment, change: (url: string) => string): Attachment => {
  const source = JSON.parse(attachment.source) as { url: string };
  return { ...attachment, source: JSON.stringify({ ...source, url: change(source.url) }) };
};

test('a file arrives byte for byte', async () => {
  const { adapter, attachment } = await sent(heron);

  expect(await textOf(await adapter.open(attachment, signal))).toBe('a picture of a heron');
});

test('a link that Discord no longer honours is renewed by reading the message again', async () => {
  const { discord, adapter, attachment } = await sent(heron);
  discord.advance(2 * DAY);

  expect(await textOf(await adapter.open(attachment, signal))).toBe('a picture of a heron');
});

test('a link that says it has expired is renewed without being tried', async () => {
  const { adapter, attachment } = await sent(heron);
  const old = withUrl(attachment, (url) => url.replace(/ex=[0-9a-f]+/, 'ex=1'));

  expect(await textOf(await adapter.open(old, signal))).toBe('a picture of a heron');
});

test('a file of a forwarded message is renewed through the message that forwards it', async () => {
  const { discord, general, ana, hear, adapter } = await startBench();
  const original = discord.say({ channel: general, author: ana, attachments: [heron] });
  const { attachments } = await hear({ channel: general, author: ana, forward: original });
  discord.advance(2 * DAY);

  expect(await textOf(await adapter.open(attachments[0]!, signal))).toBe('a picture of a heron');
});

test('a file whose message is deleted is gone, and is said to be', async () => {
  const { discord, general, adapter, attachment } = await sent(heron);
  discord.delete(discord.messages(general)[0]!.stored);
  discord.advance(2 * DAY);

  await expect(adapter.open(attachment, signal)).rejects.toMatchObject({
    code: 'discord-file-gone',
    message: 'heron.png is no longer on Discord.',
  });
});

test('files from other hosts are not fetched', async () => {
  const { adapter, attachment, options } = await sent(heron);
  const elsewhere = withUrl(attachment, () => 'https://files.example/heron.png?ex=ffffffff');
  await expect(adapter.open(elsewhere, signal)).rejects.toMatchObject({ code: 'discord-file-host' });

  const strict = createDiscordAdapter({ ...options, mediaHosts: [] });
  await expect(strict.open(attachment, signal)).rejects.toMatchObject({ code: 'discord-file-host' });
});

test('Discord’s own hosts are not asked without encryption', async () => {
  const { adapter, attachment } = await sent(heron);
  const bare = withUrl(attachment, () => 'http://cdn.discordapp.com/attachments/1/2/heron.png?ex=ffffffff');

  await expect(adapter.open(bare, signal)).rejects.toMatchObject({ code: 'discord-file-host' });
});

test('a redirect to another host is not followed', async () => {
  const { adapter, attachment } = await sent({ ...heron, redirectTo: 'http://169.254.169.254/latest' });

  await expect(adapter.open(attachment, signal)).rejects.toMatchObject({ code: 'discord-file-host' });
});

test('a web page in the place of a file is refused, unless a web page was sent', async () => {
  const { adapter, attachment } = await sent({ ...heron, servedAs: 'text/html; charset=utf-8' });
  await expect(adapter.open(attachment, signal)).rejects.toMatchObject({ code: 'discord-file-page' });

  const page = await sent({ name: 'page.html', bytes: heron.bytes, contentType: 'text/html' });
  expect(await textOf(await page.adapter.open(page.attachment, signal))).toBe('a picture of a heron');
});

test('a file server in trouble is named as the reason', async () => {
  const { discord, adapter, attachment } = await sent(heron);
  discord.fail({ path: /^\/attachments\//, how: 'refuse', status: 503 });

  await expect(adapter.open(attachment, signal)).rejects.toMatchObject({
    code: 'discord-file-failed',
    message: 'Discord did not hand out heron.png (status 503).',
  });
});

test('a download that breaks off half-way fails with the name of the file', async () => {
  const { discord, adapter, attachment } = await sent({ ...heron, bytes: new Uint8Array(500_000) });
  discord.fail({ path: /^\/attachments\//, how: 'cut' });

  const reading = adapter.open(attachment, signal).then(textOf);

  await expect(reading).rejects.toMatchObject({
    code: 'discord-file-failed',
    message: 'I could not fetch heron.png from Discord.',
  });
});

test('a download ends when the caller gives up', async () => {
  const { discord, adapter, attachment } = await sent(heron);
  discord.fail({ path: /^\/attachments\//, how: 'stall' });
  const impatient = new AbortController();
  const reason = new Error('stopped by the reader');

  const stream = await adapter.open(attachment, impatient.signal);
  impatient.abort(reason);

  await expect(textOf(stream)).rejects.toBe(reason);
});
