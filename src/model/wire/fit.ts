/** What a request becomes for its server: whatever the model or the dialect does not take goes in words. */
import type { Takes } from '../catalog/catalog.ts';
import type { ModelRequest, ModelTurn, Part } from '../request.ts';

/** A part that a model may be unable to take. */
export type MediaPart = Exclude<Part, { readonly type: 'text' }>;

export const PDF = 'application/pdf';

/** Whether a model takes a part as it is. */
export function isTaken(part: MediaPart, takes: Takes): boolean {
  switch (part.type) {
    case 'image':
      return takes.images;
    case 'file':
      return takes.files === 'all' || (takes.files === 'pdf' && part.mediaType === PDF);
    case 'sound':
      return takes.sound !== undefined;
    case 'video':
      return takes.video !== undefined;
  }
}

const MARKS = {
  image: '[a picture that could not be sent to this model]',
  sound: '[a recording that could not be sent to this model]',
  video: '[a video that could not be sent to this model]',
} as const;

/** The words that go in the place of a part. */
export function inWords(part: MediaPart): string {
  if (part.type !== 'file') return MARKS[part.type];
  return part.text === '' ? `[${part.name}: no text in it]` : `[${part.name}]\n${part.text}`;
}

const LEFT_OUT = {
  image: 'This model takes no pictures, so it was not shown them.',
  sound: 'This model’s server takes no sound, so it was not given the recording.',
  video: 'This model’s server takes no video, so it was not given it.',
} as const;

export interface Fitted {
  /** The request as it can be sent. */
  readonly request: ModelRequest;
  /** Sentences for the reader about what of the question is lost by that. */
  readonly leftOut: readonly string[];
}

/**
 * Puts into words what cannot be sent as it is.
 *
 * @param carries whether the dialect has a place for a part
 */
export function fitRequest(request: ModelRequest, carries: (part: MediaPart) => boolean): Fitted {
  const goes = (part: Part): boolean =>
    part.type === 'text' || (isTaken(part, request.model.takes) && carries(part));
  const fit = (part: Part): Part =>
    part.type === 'text' || goes(part) ? part : { type: 'text', text: inWords(part) };
  // Said once: the further requests of an answer end with the results of its calls.
  const question = request.turns.at(-1);
  const lost = question?.role === 'user' ? question.parts.filter((part) => !goes(part)) : [];
  return {
    request: { ...request, turns: request.turns.map((turn) => mapParts(turn, fit)) },
    leftOut: [...new Set(lost.flatMap(sentenceOf))],
  };
}

/** The words of a file stand in for it; where there are none, the reader should know. */
function sentenceOf(part: Part): readonly string[] {
  if (part.type === 'text') return [];
  if (part.type !== 'file') return [LEFT_OUT[part.type]];
  return part.text === ''
    ? [`${part.name} could not be sent: this model takes no such files, and I found no text in it.`]
    : [];
}

function mapParts(turn: ModelTurn, change: (part: Part) => Part): ModelTurn {
  switch (turn.role) {
    case 'said':
      return turn;
    case 'results':
      return { ...turn, results: turn.results.map((one) => ({ ...one, parts: one.parts.map(change) })) };
    default:
      return { ...turn, parts: turn.parts.map(change) };
  }
}
