/** Replies: what happens in a turn becomes views on a surface, through one composer, one splitter and one pacer. */
export type { TurnEvent } from './turn-event.ts';
