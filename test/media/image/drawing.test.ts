import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  asking,
  attach,
  children,
  fixture,
  images,
  MODEL,
  prepare,
  setUp,
  startCanary,
  temporaryFolder,
  texts,
} from '../harness.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const svg = (size: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${body}</svg>`;

const draw = (source: string, limits = {}) =>
  prepare(setUp({ limits }).media, 'drawing.svg', Buffer.from(source));

const RED_DISC = svg('width="24" height="24"', '<circle cx="12" cy="12" r="12" fill="red"/>');

describe('SVG drawings', () => {
  it('are shown as pictures, an icon large enough to be seen', async () => {
    const { parts, receipt } = await draw(RED_DISC);
    expect(receipt).toMatchObject({
      kind: 'image',
      outcome: 'used',
      summary: '24×24 drawing, shown at 512×512',
    });
    const picture = await sharp(images(parts)[0]!.data).raw().toBuffer();
    expect([...picture.subarray(0, 3)]).toEqual([255, 255, 255]);
    expect([...picture.subarray((256 * 512 + 256) * 3).subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  it.each([
    [
      'after a declaration, a comment and a document type',
      `<?xml version="1.0"?>\n<!-- <svg> -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">${RED_DISC}`,
    ],
    ['after a mark of its encoding', `\ufeff${RED_DISC}`],
  ])('are known by their first element, %s', async (_, source) => {
    const { receipt } = await draw(source);
    expect(receipt).toMatchObject({ kind: 'image', summary: '24×24 drawing, shown at 512×512' });
  });

  it('of any size are fitted', async () => {
    const { receipt } = await draw(svg('viewBox="0 0 40000 20000"', '<rect width="20000" height="20000"/>'));
    expect(receipt.summary).toBe('40000×20000 drawing, shown at 2048×1024');
  });

  it.each([
    ['other XML', '<?xml version="1.0"?><note>about <svg></note>'],
    ['a page with a drawing in it', `<html><body>${RED_DISC}</body></html>`],
    ['words about drawings', 'Write <svg> first.'],
  ])('are not: %s', async (_, source) => {
    const { parts, receipt } = await draw(source);
    expect(receipt.kind).toBe('text');
    expect(texts(parts)).toEqual([`[drawing.svg]\n${source}`]);
  });

  it.each([
    ['it cannot be drawn', '<svg xmlns="http://www.w3.org/2000/svg"><g></svg>'],
    [
      'it defines entities, so it was not drawn',
      `<!DOCTYPE svg [<!ENTITY a "ha">]>${svg('width="9" height="9"', '<text>&a;</text>')}`,
    ],
  ])('are read as their source when %s', async (why, source) => {
    const { parts, receipt } = await draw(source);
    expect(receipt).toMatchObject({
      kind: 'text',
      outcome: 'used',
      summary: `${source.length} characters of text, the source of a drawing: ${why}`,
    });
    expect(texts(parts)[0]).toContain(source);
  });

  it('are read as their source by a model that takes no pictures', async () => {
    const blind = { ...MODEL, takes: { ...MODEL.takes, images: false } };
    const { receipt } = await setUp().media.prepare(
      attach('icon.svg'),
      asking(Buffer.from(RED_DISC), { model: blind }),
    );
    expect(receipt.summary).toContain('the source of a drawing: this model takes no pictures');
  });

  it('are given up, and their process with them, when they take too long', async () => {
    const filters =
      '<feTurbulence baseFrequency="0.01" numOctaves="2000"/><feGaussianBlur stdDeviation="50"/>';
    const slow = svg(
      'width="2000" height="2000"',
      `<filter id="f">${filters.repeat(50)}</filter><rect width="2000" height="2000" filter="url(#f)"/>`,
    );
    const { media, leftovers } = setUp({ limits: { childMs: 1500 } });
    const { receipt } = await prepare(media, 'slow.svg', Buffer.from(slow));
    expect(receipt.summary).toMatch(/the source of a drawing: takes too long to open$/);
    expect(children()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  it('get nothing from a server, and no file', async () => {
    const canary = await startCanary();
    const path = join(temporaryFolder(), 'secret.png');
    writeFileSync(path, await sharp(fixture('photo.jpg')).png().toBuffer());
    const server = `${canary.url}`;
    const { parts, receipt } = await draw(
      svg(
        'width="600" height="600"',
        `<style>@import url(${server}/style.css); @font-face { font-family: a; src: url(${server}/font) }</style>
         <image href="${server}/a.png" width="600" height="600"/><image xlink:href="file://${path}" width="600" height="600"/>
         <image href="${path}" width="600" height="600"/><use href="${server}/b.svg#c"/>
         <foreignObject><script>fetch('${server}')</script></foreignObject>`,
      ),
    );
    expect(receipt.summary).toBe('600×600 drawing');
    expect(canary.requests()).toBe(0);
    const { channels } = await sharp(images(parts)[0]!.data).stats();
    expect(channels.map(({ min }) => min)).toEqual([255, 255, 255]);
  });
});
