/** What an attachment seems to be, by what its platform declares or its name ends in: enough to choose a model, not to trust. */
import type { RouteQuestion } from './index.ts';

export type Kind = 'image' | 'video' | 'sound' | 'table' | 'code' | 'document';

const ENDINGS: readonly (readonly [Kind, RegExp])[] = [
  ['image', /\.(?:png|jpe?g|webp|gif|heic|heif|avif|bmp|tiff?|svg)$/],
  ['video', /\.(?:mp4|mov|webm|mkv|avi|m4v|mpe?g)$/],
  ['sound', /\.(?:mp3|wav|ogg|oga|opus|m4a|flac|aac|wma)$/],
  ['table', /\.(?:csv|tsv|xlsx?|ods|parquet|sqlite|numbers)$/],
  [
    'code',
    /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|swift|c|h|cc|cpp|hpp|cs|php|sh|sql|ya?ml|toml|json|diff|patch|log|ipynb|vue|tf)$/,
  ],
];

/** @example kindOf({ name: 'Invoice.PDF' }) // 'document' */
export function kindOf({ name, declaredType = '' }: RouteQuestion['attachments'][number]): Kind {
  const type = declaredType.toLowerCase();
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('video/')) return 'video';
  if (type.startsWith('audio/')) return 'sound';
  const ending = name.toLowerCase().slice(-20);
  return ENDINGS.find(([, pattern]) => pattern.test(ending))?.[0] ?? 'document';
}
