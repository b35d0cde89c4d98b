/** One line on a terminal that tells how far something is: the next takes its place, and in the end it is gone. */
import type { WriteStream } from 'node:tty';

export interface ProgressLine {
  tell(text: string): void;
  /** To be called before anything else is written. */
  clear(): void;
}

/** Back to the beginning of the line, and all of it wiped. */
const WIPE = '\r\u001b[K';

/** Where nobody looks on, as behind a pipe, nothing is written. */
export function createProgressLine(
  out: Pick<WriteStream, 'isTTY' | 'columns'> & { write(text: string): unknown },
): ProgressLine {
  let isThere = false;
  return {
    tell(text) {
      if (!out.isTTY) return;
      isThere = true;
      // What is wider than the terminal would go on in a line that is not wiped; some do not know how wide they are.
      out.write(`${WIPE}${text.slice(0, (out.columns || Infinity) - 1)}`);
    },
    clear() {
      if (isThere) out.write(WIPE);
      isThere = false;
    },
  };
}
