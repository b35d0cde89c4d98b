/** Zip archives: what is in them, by their own list. Nothing is unpacked. */
import { type Entry, getFileNameLowLevel, openPromise } from 'yauzl';
import { UserError } from '../../chat/index.ts';
import type { Downloaded } from '../download.ts';
import type { MediaLimits } from '../limits.ts';
import { count, megabytes } from '../receipt.ts';
import type { Understood } from '../types.ts';

/** The longest name that is shown whole. */
const NAME_CHARS = 200;

/** @throws {UserError} when it is damaged, or there is nothing in it */
export async function understandArchive({ path }: Downloaded, limits: MediaLimits): Promise<Understood> {
  const lines: string[] = [];
  let files = 0;
  let bytes = 0;
  let isAll = true;
  try {
    // Names are decoded here: strange ones are to be shown, not to be refused.
    const zip = await openPromise(path, { autoClose: false, decodeStrings: false });
    try {
      for await (const entry of zip.eachEntry()) {
        const name = nameOf(entry);
        // A folder.
        if (name.endsWith('/')) continue;
        if (files === limits.archiveEntries) {
          isAll = false;
          break;
        }
        files++;
        bytes += entry.uncompressedSize;
        if (files <= limits.archiveLines)
          lines.push(
            `${name} (${entry.uncompressedSize.toLocaleString('en')} bytes${entry.isEncrypted() ? ', encrypted' : ''})`,
          );
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw new UserError('undecodable', 'an archive that is damaged or cut off', undefined, { cause: error });
  }
  if (files === 0) throw new UserError('empty', 'an archive with no files in it');
  const many = isAll
    ? `${count(files, 'file')} (${size(bytes)} unpacked, as it says)`
    : `more than ${count(files, 'file')}`;
  if (files > lines.length || !isAll)
    lines.push(`[the first ${count(lines.length, 'file')} of it; the others are not listed]`);
  return {
    kind: 'document',
    summary: `an archive of ${many}, listed, not opened: send the files in it one by one to have them read`,
    pieces: [{ type: 'text', text: lines.join('\n') }],
    costUsd: 0,
    isPartial: false,
  };
}

/** On one line: a name may hold whatever its maker put there. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, NAME_CHARS);
}

const size = (bytes: number): string => (bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : megabytes(bytes));
