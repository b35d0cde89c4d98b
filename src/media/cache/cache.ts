/** What is kept of the media of a conversation, so that a follow-up costs nothing, also after a restart. */
import { join } from 'node:path';
import type { Logger } from '../../ops/index.ts';
import type { MediaLimits } from '../limits.ts';
import type { Speech } from '../sound/speech.ts';
import type { Piece, Understood } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { createKeptFiles, type KeptFiles } from './kept-files.ts';
import { createOwners, type Owners } from './owners.ts';
import { type Content, ContentShape, SpeechShape, UnderstoodShape } from './shapes.ts';
import { createShelf, type Shelf } from './shelf.ts';

/** A new number forgets all that was kept: for when the same file would be understood otherwise than before. */
const EDITION = 1;

export interface Cache {
  /** What was understood, by content and all that it depends on. */
  readonly understood: Shelf<Understood>;
  /** What was said, which costs money to find out, by content and all that it depends on. */
  readonly speech: Shelf<Speech>;
  /** Which content an attachment has. */
  readonly contents: Shelf<Content>;
  /** Recordings as they were sent, by the SHA-256 of their bytes: to look again without fetching again. */
  readonly originals: KeptFiles;
  /** Whose all of that is. */
  readonly owners: Owners;
  /** Has it told when somebody is forgotten: whatever is in memory of anybody's files is let go of. */
  onForgotten(listener: () => void): void;
}

export interface CacheOptions {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly limits: MediaLimits;
  readonly log: Logger;
}

export function createCache({ folder, workspace, limits, log }: CacheOptions): Cache {
  const shared = { workspace, maxAgeMs: limits.cacheMs, log };
  const files = createKeptFiles({ ...shared, folder: join(folder, 'results'), maxBytes: limits.cacheBytes });
  const { memoryBytes } = limits;
  const shelves = {
    understood: createShelf({
      kind: `understood ${EDITION}`,
      schema: UnderstoodShape,
      files,
      memoryBytes,
      sizeOf: ({ pieces }) => pieces.reduce((sum, piece) => sum + sizeOfPiece(piece), OVERHEAD_BYTES),
    }),
    speech: createShelf({
      kind: `speech ${EDITION}`,
      schema: SpeechShape,
      files,
      memoryBytes: Math.ceil(memoryBytes / 8),
      sizeOf: ({ said }) =>
        said.reduce((sum, { words }) => sum + OVERHEAD_BYTES + words.length * 2, OVERHEAD_BYTES),
    }),
    contents: createShelf({
      kind: `contents ${EDITION}`,
      schema: ContentShape,
      files,
      memoryBytes: Math.ceil(memoryBytes / 8),
      sizeOf: () => OVERHEAD_BYTES,
    }),
  };
  const originals = createKeptFiles({
    ...shared,
    folder: join(folder, 'originals'),
    maxBytes: limits.originalBytes,
  });
  const listeners = Object.values(shelves).map((shelf) => shelf.letGo);
  const owners = createOwners({
    folder: join(folder, 'owners'),
    isKept: async (name) => (await files.has(name)) || originals.has(name),
    remove: async (name) => void (await Promise.all([files.remove(name), originals.remove(name)])),
    letGo: () => listeners.forEach((letGo) => letGo()),
    log,
  });
  return { ...shelves, originals, owners, onForgotten: (listener) => void listeners.push(listener) };
}

/** Of an object and its key, in memory. */
const OVERHEAD_BYTES = 300;

function sizeOfPiece(piece: Piece): number {
  switch (piece.type) {
    case 'label':
      return OVERHEAD_BYTES + (piece.words?.length ?? 0) * 2;
    case 'text':
      return piece.text.length * 2;
    case 'file':
      return piece.data.byteLength + piece.text.length * 2;
    case 'image':
    case 'sound':
    case 'video':
      return piece.data.byteLength;
  }
}
