/** What a file is, by its bytes: names and declared types may lie, and often do. */
import { open } from 'node:fs/promises';
import { fileTypeFromBuffer } from 'file-type';
import type { MediaLimits } from './limits.ts';

export type Sniffed =
  | { readonly form: 'empty' | 'unnamed' | 'drawing' }
  | { readonly form: 'image' | 'recording' | 'other'; readonly mediaType: string }
  | { readonly form: 'document'; readonly mediaType: string; readonly what: string };

/** Files a model takes as they are, and what to call them. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/rtf': 'RTF document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel workbook',
  'application/vnd.openxmlformats-officedocument.presentationml.slideshow': 'PowerPoint slide show',
  'application/vnd.ms-word.document.macroenabled.12': 'Word document with macros',
  'application/vnd.ms-powerpoint.presentation.macroenabled.12': 'PowerPoint presentation with macros',
  'application/vnd.ms-excel.sheet.macroenabled.12': 'Excel workbook with macros',
  'application/vnd.oasis.opendocument.text': 'OpenDocument text',
  'application/vnd.oasis.opendocument.presentation': 'OpenDocument presentation',
  'application/vnd.oasis.opendocument.spreadsheet': 'OpenDocument spreadsheet',
};

/** Text with a signature of its own: read like any other text. */
const TEXTS: readonly string[] = [
  'application/xml',
  'application/x-ms-regedit',
  'text/calendar',
  'text/vcard',
  'text/vtt',
];

/** `unnamed` is text or something nobody knows; only reading all of it can tell. */
export async function sniff(path: string, limits: MediaLimits): Promise<Sniffed> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(limits.sniffBytes));
  if (bytesRead === 0) return { form: 'empty' };
  const start = buffer.subarray(0, bytesRead);
  const type = await fileTypeFromBuffer(start);
  if ((!type || type.mime === 'application/xml') && isSvg(start)) return { form: 'drawing' };
  if (!type) return { form: 'unnamed' };
  const mediaType = type.mime.split(';', 1)[0]!;
  const what = DOCUMENTS[mediaType];
  if (what !== undefined) return { form: 'document', mediaType, what };
  if (TEXTS.includes(mediaType)) return { form: 'unnamed' };
  if (mediaType.startsWith('image/')) return { form: 'image', mediaType };
  if (/^(audio|video)\//.test(mediaType) || /^application\/(ogg|vnd\.ms-asf)$/.test(mediaType))
    return { form: 'recording', mediaType };
  return { form: 'other', mediaType };
}

/** Whether the first element is `svg`; a declaration, comments and a document type may come before it. */
function isSvg(start: Buffer): boolean {
  // One byte a character: the names are ASCII, and the zeros are those of UTF-16.
  const text = start.toString('latin1').replaceAll('\0', '');
  const before =
    /\s+|\xef\xbb\xbf|\xff\xfe|\xfe\xff|<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\][^>]*)?>/iy;
  let at = 0;
  while (before.test(text)) at = before.lastIndex;
  return /^<svg[\s>/]/.test(text.slice(at, at + 64));
}
