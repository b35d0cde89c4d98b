/** An Office or OpenDocument file: a zip archive of XML, opened within bounds. */
import { posix } from 'node:path';
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { type Entry, fromBufferPromise } from 'yauzl';

/** Charts and pictures included, real documents have a few thousand parts. */
const MOST_PARTS = 20_000;

export interface Package {
  readonly names: readonly string[];
  /**
   * Reads one part of the document, or nothing where it is missing.
   *
   * @param isDone asked now and then; what remains is left unread when it says so
   * @throws {Error} where it is damaged, declares a document type (those declare bombs), or too much comes out of it
   */
  read(name: string, on: XmlEvents, isDone?: () => boolean): Promise<void>;
  /** The same in steps: reads on a little each time it is asked to. */
  steps(name: string, on: XmlEvents): AsyncGenerator<void, void>;
}

/** Names of elements come without their prefix, those of attributes as they are written. */
export interface XmlEvents {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/** @param mostInflatedBytes of all parts that are read, together */
export async function openPackage(data: Uint8Array, mostInflatedBytes: number): Promise<Package> {
  const zip = await fromBufferPromise(Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
    lazyEntries: true,
  });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, entry);
    if (entries.size >= MOST_PARTS) break;
  }
  let inflated = 0;
  async function* steps(name: string, on: XmlEvents): AsyncGenerator<void, void> {
    const entry = entries.get(name);
    if (!entry) return;
    const parser = parserFor(on);
    const decoder = new TextDecoder();
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      inflated += (chunk as Buffer).byteLength;
      if (inflated > mostInflatedBytes) throw new Error('it inflates to too much');
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      yield;
    }
    parser.close();
  }
  return {
    names: [...entries.keys()],
    steps,
    async read(name, on, isDone = () => false) {
      for await (const _ of steps(name, on)) if (isDone()) return;
    },
  };
}

function parserFor({ open, close, text }: XmlEvents): SaxesParser {
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw new Error('it declares a document type');
  });
  parser.on('error', (error) => {
    throw error;
  });
  if (open)
    parser.on('opentag', ({ name, attributes }) =>
      open(local(name), attributes as Record<string, SaxesAttributePlain['value']>),
    );
  if (close) parser.on('closetag', ({ name }) => close(local(name)));
  if (text) parser.on('text', text);
  return parser;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export interface Relation {
  readonly type: string;
  /** The name of the part it leads to. */
  readonly target: string;
}

/** What a part of an Office document refers to, by id. Links to the outside are left out. */
export async function relationsOf(file: Package, name: string): Promise<ReadonlyMap<string, Relation>> {
  const relations = new Map<string, Relation>();
  const { dir, base } = posix.parse(name);
  await file.read(posix.join(dir, '_rels', `${base}.rels`), {
    open: (element, { Id, Type, Target, TargetMode }) => {
      if (element !== 'Relationship' || !Id || !Type || !Target || TargetMode === 'External') return;
      const target = posix.resolve('/', dir, Target).slice(1);
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target });
    },
  });
  return relations;
}
