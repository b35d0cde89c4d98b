/** Replies: what happens in a turn becomes views on a surface, through one composer, one splitter and one pacer. */
export { compose, emptyView } from './composer.ts';
export { deliver } from './delivery.ts';
export { createPacer, type Budget, type Pacer, type Priority } from './pacer.ts';
export { takePage, type Page, type PageOptions } from './splitter.ts';
export type { TurnEvent } from './turn-event.ts';
