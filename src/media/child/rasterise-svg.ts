/** Run by `rasterise`: an SVG drawing as PNG. It comes from memory, so that nothing it refers to is found. */
import sharp from 'sharp';
import { UserError } from '../../chat/index.ts';
import { DrawOrder } from '../image/draw-order.ts';
import { answerParent } from './answer.ts';

/** At this density a drawing has the size it says. */
const NATURAL_DENSITY = 72;

answerParent(async (input) => {
  const { svg, leastSide, mostSide } = DrawOrder.parse(input);
  sharp.concurrency(1);
  try {
    const open = (density: number) => sharp(svg, { density, limitInputPixels: false });
    const { width, height } = await open(NATURAL_DENSITY).metadata();
    const side = Math.max(width, height);
    const scale = Math.min(mostSide, Math.max(leastSide, side)) / side;
    const { data, info } = await open(Math.max(1, NATURAL_DENSITY * scale))
      .resize(mostSide, mostSide, { fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 1 })
      .toBuffer({ resolveWithObject: true });
    return { png: data, size: { width, height }, held: { width: info.width, height: info.height } };
  } catch (error) {
    throw new UserError('undecodable', 'it cannot be drawn', undefined, { cause: error });
  }
});
