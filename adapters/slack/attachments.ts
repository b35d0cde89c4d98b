/** Files on Slack: what a message says about them, and how their bytes are fetched without giving the token away. */
import { z } from 'zod';
import { UserError, type Attachment } from '../../src/chat/index.ts';
import type { SlackClients } from './client.ts';
import { read } from './call.ts';
import { LIMITS } from './limits.ts';
import type { SlackOptions } from './options.ts';
import { SlackFile } from './payloads.ts';
import { parseJson } from './target.ts';

/** Without an address, the file is looked up first: files of shared channels arrive with their id only. */
const Source = z.object({ id: z.string(), url: z.url().optional() });
const FileInfo = z.object({ file: SlackFile });

const SLACK_HOSTS = /^(?:[a-z0-9-]+\.)*(?:slack\.com|slack-files\.com)$/;

export function toAttachment(file: SlackFile): Attachment {
  const url = file.url_private_download ?? file.url_private ?? undefined;
  return {
    id: file.id,
    name: file.name || file.title || file.id,
    ...(file.mimetype ? { declaredType: declaredType(file.mimetype, file.subtype) } : {}),
    ...(file.size == null ? {} : { bytes: file.size }),
    ...(file.duration_ms == null ? {} : { durationSeconds: file.duration_ms / 1000 }),
    ...(file.alt_txt ? { altText: file.alt_txt } : {}),
    source: JSON.stringify({ id: file.id, ...(url === undefined ? {} : { url }) }),
  };
}

/** A voice clip recorded in Slack is an MP4 that calls itself a video. */
function declaredType(mimetype: string, subtype: string | null | undefined): string {
  return subtype === 'slack_audio' ? mimetype.replace(/^video\//, 'audio/') : mimetype;
}

export async function openFile(
  attachment: Attachment,
  { repeatable }: SlackClients,
  options: SlackOptions,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const source = Source.parse(parseJson(attachment.source));
  const url = source.url ?? (await lookUp(source.id));
  if (url === undefined)
    throw new UserError(
      'slack-file-gone',
      `Slack has no address for ${attachment.name}.`,
      'Please share it again.',
    );
  return fetchFile(attachment, new URL(url), options, signal);

  async function lookUp(file: string): Promise<string | undefined> {
    const found = FileInfo.parse(await read(signal, () => repeatable.files.info({ file }))).file;
    return found.url_private_download ?? found.url_private ?? undefined;
  }
}

/** Follows redirects by hand: each hop must be a host that may see the token. */
async function fetchFile(
  attachment: Attachment,
  first: URL,
  { botToken, mediaHosts }: SlackOptions,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const idle = idleSignal(attachment.name);
  let url = first;
  try {
    for (let hop = 0; hop <= LIMITS.fileRedirects; hop++) {
      if (!mayVisit(url, mediaHosts))
        throw new UserError(
          'slack-file-host',
          `${attachment.name} lies at ${url.host}, and I only fetch files from Slack.`,
          'Upload the file itself to Slack.',
        );
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${botToken}` },
        redirect: 'manual',
        signal: AbortSignal.any([signal, idle.signal]),
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        url = new URL(location, url);
        continue;
      }
      await refuseWrong(response, attachment);
      return (response.body ?? new Blob([]).stream()).pipeThrough(idle.guard());
    }
    throw new UserError('slack-file-redirects', `The address of ${attachment.name} leads in circles.`);
  } catch (error) {
    idle.end();
    throw readable(error, attachment.name, signal);
  }
}

function mayVisit(url: URL, mediaHosts: readonly string[]): boolean {
  if (mediaHosts.includes(url.host) || mediaHosts.includes(url.hostname)) return true;
  return url.protocol === 'https:' && url.port === '' && SLACK_HOSTS.test(url.hostname);
}

async function refuseWrong(response: Response, { name, declaredType: type }: Attachment): Promise<void> {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  const isDownload = response.headers.has('content-disposition');
  const isLogin = isPage && !(type === 'text/html' && isDownload);
  if (response.ok && !isLogin) return;
  await response.body?.cancel();
  if (isLogin)
    throw new UserError(
      'slack-files-read',
      `Slack sent its login page instead of ${name}: the files:read scope is missing.`,
      'Add files:read under “OAuth & Permissions” of the app and install the app again.',
    );
  if (response.status === 404 || response.status === 410)
    throw new UserError('slack-file-gone', `${name} is no longer on Slack.`, 'Please share it again.');
  throw new UserError(
    'slack-file-failed',
    `Slack did not hand out ${name} (status ${response.status}).`,
    'Please try again in a minute.',
  );
}

/** Aborts when nothing comes for a while. */
function idleSignal(name: string): {
  readonly signal: AbortSignal;
  guard(): TransformStream<Uint8Array, Uint8Array>;
  end(): void;
} {
  const controller = new AbortController();
  const stalled = () => controller.abort(stalledError(name));
  const timer = setTimeout(stalled, LIMITS.fileIdleMs);
  const end = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    end,
    guard: () =>
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, stream) => {
          timer.refresh();
          stream.enqueue(chunk);
        },
        flush: end,
        cancel: end,
      }),
  };
}

function stalledError(name: string): UserError {
  return new UserError('slack-file-stalled', `${name} stopped arriving from Slack.`, 'Please try again.');
}

/** An error of the network becomes one that a person can act on. */
function readable(error: unknown, name: string, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof UserError) return error;
  return new UserError(
    'slack-file-failed',
    `I could not fetch ${name} from Slack.`,
    'Please try again in a minute.',
    {
      cause: error,
    },
  );
}
