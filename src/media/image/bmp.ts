/** BMP, as Windows writes it (Microsoft's "Bitmap Storage"): not compressed, 1 to 32 bits a pixel. */
import { UserError } from '../../chat/index.ts';
import type { Size } from '../../model/index.ts';
import type { Pixels } from './pixels.ts';

const FILE_HEADER = 14;
/** The header of OS/2, with sizes of 16 bits. */
const CORE_HEADER = 12;
const INFO_HEADER = 40;

const NOT_COMPRESSED: readonly number[] = [0, 3, 6];

interface BmpHeader extends Size {
  readonly isFromTop: boolean;
  readonly bits: number;
  /** Of 16 and 32 bits, which are red, green and blue. */
  readonly masks: readonly [red: number, green: number, blue: number];
  readonly paletteAt: number;
  readonly paletteEntry: 3 | 4;
  readonly pixelsAt: number;
}

/** Its size, before anything is decoded. @throws {UserError} when it is none that can be read */
export function readBmpHeader(file: Uint8Array): BmpHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < FILE_HEADER + INFO_HEADER) throw damaged();
  const length = view.getUint32(FILE_HEADER, true);
  const isCore = length === CORE_HEADER;
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? 0 : view.getUint32(30, true);
  if (!NOT_COMPRESSED.includes(compression))
    throw new UserError('unknown-type', 'a compressed BMP, which I cannot open: send it as PNG or JPEG');
  if (width <= 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bits)) throw damaged();
  const hasMasks = compression !== 0 && file.length >= FILE_HEADER + INFO_HEADER + 12;
  const maskBytes = hasMasks && length === INFO_HEADER ? (compression === 6 ? 16 : 12) : 0;
  const mask = (index: number): number => view.getUint32(FILE_HEADER + INFO_HEADER + index * 4, true);
  return {
    width,
    height: Math.abs(height),
    isFromTop: height < 0,
    bits,
    masks: hasMasks
      ? [mask(0), mask(1), mask(2)]
      : bits === 16
        ? [0x7c00, 0x03e0, 0x001f]
        : [0xff0000, 0xff00, 0xff],
    paletteAt: FILE_HEADER + length + maskBytes,
    paletteEntry: isCore ? 3 : 4,
    pixelsAt: view.getUint32(10, true),
  };
}

/**
 * Its pixels. Alpha is left out: most programs leave it empty.
 *
 * @throws {UserError} when it is cut off or none that can be read
 */
export function decodeBmp(file: Uint8Array): Pixels {
  const header = readBmpHeader(file);
  const { width, height, bits, pixelsAt } = header;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (pixelsAt + rowBytes * height > file.length) throw damaged();
  const data = new Uint8Array(width * height * 4).fill(255);
  const paint = painter(file, header);
  for (let row = 0, to = 0; row < height; row++) {
    const from = pixelsAt + rowBytes * (header.isFromTop ? row : height - 1 - row);
    for (let column = 0; column < width; column++, to += 4) paint(from, column, data, to);
  }
  return { width, height, data };
}

/** Puts the colour of a row's pixel into `data`. */
type Paint = (row: number, column: number, data: Uint8Array, to: number) => void;

function painter(file: Uint8Array, { bits, masks, paletteAt, paletteEntry }: BmpHeader): Paint {
  /** Blue comes first. */
  const copy = (from: number, data: Uint8Array, to: number): void => {
    data[to] = file[from + 2] ?? 0;
    data[to + 1] = file[from + 1] ?? 0;
    data[to + 2] = file[from] ?? 0;
  };
  if (bits <= 8) {
    const inByte = 8 / bits;
    return (row, column, data, to) => {
      const byte = file[row + Math.floor(column / inByte)]!;
      const index = (byte >> (8 - bits - (column % inByte) * bits)) & (2 ** bits - 1);
      copy(paletteAt + index * paletteEntry, data, to);
    };
  }
  if (bits === 24) return (row, column, data, to) => copy(row + column * 3, data, to);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const channels = masks.map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  return (row, column, data, to) => {
    const value =
      bits === 16 ? view.getUint16(row + column * 2, true) : view.getUint32(row + column * 4, true);
    for (const [channel, { mask, shift, most }] of channels.entries())
      data[to + channel] = most === 0 ? 0 : (((value & mask) >>> shift) * 255) / most;
  };
}

const damaged = (): UserError =>
  new UserError('undecodable', 'damaged or cut off: I cannot open it as a picture');
