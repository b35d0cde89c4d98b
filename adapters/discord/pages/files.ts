/** Files of ours as discord.js sends them: their bytes beside the body, their descriptions in it. */
import { parse } from 'node:path';
import type { RawFile } from 'discord.js';
import { type OutgoingFile, UserError } from '../../../src/chat/index.ts';
import { LIMITS } from '../limits.ts';
import type { MessageBody } from './page.ts';

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
  body: MessageBody,
  files: readonly OutgoingFile[],
): { readonly body: object; readonly files?: RawFile[] } {
  if (files.length === 0) return { body };
  const attachments = files.map((file, id) => ({
    id: String(id),
    filename: nameOf(file),
    description: altTextOf(file),
  }));
  return {
    body: { ...body, attachments },
    files: files.map((file) => ({ name: nameOf(file), data: file.data, contentType: file.mediaType })),
  };
}

/** What a file is called here: Discord hides what is so named until somebody clicks it. */
export const nameOf = ({ name, spoiler }: OutgoingFile): string => (spoiler ? `SPOILER_${name}` : name);

export const altTextOf = ({ altText }: OutgoingFile): string =>
  altText.slice(0, LIMITS.altText).toWellFormed();

/** The same files by names that a message can refer to: plain letters and signs, each once. */
export function withPlainNames(files: readonly OutgoingFile[]): readonly OutgoingFile[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const { name: stem, ext } = parse(file.name.normalize('NFKD').replaceAll(/\p{M}/gu, ''));
    const [plainStem, plainExt] = [stem, ext].map((part) => part.replaceAll(/[^\w.-]+/g, '_'));
    let name = `${plainStem}${plainExt}`;
    for (let copy = 2; taken.has(name); copy++) name = `${plainStem}-${copy}${plainExt}`;
    taken.add(name);
    return { ...file, name };
  });
}
