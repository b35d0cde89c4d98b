/** Opens files: only from Discord's hosts, with a fresh link when the old one expired, never a web page instead. */
import { DiscordAPIError, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { type Attachment, UserError } from '../../src/chat/index.ts';
import { FILE_HOSTS, FILE_REDIRECTS, PACE } from './limits.ts';

const Source = z
  .object({
    url: z.string(),
    attachmentId: z.string(),
    /** The message a fresh link can be had from; what belongs to none has a link that lasts. */
    message: z.object({ channelId: z.string(), messageId: z.string() }).optional(),
  })
  .readonly();
type Source = z.infer<typeof Source>;

const Files = z.array(z.object({ id: z.string(), url: z.string() })).default([]);
/** As much of a message as is needed to find its files, forwarded ones included. */
const FileMessage = z.object({
  attachments: Files,
  message_snapshots: z.array(z.object({ message: z.object({ attachments: Files }) })).default([]),
});

export function formatSource(source: Source): string {
  return JSON.stringify(source);
}

export interface AttachmentOptions {
  readonly rest: REST;
  readonly mediaHosts: readonly string[];
}

/** Discord signs links; the query says when they end: `ex`, in hexadecimal seconds since 1970. */
function hasExpired(url: URL): boolean {
  const expires = Number.parseInt(url.searchParams.get('ex') ?? '', 16);
  return expires * 1000 <= Date.now();
}

function isAllowed(url: URL, mediaHosts: readonly string[]): boolean {
  if (mediaHosts.some((host) => host === url.host || host === url.hostname))
    return url.protocol === 'https:' || url.protocol === 'http:';
  return url.protocol === 'https:' && FILE_HOSTS.test(url.host);
}

/** Fetches by hand through redirects, so that each address is checked before it is asked. */
async function fetchAllowed(name: string, from: URL, mediaHosts: readonly string[], signal: AbortSignal) {
  let url = from;
  for (let hop = 0; hop <= FILE_REDIRECTS; hop++) {
    if (!isAllowed(url, mediaHosts))
      throw new UserError(
        'discord-file-host',
        `${name} lies at ${url.host}, and I only fetch files from Discord.`,
        'Upload the file itself to Discord.',
      );
    const response = await fetch(url, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    url = new URL(location, url);
  }
  throw new UserError('discord-file-redirects', `The address of ${name} leads in circles.`);
}

/** A fresh link: Discord signs one whenever the message is read again. */
async function freshLink(rest: REST, name: string, source: Source, signal: AbortSignal): Promise<URL> {
  const gone = () =>
    new UserError('discord-file-gone', `${name} is no longer on Discord.`, 'Please upload it again.');
  if (!source.message) throw gone();
  const { channelId, messageId } = source.message;
  const raw = await rest
    .get(Routes.channelMessage(channelId, messageId), { signal })
    .catch((error: unknown) => {
      throw error instanceof DiscordAPIError ? gone() : error;
    });
  const { attachments, message_snapshots } = FileMessage.parse(raw);
  const files = [...attachments, ...message_snapshots.flatMap(({ message }) => message.attachments)];
  const file = files.find(({ id }) => id === source.attachmentId);
  if (!file) throw gone();
  return new URL(file.url);
}

/** Statuses of the file server for a link that is not valid any more. */
const EXPIRED: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** Ends a download that sends nothing for a while. */
function watchIdle(name: string) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    arm: () => {
      clearTimeout(timer);
      const stalled = new UserError(
        'discord-file-stalled',
        `${name} stopped arriving from Discord.`,
        'Please try again.',
      );
      timer = setTimeout(() => controller.abort(stalled), PACE.fileIdleMs);
    },
    rest: () => clearTimeout(timer),
  };
}
type IdleWatch = ReturnType<typeof watchIdle>;

async function* bytesOf(
  body: ReadableStream<Uint8Array>,
  idle: IdleWatch,
  readable: (error: unknown) => unknown,
) {
  const reader = body.getReader();
  try {
    for (;;) {
      idle.arm();
      const { done, value } = await reader.read();
      idle.rest();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw readable(error);
  } finally {
    idle.rest();
    await reader.cancel().catch(() => {});
  }
}

/**
 * Opens a file's bytes. An expired link is renewed once by reading its message again.
 *
 * @throws UserError when the file is gone, lies elsewhere, stops arriving, or a web page comes in its place
 */
export async function openAttachment(
  attachment: Attachment,
  { rest, mediaHosts }: AttachmentOptions,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { name } = attachment;
  const source = Source.parse(JSON.parse(attachment.source));
  const idle = watchIdle(name);
  const ends = AbortSignal.any([signal, idle.signal]);
  /** An error of the network becomes one that a person can act on. */
  const readable = (error: unknown): unknown => {
    if (ends.aborted) return ends.reason;
    if (error instanceof UserError) return error;
    const hint = 'Please try again.';
    return new UserError('discord-file-failed', `I could not fetch ${name} from Discord.`, hint, {
      cause: error,
    });
  };

  idle.arm();
  try {
    const link = new URL(source.url);
    let response = hasExpired(link) ? undefined : await fetchAllowed(name, link, mediaHosts, ends);
    if (!response || EXPIRED.has(response.status)) {
      await response?.body?.cancel();
      response = await fetchAllowed(name, await freshLink(rest, name, source, ends), mediaHosts, ends);
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new UserError(
        'discord-file-failed',
        `Discord did not hand out ${name} (status ${response.status}).`,
        'Please try again in a minute.',
      );
    }
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (isPage && !(attachment.declaredType?.startsWith('text/html') ?? /\.x?html?$/i.test(name))) {
      await response.body.cancel();
      throw new UserError(
        'discord-file-page',
        `Discord sent a web page instead of ${name}.`,
        'Please upload it again.',
      );
    }
    return ReadableStream.from(bytesOf(response.body, idle, readable));
  } catch (error) {
    throw readable(error);
  } finally {
    idle.rest();
  }
}
