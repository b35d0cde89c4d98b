import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asking, attach, fixture, images, prepare, RULE, setUp, texts } from './harness.ts';

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
      asking(fixture('photo.jpg'), { images: small }),
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

  it('shows an animation as a few pictures with their times', async () => {
    const pages = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        solid(64, 48, `rgb(${index * 25},0,0)`)
          .png()
          .toBuffer(),
      ),
    );
    const gif = await sharp(pages, { join: { animated: true } })
      .gif({ delay: Array(10).fill(500) })
      .toBuffer();
    const { parts, receipt } = await prepare(setUp().media, 'cat.gif', gif);
    expect(receipt.summary).toBe('6 frames of a 64×48 animation of 0:05');
    expect(texts(parts).slice(1)).toEqual(
      ['0:00', '0:00', '0:01', '0:02', '0:03', '0:04'].map((time) => `[cat.gif ${time} frame]`),
    );
    expect(images(parts)).toHaveLength(6);
  });

  it('says of a HEIC photo what would work instead', async () => {
    const { parts, receipt } = await prepare(setUp().media, 'photo.heic');
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({
      kind: 'image',
      outcome: 'skipped',
      summary: expect.stringContaining('JPEG or PNG'),
    });
  });
});
