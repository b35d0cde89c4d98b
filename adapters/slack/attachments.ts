/** Files on Slack: what a message says about them, and how their bytes are fetched without giving the token away. */
import { z } from 'zod';
import { UserError, type Attachment } from '../../src/chat/index.ts';
import { read } from './workspaces/call.ts';
import { LIMITS } from './limits.ts';
import { type SharedMessage, SlackFile } from './intake/payloads.ts';
import { parseJson } from './answer/target.ts';
import type { Workspace, Workspaces } from './workspaces/workspaces.ts';

/** The workspace whose token opens it: that of the conversation, wherever the file came from. */
const team = z.string().default('');
const Source = z.discriminatedUnion('kind', [
  /** Without an address, the file is looked up first: files of shared channels arrive with their id only. */
  z.object({ kind: z.literal('file'), id: z.string(), url: z.url().optional(), team }),
  z.object({ kind: z.literal('transcript'), id: z.string(), url: z.url().optional(), team }),
  /** A picture that Slack shows to everybody: fetched without the token. */
  z.object({ kind: z.literal('picture'), url: z.url() }),
]);
type Source = z.infer<typeof Source>;
const FileInfo = z.object({ file: SlackFile });

/** Hosts that may see the token. */
const SLACK_HOSTS = /^(?:[a-z0-9-]+\.)*(?:slack\.com|slack-files\.com)$/;
/** Where Slack keeps its copies of pictures from elsewhere. */
const PICTURE_HOSTS = /^slack-imgs\.com$/;

const source = (parts: Source): string => JSON.stringify(parts);

export function toAttachment(file: SlackFile, team: string): Attachment {
  const { id } = file;
  const url = addressOf(file);
  const transcript = transcriptOf(file, team);
  return {
    id,
    name: file.name || file.title || id,
    ...(file.mimetype ? { declaredType: declaredType(file.mimetype, file.subtype) } : {}),
    ...(file.size == null ? {} : { bytes: file.size }),
    ...(file.duration_ms == null ? {} : { durationSeconds: file.duration_ms / 1000 }),
    ...(file.alt_txt ? { altText: file.alt_txt } : {}),
    ...(transcript === undefined ? {} : { transcript: source(transcript) }),
    source: source({ kind: 'file', id, ...(url === undefined ? {} : { url }), team }),
  };
}

/** The picture of a link preview, where Slack itself hands it out; nothing where it lies on a stranger's server. */
export function toPreview(
  { image_url, thumb_url, from_url }: SharedMessage,
  team: string,
): readonly Attachment[] {
  for (const address of [image_url, thumb_url]) {
    const url = address ? URL.parse(address) : null;
    if (url?.protocol !== 'https:' || !(PICTURE_HOSTS.test(url.host) || SLACK_HOSTS.test(url.host))) continue;
    const host = URL.parse(from_url ?? '')?.hostname ?? 'a link';
    const kind = PICTURE_HOSTS.test(url.host) ? 'picture' : 'file';
    const id = `preview:${url.href}`;
    const where: Source = kind === 'picture' ? { kind, url: url.href } : { kind, id, url: url.href, team };
    return [{ id, name: `preview of ${host}`, source: source(where) }];
  }
  return [];
}

function addressOf(file: SlackFile): string | undefined {
  return file.url_private_download ?? file.url_private ?? undefined;
}

/** Only a complete transcript counts. A clip may be described without one that exists all the same. */
function transcriptOf({ id, subtype, transcription, vtt }: SlackFile, team: string): Source | undefined {
  const isClip = subtype === 'slack_audio' || subtype === 'slack_video';
  if (transcription ? transcription.status !== 'complete' : !isClip) return undefined;
  return { kind: 'transcript', id, ...(transcription && vtt ? { url: vtt } : {}), team };
}

/** A voice clip recorded in Slack is an MP4 that calls itself a video. */
function declaredType(mimetype: string, subtype: string | null | undefined): string {
  return subtype === 'slack_audio' ? mimetype.replace(/^video\//, 'audio/') : mimetype;
}

export async function openFile(
  attachment: Attachment,
  workspaces: Pick<Workspaces, 'of'>,
  mediaHosts: readonly string[],
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const where = Source.parse(parseJson(attachment.source));
  if (where.kind === 'picture')
    return fetchFile(attachment, where.kind, new URL(where.url), { mediaHosts }, signal);
  const workspace = workspaces.of(where.team);
  const url = where.url ?? (await lookUp(where, workspace, signal));
  if (url === undefined)
    throw where.kind === 'transcript'
      ? new UserError('slack-no-transcript', `Slack has no complete transcript of ${attachment.name}.`)
      : new UserError(
          'slack-file-gone',
          `Slack has no address for ${attachment.name}.`,
          'Please share it again.',
        );
  const token = await workspace.token();
  return fetchFile(attachment, where.kind, new URL(url), { mediaHosts, token }, signal);
}

/** The address of a file, or of its complete transcript, where there is one. */
async function lookUp(
  { kind, id: file }: Extract<Source, { id: string }>,
  { clients }: Workspace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = FileInfo.parse(await read(signal, () => clients.repeatable.files.info({ file }))).file;
  if (kind === 'file') return addressOf(found);
  return found.transcription?.status === 'complete' ? (found.vtt ?? undefined) : undefined;
}

/** Follows redirects by hand: each hop must be a host that may be asked, and the token is for Slack's own. */
async function fetchFile(
  attachment: Attachment,
  kind: Source['kind'],
  first: URL,
  { mediaHosts, token }: { readonly mediaHosts: readonly string[]; readonly token?: string },
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const idle = idleSignal(attachment.name);
  let url = first;
  try {
    for (let hop = 0; hop <= LIMITS.fileRedirects; hop++) {
      if (!mayVisit(url, kind, mediaHosts))
        throw new UserError(
          'slack-file-host',
          `${attachment.name} lies at ${url.host}, and I only fetch files from Slack.`,
          'Upload the file itself to Slack.',
        );
      const response = await fetch(url, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        redirect: 'manual',
        signal: AbortSignal.any([signal, idle.signal]),
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        url = new URL(location, url);
        continue;
      }
      await refuseWrong(response, kind, attachment);
      return (response.body ?? new Blob([]).stream()).pipeThrough(idle.guard());
    }
    throw new UserError('slack-file-redirects', `The address of ${attachment.name} leads in circles.`);
  } catch (error) {
    idle.end();
    throw readable(error, attachment.name, signal);
  }
}

function mayVisit(url: URL, kind: Source['kind'], mediaHosts: readonly string[]): boolean {
  if (mediaHosts.includes(url.host) || mediaHosts.includes(url.hostname)) return true;
  const hosts = kind === 'picture' ? PICTURE_HOSTS : SLACK_HOSTS;
  return url.protocol === 'https:' && url.port === '' && hosts.test(url.hostname);
}

async function refuseWrong(
  response: Response,
  kind: Source['kind'],
  { name, declaredType: type }: Attachment,
): Promise<void> {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  const isDownload = response.headers.has('content-disposition');
  const isLogin = isPage && !(type === 'text/html' && isDownload);
  if (response.ok && !isLogin) return;
  await response.body?.cancel();
  if (isLogin && kind === 'picture')
    throw new UserError('slack-file-page', `Slack sent a web page instead of the ${name}.`);
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
