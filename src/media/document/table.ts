/** Tells whether a text is a table (CSV, or with semicolons or tabs), and of which size. Pure. */

export interface TableSize {
  /** With the one that names the columns. */
  readonly rows: number;
  readonly columns: number;
}

/** Undefined unless each row has as many cells as the first, and at least two, and there are at least two rows. */
export function tableSize(text: string): TableSize | undefined {
  for (const separator of ['\t', ';', ',']) {
    const size = sizeWith(separator, text);
    if (size) return size;
  }
  return undefined;
}

function sizeWith(separator: string, text: string): TableSize | undefined {
  let columns = 0;
  let rows = 0;
  let cells = 1;
  let isQuoted = false;
  let isBlank = true;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at] ?? '\n';
    // A quote in a quoted cell is written twice, which closes and opens it again.
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted && at < text.length) continue;
    if (character === separator) cells++;
    else if (character !== '\n') isBlank &&= character === '\r';
    else {
      if (!isBlank || cells > 1) {
        rows++;
        columns ||= cells;
        if (cells !== columns || columns < 2) return undefined;
      }
      cells = 1;
      isBlank = true;
    }
  }
  return rows >= 2 && !isQuoted ? { rows, columns } : undefined;
}
