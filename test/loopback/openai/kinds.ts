/** The rules for what a model is given besides words: kinds, forms, sizes, and whether the bytes are what they say. */
import sharp from 'sharp';
import { findModel, MODELS, type Takes } from '../../../src/model/index.ts';
import type { SentPart } from './bodies.ts';
import { refuse } from './refusals.ts';

export type AskedPart =
  | Exclude<SentPart, { readonly type: 'image' }>
  /** Its size in pixels was found by decoding. */
  | (Extract<SentPart, { readonly type: 'image' }> & { readonly width: number; readonly height: number });

const MB = 1024 * 1024;

/** OpenAI's images and file-inputs guides. */
export const LIMITS = {
  images: 1500,
  fileBytes: 50 * MB,
  /** Not a rule of the API, which shrinks what is larger: whoever sends more wastes the bytes. */
  imageSide: 6000,
  imageBytes: 20 * MB,
} as const;
export const PAYLOAD_BYTES = 512 * MB;

const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif']);

export async function decode(part: SentPart, chat: boolean): Promise<AskedPart> {
  if (part.type === 'text' || part.type === 'sound' || part.type === 'video') return part;
  if (part.type === 'file') {
    if (chat && part.mediaType !== 'application/pdf')
      refuse({
        message: `Invalid file data: 'file_data'. Expected a base64-encoded data URL with an application/pdf MIME type, but got unsupported MIME type '${part.mediaType}'.`,
        code: 'invalid_value',
      });
    if (part.mediaType === 'application/pdf' && part.data.toString('latin1', 0, 5) !== '%PDF-')
      refuse({ message: 'The PDF could not be parsed.', code: 'invalid_file' });
    return part;
  }
  if (!IMAGE_TYPES.has(part.mediaType))
    refuse({
      message: `You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].`,
      code: 'unsupported_image_media_type',
    });
  const image = sharp(part.data);
  const { width, height } = await image.metadata().catch(() => ({ width: 0, height: 0 }));
  await image
    .raw()
    .toBuffer()
    .catch(() =>
      refuse({
        message: 'The image data you provided does not represent a valid image.',
        code: 'invalid_image',
      }),
    );
  if (Math.max(width, height) > LIMITS.imageSide || part.data.length > LIMITS.imageBytes)
    refuse({ message: `An image of ${width}×${height} pixels is too large.`, code: 'image_too_large' });
  return { ...part, width, height };
}

const FIELDS = {
  'reasoning object': 'reasoning',
  enable_thinking: 'enable_thinking',
  chat_template_kwargs: 'chat_template_kwargs',
} as const;

/** The field that the servers of this model take beside OpenAI's. */
export function takenOf(body: Readonly<Record<string, unknown>>): readonly string[] {
  const way = findModel(String(body['model'])).wire?.reasoning;
  return way !== undefined && way in FIELDS ? [FIELDS[way as keyof typeof FIELDS]] : [];
}

/** What the model takes, and the form it takes it in. */
export function checkKinds(takes: Takes, parts: readonly SentPart[]): void {
  for (const part of parts) {
    if (part.type === 'image' && !takes.images)
      refuse({
        message: 'Invalid content type. image_url is only supported by certain models.',
        param: 'messages',
      });
    if (part.type === 'sound' && takes.sound?.as !== part.as)
      refuse({
        message: `Invalid content type. ${part.as.split(' ')[0]} is only supported by certain models.`,
        param: 'messages',
      });
    if (part.type === 'video' && !takes.video)
      refuse({
        message:
          "Invalid value: 'video_url'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'.",
        code: 'invalid_value',
      });
  }
}

/** The models this server has. */
export interface Served {
  readonly ids: readonly string[];
  has(model: string): boolean;
  takes(model: string): Takes;
}

/**
 * Those of the catalog that OpenAI runs, and what a test adds.
 *
 * @param taken what the added models take besides what the catalog says of them
 */
export function servedModels(more: readonly string[], taken: Partial<Takes> = {}): Served {
  const ids = [...new Set([...MODELS.map(({ id }) => id), ...more])];
  return {
    ids,
    has: (model) => ids.includes(model),
    takes: (model) => ({ ...findModel(model).takes, ...(more.includes(model) && taken) }),
  };
}
