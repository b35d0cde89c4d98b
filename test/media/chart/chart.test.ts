import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type BarChart, type ColumnChart, drawChart } from '../../../src/media/index.ts';
import { LINE, PAPER, REST, SERIES } from '../../../src/media/chart/palette.ts';
import { amountOf, amountsBy, ticks } from '../../../src/media/chart/scale.ts';
import { temporaryFolder } from '../harness.ts';

const plain = (text: string) => ({ text, otherwise: text });

const columns = (
  parts: readonly (readonly number[])[],
  names: readonly string[] = ['gpt-5.5'],
  more: Partial<ColumnChart> = {},
): ColumnChart => ({
  shape: 'columns',
  unit: 'usd',
  title: plain('November 2026'),
  total: plain('$12.34'),
  series: names.map(plain),
  columns: parts.map((values, index) => ({ label: `${index + 1}`, parts: values })),
  ...more,
});

const bars = (values: readonly number[], more: Partial<BarChart> = {}): BarChart => ({
  shape: 'bars',
  unit: 'usd',
  title: plain('November 2026'),
  total: plain('$12.34'),
  bars: values.map((value, index) => ({ name: plain(`Model ${index + 1}`), value })),
  ...more,
});

interface Picture {
  readonly width: number;
  readonly height: number;
  /** As `#0072b2`. */
  at(x: number, y: number): string;
}

async function look(chart: BarChart | ColumnChart): Promise<Picture> {
  const { data, info } = await sharp(await drawChart(chart))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    ...info,
    at: (x, y) => `#${data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3).toString('hex')}`,
  };
}

/** Pictures have few colours: each may be off by a shade that nobody sees. */
const isLike = (a: string, b: string): boolean =>
  [1, 3, 5].every(
    (at) => Math.abs(Number.parseInt(a.slice(at, at + 2), 16) - Number.parseInt(b.slice(at, at + 2), 16)) < 8,
  );

/** The stretches of one colour down a picture at `x`, or along it at `y`, below the title and the legend. */
function runs(picture: Picture, colour: string, { x, y }: { readonly x?: number; readonly y?: number }) {
  const found: { from: number; length: number }[] = [];
  const length = x === undefined ? picture.width : picture.height;
  for (let at = x === undefined ? 0 : 160, inside = false; at < length; at++) {
    const is = isLike(picture.at(x ?? at, y ?? at), colour);
    if (is && !inside) found.push({ from: at, length: 0 });
    if (is) found.at(-1)!.length += 1;
    inside = is;
  }
  return found;
}

/** How many dark pixels there are in a part of a picture. */
function ink(picture: Picture, box: { left: number; top: number; right: number; bottom: number }): number {
  let dark = 0;
  for (let y = box.top; y < box.bottom; y++)
    for (let x = box.left; x < box.right; x++)
      if (Number.parseInt(picture.at(x, y).slice(1, 3), 16) < 110) dark += 1;
  return dark;
}

const TITLE = { left: 48, top: 40, right: 600, bottom: 90 };
const [BLUE, ORANGE] = SERIES as [string, string];

