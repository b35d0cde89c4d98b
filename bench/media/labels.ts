/** Reads what a model is told beside the pictures and words of a recording. */
import type { PartSeen } from './ours.ts';

const TIME = String.raw`(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)`;
const FRAME = new RegExp(String.raw`${TIME} frame`);
const SPEECH = new RegExp(String.raw`${TIME}–${TIME} speech`);

const secondsOf = ([hours = '0', minutes = '0', seconds = '0']: readonly (string | undefined)[]): number =>
  Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);

const SHEET = new RegExp(String.raw`${TIME}–${TIME} sheet\].*: ((?:[\d:.]+(?:, )?)+)$`);
/** Pictures in a row of a contact sheet. */
const COLUMNS = 4;

export interface SeenAt<P> {
  readonly seconds: number;
  readonly image: P & { readonly type: 'image' };
  /** Where it is in a contact sheet; undefined where it has the image for itself. */
  readonly cell?: {
    readonly column: number;
    readonly row: number;
    readonly columns: number;
    readonly rows: number;
  };
}

/** Each picture with the second its label says. */
export function framesOf<P extends { readonly type: string }>(parts: readonly P[]): readonly SeenAt<P>[] {
  let label = '';
  return parts.flatMap((part): readonly SeenAt<P>[] => {
    if ('text' in part) label = String(part.text);
    if (part.type !== 'image') return [];
    const image = part as P & { readonly type: 'image' };
    const frame = FRAME.exec(label);
    if (frame) return [{ seconds: secondsOf(frame.slice(1)), image }];
    const times = SHEET.exec(label)?.[7]?.split(', ') ?? [];
    const columns = Math.min(COLUMNS, times.length);
    const rows = Math.ceil(times.length / columns);
    return times.map((time, index) => {
      const cell = { column: index % columns, row: Math.floor(index / columns), columns, rows };
      return { seconds: secondsOf(new RegExp(TIME).exec(time)!.slice(1)), image, cell };
    });
  });
}

/** When each stretch of speech begins and ends, as its label says. */
export function speechOf(
  parts: readonly (PartSeen | { readonly type: string })[],
): readonly { readonly start: number; readonly end: number }[] {
  return parts.flatMap((part) => {
    const said = 'text' in part ? SPEECH.exec(part.text) : null;
    return said ? [{ start: secondsOf(said.slice(1, 4)), end: secondsOf(said.slice(4, 7)) }] : [];
  });
}
