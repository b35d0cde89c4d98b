/** The rules for a stretch of sound that is to be turned into text. */
import { z } from 'zod';
import { parse, refuse } from './refusals.ts';

/** OpenAI's speech-to-text guide. */
const CLIP_BYTES = 25 * 1024 * 1024;

/** A stretch of sound as it was sent. */
export interface Clip {
  readonly name: string;
  readonly data: Buffer;
  readonly prompt: string;
  /** The hint about its language, where one was given. */
  readonly language: string | undefined;
  readonly model: string;
}

const isMp3 = (head: string): boolean => /^(ID3|\xff[\xe2-\xff])/.test(head);
const isMp4 = (head: string): boolean => head.startsWith('ftyp', 4);

/** The formats of the speech-to-text guide, by the first bytes of their files. */
const CLIP_FORMATS: Readonly<Record<string, (head: string) => boolean>> = {
  wav: (head) => head.startsWith('RIFF') && head.startsWith('WAVE', 8),
  mp3: isMp3,
  mpga: isMp3,
  mp4: isMp4,
  m4a: isMp4,
  webm: (head) => head.startsWith('\x1aE\xdf\xa3'),
};

const TRANSCRIBERS: ReadonlySet<string> = new Set(['gpt-transcribe', 'whisper-1']);

const ClipForm = z.strictObject({
  file: z.file(),
  model: z.string(),
  response_format: z.literal('json'),
  prompt: z.string().optional(),
  'languages[]': z.string().optional(),
});

export async function readClip(form: FormData): Promise<Clip> {
  const { file, model, prompt, 'languages[]': language } = parse(ClipForm, Object.fromEntries(form), '');
  if (!TRANSCRIBERS.has(model))
    refuse({ status: 404, message: `The model \`${model}\` does not exist.`, code: 'model_not_found' });
  if (language !== undefined && model !== 'gpt-transcribe')
    refuse({ message: `The model \`${model}\` does not support languages.`, param: 'languages' });
  const data = Buffer.from(await file.arrayBuffer());
  if (data.length > CLIP_BYTES)
    refuse({
      status: 413,
      message: `Maximum content size limit (${CLIP_BYTES}) exceeded (${data.length} bytes read)`,
    });
  const isFormat = CLIP_FORMATS[file.name.split('.').at(-1)?.toLowerCase() ?? ''];
  if (!isFormat?.(data.toString('latin1', 0, 16)))
    refuse({
      message: `Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']`,
      param: 'file',
    });
  return { name: file.name, data, prompt: prompt ?? '', language, model };
}