describe('columns', () => {
  it('are as high as their amounts, on the same ground', async () => {
    const picture = await look(columns([[1], [2], [0], [4]]));
    const base = runs(picture, BLUE, { y: picture.height - 80 });
    expect(base).toHaveLength(3);
    const heights = base.map(({ from, length }) => {
      const [column] = runs(picture, BLUE, { x: from + (length >> 1) });
      return column!.length;
    });
    expect(heights[1]! / heights[0]!).toBeCloseTo(2, 1);
    expect(heights[2]! / heights[0]!).toBeCloseTo(4, 1);
  });

  it('stand on each other in their colours, and do not run into each other', async () => {
    const picture = await look(columns([[3, 1]], ['gpt-5.5', 'gpt-5.4-mini']));
    const [base] = runs(picture, BLUE, { y: picture.height - 80 });
    const x = base!.from + (base!.length >> 1);
    const [[below], [above]] = [runs(picture, BLUE, { x }), runs(picture, ORANGE, { x })];
    expect(below!.length / above!.length).toBeCloseTo(3, 0);
    expect(below!.from).toBeGreaterThan(above!.from + above!.length);
    expect(picture.at(x, below!.from - 1)).toBe(PAPER);
  });

  it('say what their colours stand for', async () => {
    const picture = await look(columns([[3, 1]], ['gpt-5.5', 'gpt-5.4-mini']));
    const legend = runs(picture, ORANGE, { y: 122 });
    expect(runs(picture, BLUE, { y: 122 })[0]).toMatchObject({ from: 48 });
    const name = { left: legend[0]!.from + 28, top: 100, right: legend[0]!.from + 180, bottom: 140 };
    expect(ink(picture, name)).toBeGreaterThan(200);
  });

  it('of a month with nine models and long names stay within the picture, below 60 kB', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `a-model-with-a-long-name-by-its-maker-${index}`);
    const month = Array.from({ length: 31 }, (_, day) =>
      names.map((_, model) => (day * 7 + model * 13) % 11),
    );
    const chart = columns(month, names, { total: plain('$1,234,567.89'), title: plain('x'.repeat(200)) });
    const picture = await look(chart);
    expect([picture.width, picture.height]).toEqual([1200, 675]);
    for (const edge of [0, 40])
      for (let y = 0; y < picture.height; y++) {
        expect(picture.at(edge, y)).toBe(PAPER);
        expect(picture.at(picture.width - 1 - edge, y)).toBe(PAPER);
      }
    expect((await drawChart(chart)).byteLength).toBeLessThan(60_000);
  });

  it('of a month in which nothing cost anything are drawn all the same', async () => {
    const picture = await look(columns([[0], [0]], ['local'], { unit: 'tokens' }));
    expect(ink(picture, TITLE)).toBeGreaterThan(1000);
  });
});

describe('bars', () => {
  it('are as long as their amounts', async () => {
    const picture = await look(bars([8, 4, 1]));
    const lengths = [0, 1, 2].map((index) => runs(picture, BLUE, { y: 110 + 72 * index + 36 })[0]!.length);
    expect(lengths[0]! / lengths[1]!).toBeCloseTo(2, 1);
    expect(lengths[0]! / lengths[2]!).toBeCloseTo(8, 0);
  });

  it('take no more room than they need', async () => {
    expect((await look(bars([1]))).height).toBeLessThan(250);
    expect((await look(bars([9, 8, 7, 6, 5, 4, 3, 2, 1]))).height).toBe(675);
  });

  it('of all others together are grey', async () => {
    const picture = await look(bars([9, 8, 7, 6, 5, 4, 3, 2, 8]));
    const last = Math.round(110 + ((675 - 24 - 110) / 9) * 8.5);
    expect(Math.max(...runs(picture, REST, { y: last }).map(({ length }) => length))).toBeGreaterThan(300);
  });
});

describe('words in a picture', () => {
  it('are drawn on a machine without any fonts, like everywhere, and without a word on standard error', async () => {
    const chart = columns([[1], [2]]);
    const folder = temporaryFolder();
    const config = join(folder, 'fonts.conf');
    writeFileSync(config, '<?xml version="1.0"?><fontconfig></fontconfig>');
    const script = `
      import { drawChart } from ${JSON.stringify(import.meta.resolve('../../../src/media/index.ts'))};
      process.stdout.write(await drawChart(${JSON.stringify(chart)}));`;
    const png = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { FONTCONFIG_FILE: config, HOME: folder, PATH: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 20,
    });
    expect(Buffer.compare(png, await drawChart(chart))).toBe(0);
    expect(ink(await look(chart), TITLE)).toBeGreaterThan(1000);
  });

  it.each([
    ['another script', '山田太郎', '#3', '#3'],
    ['letters that join', 'محمد', '#3', '#3'],
    ['a sign nobody has', '\u{E000}\u{F8FF}', '#3', '#3'],
    ['a picture among letters', 'Ada 🚀👩🏽‍🚀', 'x', 'Ada'],
    ['marks that turn the direction', 'Ada\u202E\u200B', 'x', 'Ada'],
    ['accents written apart', 'Zoe\u0308', 'x', 'Zoë'],
    ['Greek and Cyrillic', 'Ωμέγα Дмитрий', 'x', 'Ωμέγα Дмитрий'],
  ])('that are %s show no boxes', async (_, text, otherwise, shown) => {
    const named = (name: { text: string; otherwise: string }) =>
      drawChart(bars([1], { bars: [{ name, value: 1 }] }));
    const [given, expected] = [
      await named({ text, otherwise }),
      await named({ text: shown, otherwise: '!' }),
    ];
    expect(Buffer.compare(given, expected)).toBe(0);
  });

  it('of every language with its letters are drawn: its months', async () => {
    const months = ['en', 'es', 'de', 'fr'].flatMap((language) =>
      Array.from({ length: 12 }, (_, month) =>
        new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(2026, month, 1)),
      ),
    );
    for (let at = 0; at < months.length; at += 6) {
      const names = months.slice(at, at + 6).map((text) => ({ text, otherwise: '!' }));
      const picture = await look(bars([1], { bars: names.map((name) => ({ name, value: 1 })) }));
      const [line] = runs(picture, LINE, { y: 112 });
      for (const [index, { text }] of names.entries()) {
        const name = { left: 48, top: 110 + 72 * index, right: line!.from, bottom: 110 + 72 * (index + 1) };
        // The sign in their place has less than a tenth of it.
        expect([text, ink(picture, name) > 400]).toEqual([text, true]);
      }
    }
  });
});

