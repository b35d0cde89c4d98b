/** The files of the page, read from the package folder: plain HTML, CSS and JavaScript without a build step. */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
}

const FOLDER = join(import.meta.dirname, 'page');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Every file of the page by its name: what is not in this map is not served. */
export function readPage(): ReadonlyMap<string, PageFile> {
  return new Map(
    readdirSync(FOLDER).map((name) => [
      name,
      { type: TYPES[extname(name)] ?? 'application/octet-stream', body: readFileSync(join(FOLDER, name)) },
    ]),
  );
}
