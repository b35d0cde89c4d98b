/** What there is to see and hear in a message: files, stickers, link previews, custom emoji, each once and bounded. */
import { describe, expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import type { Attachment } from '../../../src/chat/index.ts';
import type { Saying, StickerDraft } from '../../loopback/discord/index.ts';
import { type Bench, signal, startBench, textOf } from './harness.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const bytes = bytesOf('a picture');
const names = (attachments: readonly Attachment[]) => attachments.map(({ name }) => name);

/** What the bot took in of one message, and how to read it. */
async function heard(say: (bench: Bench) => Partial<Saying>) {
  const bench = await startBench();
  const { attachments, text } = await bench.hear({
    channel: bench.general,
    author: bench.ana,
    ...say(bench),
  });
  const contents = () =>
    Promise.all(attachments.map(async (one) => textOf(await bench.adapter.open(one, signal))));
  return { ...bench, attachments, text, contents };
}

test('ten images in one message are ten images', async () => {
  const images = Array.from({ length: 10 }, (_, index) => ({
    name: `photo-${index}.png`,
    bytes: bytesOf(`photo ${index}`),
    contentType: 'image/png',
  }));

  const { attachments, contents } = await heard(() => ({ attachments: images }));

  expect(names(attachments)).toEqual(images.map(({ name }) => name));
  expect(await contents()).toEqual(images.map((_, index) => `photo ${index}`));
});

test('a spoiler is known as one by either of its marks, and shows its own name', async () => {
  const { attachments, text } = await heard(() => ({
    content: 'it was ||the heron||',
    attachments: [
      { name: 'SPOILER_ending.png', bytes },
      { name: 'twist.png', bytes, spoiler: true },
      { name: 'cover.png', bytes },
    ],
  }));

  expect(attachments.map(({ name, spoiler }) => [name, spoiler])).toEqual([
    ['ending.png', true],
    ['twist.png', true],
    ['cover.png', undefined],
  ]);
  expect(text).toBe('it was ||the heron||');
});

describe('stickers', () => {
  const sticker = (format: StickerDraft['format']): StickerDraft => ({
    name: `wave ${format}`,
    format,
    bytes: bytesOf(format),
  });

  test('are pictures, but for those that a program draws, of which the name is left', async () => {
    const { attachments, text, contents } = await heard(() => ({
      stickers: [sticker('png'), sticker('apng'), sticker('lottie'), sticker('gif')],
    }));

    expect(attachments.map(({ name, declaredType }) => [name, declaredType])).toEqual([
      ['wave png.png', 'image/png'],
      ['wave apng.png', 'image/png'],
      ['wave gif.gif', 'image/gif'],
    ]);
    expect(await contents()).toEqual(['png', 'apng', 'gif']);
    expect(text).toContain('[sticker: wave lottie]');
  });

  test('lie where Discord says they lie', async () => {
    const { options, attachments } = await heard(() => ({ stickers: [sticker('png')] }));
    const { id, url } = JSON.parse(attachments[0]!.source) as { id: string; url: string };
    expect(new URL(url).pathname).toMatch(/^\/stickers\/\d+\.png$/);

    const strict = createDiscordAdapter({ ...options, mediaHosts: [] });
    await expect(strict.open(attachments[0]!, signal), id).rejects.toMatchObject({
      code: 'discord-file-host',
    });
  });
});

describe('custom emoji', () => {
  test('are a word in the text and a picture beside it, each once, the first five of them', async () => {
    const { attachments, text, contents } = await heard(({ discord }) => {
      const heron = discord.emoji('heron', { bytes: bytesOf('heron') });
      const party = discord.emoji('party', { bytes: bytesOf('party'), animated: true });
      const more = Array.from({ length: 4 }, (_, i) =>
        discord.emoji(`more${i}`, { bytes: bytesOf(`more${i}`) }),
      );
      return { content: `${heron} ${party} ${heron} ${more.join(' ')}` };
    });

    expect(text).toBe(':heron: :party: :heron: :more0: :more1: :more2: :more3:');
    expect(names(attachments)).toEqual([
      'heron.webp',
      'party.webp',
      'more0.webp',
      'more1.webp',
      'more2.webp',
    ]);
    expect(await contents()).toEqual(['heron', 'party', 'more0', 'more1', 'more2']);
    const [still, moving] = attachments.map(({ source }) => (JSON.parse(source) as { url: string }).url);
    expect(still).not.toContain('animated');
    expect(moving).toContain('animated=true');
  });

  test('in code are code', async () => {
    const { attachments } = await heard(() => ({ content: '`<:heron:123456789012345678>`' }));
    expect(attachments).toEqual([]);
  });

  test('of earlier messages are not looked at again', async () => {
    const bench = await startBench();
    const { discord, general, ana, hear, adapter } = bench;
    const first = discord.say({
      channel: general,
      author: ana,
      content: discord.emoji('heron', { bytes }),
      attachments: [{ name: 'heron.png', bytes }],
    });
    const question = await hear({ channel: general, author: ana, content: 'and this?', replyTo: first });

    const [earlier] = await adapter.history({ before: question, limit: 5 }, signal);

    expect(names(earlier!.attachments)).toEqual(['heron.png']);
  });
});

describe('link previews', () => {
  const preview = ({ discord }: Bench, url: string, kind: 'image' | 'thumbnail' | 'video' = 'thumbnail') => ({
    type: 'link',
    url: 'https://birds.example/heron',
    [kind]: { url, proxy_url: discord.proxy(url, { bytes: bytesOf(url), contentType: 'image/png' }) },
  });

  test('are seen through Discord, never through the stranger’s own server', async () => {
    const { attachments, contents } = await heard((bench) => ({
      content: 'https://birds.example/heron https://birds.example/film',
      embeds: [
        preview(bench, 'https://birds.example/pictures/heron.png'),
        preview(bench, 'https://birds.example/film', 'video'),
        { type: 'link', url: 'https://birds.example', image: { url: 'https://birds.example/bare.png' } },
      ],
    }));

    expect(names(attachments)).toEqual(['heron.png', 'preview of birds.example']);
    expect(await contents()).toEqual([
      'https://birds.example/pictures/heron.png',
      'https://birds.example/film',
    ]);
  });

  test('that appear after the message was sent are there when it is read again', async () => {
    const bench = await startBench();
    const { discord, general, ana, hear, adapter } = bench;
    const first = await hear({ channel: general, author: ana, content: 'https://birds.example/heron' });
    const said = discord.messages(general)[0]!.stored;
    discord.unfurl(said, preview(bench, 'https://birds.example/heron.png'));
    const question = await hear({ channel: general, author: ana, content: 'what is it?', replyTo: said });

    const [earlier] = await adapter.history({ before: question, limit: 5 }, signal);

    expect(first.attachments).toEqual([]);
    expect(names(earlier!.attachments)).toEqual(['heron.png']);
  });

  test('are four at most', async () => {
    const { attachments } = await heard((bench) => ({
      content: 'links',
      embeds: Array.from({ length: 10 }, (_, i) => preview(bench, `https://birds.example/${i}.png`)),
    }));
    expect(attachments).toHaveLength(4);
  });
});

test('a forwarded message brings its files, stickers, previews and emoji, in this order, the same thing once', async () => {
  const { attachments } = await heard((bench) => {
    const { discord, general, ana } = bench;
    const heron = discord.emoji('heron', { bytes });
    const url = 'https://birds.example/preview.png';
    const original = discord.say({
      channel: general,
      author: ana,
      content: heron,
      embeds: [
        {
          type: 'image',
          url,
          image: { url, proxy_url: discord.proxy(url, { bytes, contentType: 'image/png' }) },
        },
      ],
      stickers: [{ name: 'wave', format: 'png', bytes }],
      attachments: [{ name: 'photo.png', bytes }],
    });
    return { forward: original, content: '' };
  });

  expect(names(attachments)).toEqual(['photo.png', 'wave.png', 'preview.png', 'heron.webp']);
});

test('a link to a file that is there already is not shown twice', async () => {
  const { attachments } = await heard(({ discord, general, ana }) => {
    const original = discord.say({ channel: general, author: ana, attachments: [{ name: 'a.png', bytes }] });
    const [file] = original.files;
    const url = `https://cdn.discordapp.com/attachments/${general.id}/${file!.id}/a.png`;
    return {
      forward: original,
      embeds: [
        {
          type: 'image',
          url,
          thumbnail: { url, proxy_url: discord.proxy(url, { bytes, contentType: 'image/png' }) },
        },
      ],
    };
  });

  expect(names(attachments)).toEqual(['a.png']);
});
