/** Markdown as everybody here reads it: one parser for the splitter and for every platform. Imports nothing of ours. */
export { drawFormula } from './draw-formula.ts';
export { readable } from './formula.ts';
export type { Formula } from './formula-nodes.ts';
export { entity, footnoteMark, htmlAt, withoutTag } from './html.ts';
export { parse } from './parse.ts';
export { scan, type FormulaStretch, type Stretch } from './scan.ts';
export { widthOf } from './width.ts';
