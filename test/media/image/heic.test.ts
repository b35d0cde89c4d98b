import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { attach, asking, children, fixture, images, MODEL, prepare, setUp } from '../harness.ts';

const colourAt = async (data: Uint8Array, left: number, top: number) => [
  ...(await sharp(data).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
];

describe('photos of an iPhone', () => {
  it('are shown like any other', async () => {
    const { media, leftovers } = setUp();
    const { parts, receipt } = await prepare(media, 'photo.heic');
    expect(receipt).toMatchObject({ kind: 'image', outcome: 'used', summary: '640×360 photo' });
    const [photo] = images(parts);
    expect(photo).toMatchObject({ mediaType: 'image/jpeg', width: 640, height: 360 });
    const same = await sharp(fixture('photo.jpg')).autoOrient().resize(640, 360).toBuffer();
    const [here, there] = await Promise.all([photo!.data, same].map((data) => sharp(data).stats()));
    for (const [channel, { mean }] of here!.channels.entries())
      expect(Math.abs(mean - there!.channels[channel]!.mean)).toBeLessThan(4);
    expect(leftovers()).toEqual([]);
    expect(children()).toEqual([]);
  });

  it('are turned upright once, although they say it twice, and keep their colours', async () => {
    const { parts } = await prepare(setUp().media, 'turned.heic');
    const { data, width, height } = images(parts)[0]!;
    expect({ width, height }).toEqual({ width: 180, height: 320 });
    expect(await colourAt(data, 20, 160)).toEqual([128, 128, 128]);
    const [red, green, blue] = await colourAt(data, 160, 160);
    expect(red).toBeGreaterThan(252);
    expect(Math.max(green!, blue!)).toBeLessThan(6);
  });

  it('keep nothing of where they were taken', async () => {
    const { parts } = await prepare(setUp().media, 'turned.heic');
    const about = await sharp(images(parts)[0]!.data).metadata();
    expect(about.exif ?? about.xmp ?? about.icc ?? about.orientation).toBeUndefined();
  });

  it('are shrunk to what the model sees', async () => {
    const images = { maxSide: 200, maxPatches: 100, tokensPerPatch: 1 };
    const { receipt } = await setUp().media.prepare(
      attach('photo.heic'),
      asking(fixture('photo.heic'), { model: { ...MODEL, images } }),
    );
    expect(receipt.summary).toBe('640×360 photo, shown at 200×112');
  });
});
