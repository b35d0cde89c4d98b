/** Files of ours as discord.js sends them: their bytes beside the body, their descriptions in it. */
import type { RawFile } from 'discord.js';
import { type OutgoingFile, UserError } from '../../src/chat/index.ts';
import { LIMITS } from './limits.ts';
import type { PageBody } from './page.ts';

/** Throws `UserError` for more than Discord takes in one message. */
export function requireSendable(files: readonly OutgoingFile[]): void {
  const tooLarge = files.find(({ data }) => data.byteLength > LIMITS.fileBytes);
  const total = files.reduce((sum, { data }) => sum + data.byteLength, 0);
  if (!tooLarge && total <= LIMITS.requestBytes && files.length <= LIMITS.files) return;
  throw new UserError(
    'discord-file-size',
    tooLarge
      ? `Discord takes files of 10 MB from me, and ${tooLarge.name} is larger.`
      : 'That is more than Discord takes in one message.',
    'Ask for fewer at once.',
  );
}

/** The parts of a request that posts files with a body; without files, the body alone. */
export function withFiles(
  body: PageBody,
  files: readonly OutgoingFile[],
): { readonly body: object; readonly files?: RawFile[] } {
  if (files.length === 0) return { body };
  const attachments = files.map((file, id) => ({
    id,
    filename: nameOf(file),
    description: file.altText.slice(0, LIMITS.altText).toWellFormed(),
  }));
  return {
    body: { ...body, attachments },
    files: files.map((file) => ({ name: nameOf(file), data: file.data, contentType: file.mediaType })),
  };
}

/** Discord hides what is so named until somebody clicks it. */
const nameOf = ({ name, spoiler }: OutgoingFile): string => (spoiler ? `SPOILER_${name}` : name);
