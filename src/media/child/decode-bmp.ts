/** Run by `openPicture`: a BMP file as pixels. */
import { decodeBmp } from '../image/bmp.ts';
import { DecodeOrder, type Pixels, shrink } from '../image/pixels.ts';
import { answerParent } from './answer.ts';

answerParent(async (input): Promise<Pixels> => {
  const { data, divideBy } = DecodeOrder.parse(input);
  return shrink(decodeBmp(data), divideBy);
});
