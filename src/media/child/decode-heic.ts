/** Run by `openPicture`: the first picture of a HEIC file, which libheif turns upright, as pixels. */
import decode from 'heic-decode';
import { DecodeOrder, type Pixels, shrink } from '../image/pixels.ts';
import { answerParent } from './answer.ts';

answerParent(async (input): Promise<Pixels> => {
  const order = DecodeOrder.parse(input);
  const { width, height, data } = await decode({ buffer: order.data });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return shrink({ width, height, data: bytes }, order.divideBy);
});
