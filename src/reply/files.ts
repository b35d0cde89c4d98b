/** The files of an answer: posted once its text stands, and never at the text's cost. */
import { type OutgoingFile, sentenceFor, type SurfaceLimits, Unconfirmed, UserError } from '../chat/index.ts';
import { CAP } from './limits.ts';
import { linesOf } from './lines.ts';

/** Posts files with Markdown, or the Markdown alone, however often it takes. Gives what went wrong in the end. */
export type Attach = (
  files: readonly OutgoingFile[],
  markdown: string,
) => Promise<{ readonly error: unknown } | undefined>;

/** The whole of an answer that is too long for its pages. */
export function answerFile(markdown: string): OutgoingFile {
  return {
    name: CAP.file,
    mediaType: 'text/markdown',
    data: new TextEncoder().encode(markdown),
    altText: 'The whole answer',
  };
}

/**
 * Posts files, several at once. What is too large, refused or failed is told in words instead.
 *
 * @returns those that were not posted
 */
export async function postFiles(
  files: readonly OutgoingFile[],
  limits: SurfaceLimits,
  attach: Attach,
): Promise<readonly OutgoingFile[]> {
  if (files.length === 0) return [];
  const { fileBytes } = limits;
  /** Who takes no text either is told nothing. */
  const tell = async (sentences: readonly string[]) => {
    if (sentences.length === 0) return;
    for (const { markdown } of linesOf({ markdown: sentences.join('\n') }, limits))
      await attach([], markdown);
  };
  if (fileBytes === 0) {
    await tell([`I cannot post files here: ${namesOf(files)}.`]);
    return files;
  }
  const sentences: string[] = [];
  const missing: OutgoingFile[] = [];
  const miss = (file: OutgoingFile, why: string) => {
    missing.push(file);
    sentences.push(`I could not post ${namesOf([file])}${why}`);
  };
  const isSmall = ({ data }: OutgoingFile) => data.byteLength <= fileBytes;
  for (const file of files)
    if (!isSmall(file))
      miss(file, `: it has ${megabytes(file.data.byteLength)}, and ${megabytes(fileBytes)} are allowed.`);

  const post = async (group: readonly OutgoingFile[]): Promise<void> => {
    const { error } = (await attach(group, '')) ?? {};
    if (error === undefined) return;
    if (error instanceof Unconfirmed)
      sentences.push(`I do not know whether ${namesOf(group)} arrived: ${error.message}`);
    else if (!(error instanceof UserError)) for (const file of group) miss(file, ', however often I tried.');
    else if (group.length === 1) miss(group[0]!, `: ${sentenceFor(error)}`);
    // One of them may have spoilt it for the others.
    else for (const file of group) await post([file]);
  };
  const small = files.filter(isSmall);
  for (let at = 0; at < small.length; at += CAP.filesAtOnce)
    await post(small.slice(at, at + CAP.filesAtOnce));
  await tell(sentences);
  return missing;
}

const namesOf = (files: readonly OutgoingFile[]): string => files.map(({ name }) => `\`${name}\``).join(', ');

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