describe('colours', () => {
  /** Linear RGB, as people with a colour vision deficiency see it (Machado, Oliveira and Fernandes, 2009, severity 1). */
  const VISIONS = {
    common: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
    tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
  } as const;
  const linear = (colour: string) =>
    [1, 3, 5].map((at) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
  /** OKLab (Ottosson, 2020). */
  const lab = ([r, g, b]: readonly number[]) => {
    const l = Math.cbrt(0.4122214708 * r! + 0.5363325363 * g! + 0.0514459929 * b!);
    const m = Math.cbrt(0.2119034982 * r! + 0.6806995451 * g! + 0.1073969566 * b!);
    const s = Math.cbrt(0.0883024619 * r! + 0.2817188376 * g! + 0.6299787005 * b!);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const seen = (colour: string, vision: readonly number[]) => {
    const rgb = linear(colour);
    return lab(
      [0, 3, 6].map((row) =>
        Math.max(
          0,
          [0, 1, 2].reduce((sum, at) => sum + vision[row + at]! * rgb[at]!, 0),
        ),
      ),
    );
  };

  it.each(Object.entries(VISIONS))('can be told from each other with %s vision', (_, vision) => {
    const all = [...SERIES, REST].map((colour) => seen(colour, vision));
    const distances = all.flatMap((a, index) =>
      all.slice(index + 1).map((b) => Math.hypot(...a.map((value, at) => value - b[at]!))),
    );
    // In OKLab, a difference of 0.02 is just noticed.
    expect(Math.min(...distances)).toBeGreaterThan(0.05);
  });
});

describe('an axis', () => {
  it.each([
    [0.83, 'usd', [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.0021, 'usd', [0, 0.0005, 0.001, 0.0015, 0.002, 0.0025]],
    [5, 'usd', [0, 1, 2, 3, 4, 5]],
    [123_456, 'tokens', [0, 50_000, 100_000, 150_000]],
    [3, 'tokens', [0, 1, 2, 3]],
    [0, 'tokens', [0, 1]],
  ] as const)('to %d %s has round steps', (most, unit, steps) => {
    const found = ticks(most, unit);
    expect(found).toHaveLength(steps.length);
    for (const [index, step] of steps.entries()) expect(found[index]).toBeCloseTo(step, 10);
  });

  it('writes them as short as they can be told apart', () => {
    expect([0, 0.2, 1].map(amountsBy(0.2, 'usd'))).toEqual(['$0.00', '$0.20', '$1.00']);
    expect([0, 0.0005].map(amountsBy(0.0005, 'usd'))).toEqual(['$0.0000', '$0.0005']);
    expect([0, 1500].map(amountsBy(500, 'usd'))).toEqual(['$0', '$1,500']);
    expect([0, 50_000, 1_500_000].map(amountsBy(50_000, 'tokens'))).toEqual(['0', '50K', '1.5M']);
    expect([0, 0.00423, 0.5, 1234.5].map((value) => amountOf(value, 'usd'))).toEqual([
      '$0.00',
      '$0.0042',
      '$0.50',
      '$1,234.50',
    ]);
  });
});
