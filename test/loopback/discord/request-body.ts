/** What a request carries: JSON, or a form with the JSON in `payload_json` and files in `files[0]`, `files[1]` … */
import type { IncomingMessage } from 'node:http';
import { ApiError, CODE } from './errors.ts';
import { MESSAGE, UPLOAD } from './limits.ts';
import type { StoredFile, World } from './state.ts';

export interface RequestBody {
  readonly body: unknown;
  /** The files of a form, by the number in their field's name. */
  readonly files: ReadonlyMap<number, StoredFile>;
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > UPLOAD.request) throw new ApiError(413, CODE.tooLarge, 'Request entity too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ApiError(400, CODE.invalidJson, 'The request body contains invalid JSON.');
  }
}

function invalid(field: string, message: string): ApiError {
  const errors = { [field]: { _errors: [{ message }] } };
  return new ApiError(400, CODE.invalidForm, 'Invalid Form Body', { errors });
}

export async function readBody(world: World, request: IncomingMessage): Promise<RequestBody> {
  const bytes = await bytesOf(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return { body: parseJson(bytes.toString()), files: new Map() };

  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const files = new Map<number, StoredFile>();
  for (const [field, value] of form) {
    if (typeof value === 'string') continue;
    const number = /^files\[(\d+)\]$/.exec(field)?.[1];
    if (number === undefined) throw invalid(field, 'A file stands in files[n]');
    if (value.size > UPLOAD.file) throw new ApiError(413, CODE.tooLarge, 'Request entity too large');
    files.set(Number(number), {
      id: world.nextId(),
      filename: value.name.replaceAll(/[^\w.-]+/g, '_'),
      bytes: new Uint8Array(await value.arrayBuffer()),
      contentType: value.type,
    });
  }
  if (files.size > MESSAGE.uploads) throw invalid('files', `Must be ${MESSAGE.uploads} or fewer in length.`);
  return { body: parseJson(String(form.get('payload_json') ?? '')), files };
}

/**
 * The files of a message after a request: those it names in `attachments` and keeps, then those that came along. A
 * description belongs to the file whose number it names; a number without a file is refused.
 */
export function filesAfter(
  kept: readonly StoredFile[],
  named:
    readonly { readonly id: number | string; readonly description?: string | null | undefined }[] | undefined,
  files: RequestBody['files'],
): readonly StoredFile[] {
  for (const { id } of named ?? []) {
    if (!files.has(Number(id)) && !kept.some((file) => file.id === String(id)))
      throw invalid('attachments', 'Attachment data not found');
  }
  const fresh = [...files].map(([number, file]) => {
    const description = named?.find(({ id }) => Number(id) === number)?.description;
    return description ? { ...file, description } : file;
  });
  const stay = named ? kept.filter((file) => named.some(({ id }) => String(id) === file.id)) : kept;
  return [...stay, ...fresh];
}
