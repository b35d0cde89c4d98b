/** Media: attachments become parts that a model can take, and a receipt for each. */
export { type BarChart, type ColumnChart, drawChart, type Label, SERIES_MOST } from './chart/chart.ts';
export { checkFfmpeg, type Ffmpeg, findFfmpeg } from './ffmpeg/find-ffmpeg.ts';
export { LimitSettings, type MediaLimits } from './limits.ts';
export { createMedia } from './media.ts';
export { preciseClock } from './receipt.ts';
export type { Media, MediaOptions, OpenAttachment, Prepared, PrepareOptions } from './types.ts';
