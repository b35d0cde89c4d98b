/** Names what a model has drawn or spoken: picture-1.png, speech-1.mp3. */
import type { Message, OutgoingFile } from '../../chat/index.ts';
import type { ModelEvent } from '../../model/index.ts';

type DrawnOrSpoken = Extract<ModelEvent, { type: 'image' | 'sound' }>;

/** Gives a function that makes files of one answer, numbered in their order. */
export function createFileNames({ text }: Pick<Message, 'text'>): (event: DrawnOrSpoken) => OutgoingFile {
  const counts = { image: 0, sound: 0 };
  const asked = text.trim() === '' ? '' : `, asked for with: ${text.trim().slice(0, 200)}`;
  return ({ type, mediaType, data }) => {
    counts[type] += 1;
    const [name, what] =
      type === 'image' ? ['picture', 'A picture the model has drawn'] : ['speech', 'What the model has said'];
    const ending = ENDINGS[mediaType] ?? mediaType.replace(/^[^/]*\/(?:x-)?|[;+].*$/g, '');
    return {
      name: `${name}-${counts[type]}.${ending}`,
      mediaType,
      data,
      altText: `${what}${asked}`.toWellFormed(),
    };
  };
}

/** Endings that differ from the second half of the media type. */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'audio/mpeg': 'mp3',
  'audio/wave': 'wav',
};
