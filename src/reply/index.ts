/** Replies: what happens in a turn becomes views on a surface, through one composer, one splitter and one pacer. */
export { codeFilesOf } from './code-files.ts';
export { composer, emptyView, type ComposedView, type ReplyFrame, type Source } from './composer.ts';
export { priceOf } from './footer.ts';
export { deliver, type LeftPage } from './delivery.ts';
export { type Line, linesOf } from './lines.ts';
export { pagePart, type Sent, sentOnce } from './once.ts';
export { createPacer, type Pacer, type Priority } from './pacer.ts';
export { takePage, type Page, type PageOptions } from './splitter.ts';
export type { TurnEvent } from './turn-event.ts';
export { createWriter } from './writer.ts';
