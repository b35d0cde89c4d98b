/** SVG drawings, made into a picture by a process that can be killed: filters and patterns are programs of a kind. */
import type { z } from 'zod';
import { UserError } from '../../chat/index.ts';
import { runInChild } from '../child/run.ts';
import { pixels } from '../receipt.ts';
import type { Understood } from '../types.ts';
import { Drawn, type DrawOrder } from './draw-order.ts';
import type { PictureOptions } from './picture.ts';
import { render } from './render.ts';

/** Nothing it refers to is fetched or read. @throws {UserError} when it cannot be drawn */
export async function rasterise(
  svg: Uint8Array,
  { rule, limits, signal }: PictureOptions,
): Promise<Understood> {
  if (svg.byteLength > limits.drawingBytes) throw new UserError('too-large', 'too large to be drawn');
  // Entities can be made to repeat each other a billion times. The zeros are those of UTF-16.
  if (Buffer.from(svg).toString('latin1').replaceAll('\0', '').includes('<!ENTITY'))
    throw new UserError('unsafe', 'it defines entities, so it was not drawn');
  const order: DrawOrder = {
    svg,
    leastSide: limits.drawingLeastSide,
    mostSide: Math.min(rule.maxSide, limits.drawingMostSide),
  };
  const { png, size, held } = await draw(order, { limits, signal });
  const image = await render({ data: png, isExact: true, held }, { region: held }, { rule, limits });
  const shown =
    image.width === size.width && image.height === size.height ? '' : `, shown at ${pixels(image)}`;
  return {
    kind: 'image',
    summary: `${pixels(size)} drawing${shown}`,
    pieces: [image],
    costUsd: 0,
    isPartial: false,
  };
}

/** An SVG drawing as PNG. @throws {UserError} when it cannot be drawn */
export async function draw(
  order: DrawOrder,
  options: Pick<PictureOptions, 'limits' | 'signal'>,
): Promise<z.infer<typeof Drawn>> {
  const script = new URL('../child/rasterise-svg.ts', import.meta.url);
  return Drawn.parse(await runInChild(script, order, { ...options, withAddons: true }));
}
