/** Request bodies with a limit, and answers as JSON, errors in the shape of the API's. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** An error that becomes the answer. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, message: string, code: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function sendFault(response: ServerResponse, { status, message, code }: ApiFault): void {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  sendJson(response, status, { error: { message, type, param: null, code } });
}

/** The whole body; a longer one than the limit is refused with 413. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    // What is too much is read but not kept: a client that is still sending would miss the answer.
    if (length <= maxBytes) chunks.push(bytes);
  }
  if (length > maxBytes)
    throw new ApiFault(413, `The request is larger than ${maxBytes / 1024 / 1024} MB.`, 'request_too_large');
  return Buffer.concat(chunks);
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiFault(400, 'We could not parse the JSON body of your request.');
  }
}

/** The fields of a `multipart/form-data` body. */
export async function parseForm(request: IncomingMessage, body: Buffer<ArrayBuffer>): Promise<FormData> {
  try {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    return await new Request('http://127.0.0.1/', { method: 'POST', headers, body }).formData();
  } catch {
    throw new ApiFault(400, 'We could not parse your request: expected multipart/form-data.');
  }
}
