/** What becomes of an answer that is too long for its pages: a file that holds all of it, or else as much as fits. */
import type { ReplyView, SurfaceLimits } from '../chat/index.ts';
import { CAP } from './limits.ts';

/** The whole answer as a file was refused. */
interface Refusal {
  readonly noFile: boolean;
}

/** How many characters of an answer that is over are on no page, when so many are. */
export function leftOver({ markdown }: ReplyView, consumed: number): number {
  const rest = markdown.slice(consumed);
  return rest.trim() === '' ? 0 : rest.length;
}

/** Whether the whole of an answer can be a file. */
export function canBeFile(
  { noFile }: Refusal,
  { markdown }: ReplyView,
  { fileBytes }: SurfaceLimits,
): boolean {
  if (noFile || markdown.length > fileBytes) return false;
  // No unit of a string takes more than three bytes.
  return markdown.length * 3 <= fileBytes || Buffer.byteLength(markdown) <= fileBytes;
}

/** The most pages an answer gets. Where the whole of it can be a file, no more than people read in a chat. */
export function mostPages(refusal: Refusal, view: ReplyView, limits: SurfaceLimits): number {
  const { pages = Infinity } = limits;
  return canBeFile(refusal, view, limits) ? Math.min(pages, CAP.pages) : pages;
}

/** The view for the last page there may be, with a notice when the answer does not end on it. */
export function withTooLong(
  view: ReplyView,
  consumed: number,
  refusal: Refusal,
  limits: SurfaceLimits,
): ReplyView {
  const rest = leftOver(view, consumed);
  if (rest === 0) return view;
  const notice = canBeFile(refusal, view, limits)
    ? `The answer is longer than fits here: all of it is in ${CAP.file}.`
    : `The answer is longer than fits here: its last ${rest.toLocaleString('en')} characters were left out.`;
  return { ...view, notices: [...view.notices, notice] };
}
