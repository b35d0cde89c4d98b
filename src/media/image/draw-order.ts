/** What passes between us and the process that makes a drawing into a picture. */
import { z } from 'zod';

/** What the rasteriser is asked for: the drawing, and how long its longer side may become. */
export interface DrawOrder {
  readonly svg: Uint8Array;
  readonly leastSide: number;
  readonly mostSide: number;
}

export const DrawOrder = z.object({
  svg: z.instanceof(Uint8Array),
  leastSide: z.int().positive(),
  mostSide: z.int().positive(),
});

const Size = z.object({ width: z.int().positive(), height: z.int().positive() });

/** PNG, and the sizes of the drawing as it says and as it was made. */
export const Drawn = z.object({ png: z.instanceof(Uint8Array), size: Size, held: Size });
