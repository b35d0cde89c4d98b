/** Jupyter notebooks: their text, code and printed results, without the pictures that make up most of their bytes. Pure. */
import { z } from 'zod';

const Lines = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]);

const Output = z.object({
  text: Lines.optional(),
  data: z.object({ 'text/plain': Lines.optional() }).optional(),
  ename: z.string().optional(),
  evalue: z.string().optional(),
});

const Notebook = z.object({
  nbformat: z.number(),
  cells: z.array(z.object({ cell_type: z.string(), source: Lines, outputs: z.array(Output).optional() })),
});

/** The notebook as text, or undefined when it is none. */
export function readNotebook(text: string): string | undefined {
  if (!/^\s*\{/.test(text) || !text.includes('"nbformat"')) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = Notebook.safeParse(json);
  if (!parsed.success) return undefined;
  return parsed.data.cells
    .flatMap(({ cell_type: type, source, outputs = [] }, index) => [
      `[cell ${index + 1}: ${type}]\n${source}`,
      ...outputs
        .map(
          ({ text: printed, data, ename, evalue }) =>
            printed ?? data?.['text/plain'] ?? (ename ? `${ename}: ${evalue ?? ''}` : ''),
        )
        .filter((result) => result !== '')
        .map((result) => `[result of cell ${index + 1}]\n${result}`),
    ])
    .join('\n\n');
}
