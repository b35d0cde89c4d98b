/** The colours of a chart. */
import type { Colour } from './canvas.ts';

/** People of every colour vision tell these apart (Okabe and Ito, 2008), the best ones on white first. */
export const SERIES: readonly Colour[] = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#d55e00',
  '#56b4e9',
  '#cc79a7',
  '#000000',
  '#f0e442',
];
/** All that has no colour of its own. */
export const REST: Colour = '#a6adb4';

export const PAPER: Colour = '#ffffff';
export const INK: Colour = '#1f2328';
export const FAINT_INK: Colour = '#59636e';
export const LINE: Colour = '#d8dee4';
