import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asking, attach, fixture, images, MODEL, prepare, RULE, setUp, texts } from '../harness.ts';

const solid = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

describe('pictures', () => {
  it('turns a photo upright and keeps nothing of its place and camera', async () => {
    const { parts, receipt } = await prepare(setUp().media, 'photo.jpg');
    const [photo] = images(parts);
    const about = await sharp(photo!.data).metadata();
    expect({ width: about.width, height: about.height }).toEqual({ width: 1278, height: 720 });
    expect(about.orientation).toBeUndefined();
    expect(about.exif ?? about.xmp ?? about.iptc ?? about.icc).toBeUndefined();
    expect(Buffer.from(photo!.data).includes('Lumia')).toBe(false);
    expect(texts(parts)).toEqual(['[photo.jpg]']);
    expect(receipt).toMatchObject({
      kind: 'image',
      outcome: 'used',
      summary: '1278×720 photo',
      tokens: 1108,
    });
  });

  it('shows the right side up: the dark jacket of the photo is at the left', async () => {
    const { parts } = await prepare(setUp().media, 'photo.jpg');
    const blueAt = async (left: number) => {
      const region = { left, top: 0, width: 300, height: 300 };
      const cut = await sharp(images(parts)[0]!.data).extract(region).png().toBuffer();
      return (await sharp(cut).stats()).channels[2]!.mean;
    };
    expect(await blueAt(0)).toBeLessThan(await blueAt(900));
  });

  it("fits a photo to the model's patches and says so", async () => {
    const small = { ...RULE, maxPatches: 500 };
    const { parts, receipt } = await setUp().media.prepare(
      attach('photo.jpg'),
      asking(fixture('photo.jpg'), { model: { ...MODEL, images: small } }),
    );
    expect(receipt.summary).toBe('1278×720 photo, shown at 908×512');
    expect(images(parts)[0]).toMatchObject({ width: 908, height: 512 });
    expect(receipt.tokens).toBeLessThanOrEqual(610);
  });

  it('tells what the sender says about it, and that it is a spoiler', async () => {
    const { parts } = await setUp().media.prepare(
      attach('[evil]\n.jpg', { altText: 'Starfish\nin a crate', spoiler: true }),
      asking(fixture('photo.jpg')),
    );
    expect(texts(parts)).toEqual([
      '[(evil) .jpg, described by its sender as: Starfish in a crate, marked as a spoiler: hide in ||…|| what you tell of it]',
    ]);
  });

  it('keeps a screenshot exact', async () => {
    const screenshot = await solid(1600, 900, 'white').png().toBuffer();
    const { parts, receipt } = await prepare(setUp().media, 'screenshot.png', screenshot);
    expect(images(parts)[0]).toMatchObject({ mediaType: 'image/png', width: 1600, height: 900 });
    expect(receipt.summary).toBe('1600×900 picture');
  });

  it('shows transparency as white', async () => {
    const clear = await sharp({ create: { width: 32, height: 32, channels: 4, background: '#ff000000' } })
      .png()
      .toBuffer();
    const { parts } = await prepare(setUp().media, 'clear.png', clear);
    expect([...(await sharp(images(parts)[0]!.data).raw().toBuffer()).subarray(0, 3)]).toEqual([
      255, 255, 255,
    ]);
  });

  it.each([
    ['of 16 bits', 2, () => solid(40, 30, '#c83214').toColourspace('rgb16').png()],
    ['in CMYK, as printers want it', 24, () => solid(40, 30, '#c83214').toColourspace('cmyk').jpeg()],
    ['in the wide colours of a phone', 6, () => solid(40, 30, '#c83214').withIccProfile('p3').jpeg()],
    ['as AVIF', 8, () => solid(40, 30, '#c83214').avif()],
  ])('shows the same colours of a picture %s', async (_, most, draw) => {
    const { parts } = await prepare(setUp().media, 'colours', await draw().toBuffer());
    const { data, info } = await sharp(images(parts)[0]!.data).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 40, height: 30, channels: 3 });
    for (const [channel, value] of [200, 50, 20].entries())
      expect(Math.abs(data[channel]! - value)).toBeLessThanOrEqual(most);
  });

  it('shows a grey picture', async () => {
    const grey = await solid(40, 30, '#808080').greyscale().jpeg().toBuffer();
    const { parts } = await prepare(setUp().media, 'grey.jpg', grey);
    const { channels } = await sharp(images(parts)[0]!.data).stats();
    expect(channels.map(({ mean }) => Math.round(mean))).toEqual(channels.map(() => 128));
  });

  it('shows a screenshot that is too large to be sent exactly as a fine JPEG', async () => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const picture = await sharp({
      create: { width: 1200, height: 900, channels: 3, background: 'red', noise },
    })
      .png()
      .toBuffer();
    const { parts } = await prepare(setUp().media, 'noise.png', picture);
    expect(images(parts)).toMatchObject([{ mediaType: 'image/jpeg', width: 1200, height: 900 }]);
  });

  it('shows a long screenshot in parts, in which its text is still legible', async () => {
    const bands = await sharp({ create: { width: 1080, height: 12_000, channels: 3, background: 'white' } })
      .composite([{ input: await solid(1080, 100, 'blue').png().toBuffer(), left: 0, top: 11_900 }])
      .png()
      .toBuffer();
    const { parts, receipt } = await prepare(setUp().media, 'long.png', bands);
    expect(receipt).toMatchObject({ pictures: 6, summary: '1080×12000 picture in 6 parts from the top' });
    expect(texts(parts).slice(1)).toEqual(
      [1, 2, 3, 4, 5, 6].map((part) => `[long.png part ${part} of 6, from the top]`),
    );
    expect(images(parts).every(({ width }) => width === 1080)).toBe(true);
    const lastRow = await sharp(images(parts).at(-1)!.data).extract({
      left: 0,
      top: 1990,
      width: 9,
      height: 9,
    });
    expect((await lastRow.raw().toBuffer()).subarray(0, 3)).toEqual(Buffer.from([0, 0, 255]));
  });

  it('cuts a long photo after it is turned upright', async () => {
    const lying = await solid(8000, 600, 'green').withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { receipt } = await prepare(setUp().media, 'tower.jpg', lying);
    expect(receipt.summary).toBe('600×8000 photo in 4 parts from the top');
  });

  it('shows the pages of a scan, the first eight of many', async () => {
    const page = await solid(60, 80, 'white').png().toBuffer();
    const scan = (pages: number) =>
      sharp(Array(pages).fill(page), { join: { animated: true } })
        .tiff()
        .toBuffer();
    const { parts, receipt } = await prepare(setUp().media, 'fax.tif', await scan(3));
    expect(receipt.summary).toBe('3 pages of a scan, 60×80');
    expect(texts(parts).slice(1)).toEqual([1, 2, 3].map((number) => `[fax.tif page ${number}]`));
    const long = await prepare(setUp().media, 'book.tif', await scan(12));
    expect(long.receipt).toMatchObject({ pictures: 8, summary: 'the first 8 of 12 pages of a scan, 60×80' });
  });

  it('says of a picture nobody can open what would work instead', async () => {
    const { receipt } = await prepare(
      setUp().media,
      'photo.jxl',
      Buffer.from('\xff\x0a\0\0\0\0\0\0\0\0', 'latin1'),
    );
    expect(receipt).toMatchObject({
      kind: 'image',
      outcome: 'skipped',
      summary: 'a JPEG XL picture, which I cannot open: send it as JPEG or PNG',
    });
  });

  it('says so when the model takes no pictures', async () => {
    const blind = { ...MODEL, takes: { ...MODEL.takes, images: false } };
    const { parts, receipt } = await setUp().media.prepare(
      attach('photo.jpg'),
      asking(fixture('photo.jpg'), { model: blind }),
    );
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({
      kind: 'image',
      outcome: 'skipped',
      summary: 'this model takes no pictures: choose one that does, such as gpt-5.5',
    });
  });

  it('takes ten pictures of one message as ten pictures', async () => {
    const { media, leftovers } = setUp();
    const ten = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const photo = await sharp(fixture('photo.jpg'))
          .tint({ r: index * 20, g: 80, b: 90 })
          .jpeg()
          .toBuffer();
        return prepare(media, `${index}.jpg`, photo);
      }),
    );
    expect(ten.map(({ receipt }) => [receipt.name, receipt.outcome, receipt.pictures])).toEqual(
      Array.from({ length: 10 }, (_, index) => [`${index}.jpg`, 'used', 1]),
    );
    expect(leftovers()).toEqual([]);
  });
});
