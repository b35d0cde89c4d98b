/** A real receiver on this machine, which checks signatures as Standard Webhooks has it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { ReplyTarget, ReplyView } from '../../../src/chat/index.ts';

export const SECRET = `whsec_${Buffer.from('thirty-two bytes that are secret').toString('base64')}`;

export interface Request {
  readonly id: string;
  readonly method: string;
  readonly type: string;
  readonly body: unknown;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const taken: Answer = (response) => void response.writeHead(204).end();

/** @param answers to the first requests; to all others that they are taken */
export async function openReceiver(...answers: Answer[]) {
  const requests: Request[] = [];
  const first = Promise.withResolvers<Request>();
  const server = createServer((request, response) => {
    const answer = answers.shift() ?? taken;
    text(request)
      .then((raw) => {
        const headers = request.headers as Record<string, string>;
        const body = new Webhook(SECRET).verify(raw, headers);
        const { method = '' } = request;
        requests.push({ id: headers['webhook-id']!, method, type: headers['content-type']!, body });
        first.resolve(requests[0]!);
        answer(response, request);
      })
      .catch(() => response.writeHead(401).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/attache`,
    requests,
    /** The first request, past or to come. */
    first: first.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const answerWith =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);

export const targetFor = (name: string, more: Partial<ReplyTarget> = {}): ReplyTarget => ({
  conversation: { platform: 'webhook', workspace: 'local', channel: name, kind: 'channel' },
  messageId: 'run-1',
  userId: '',
  private: false,
  handle: JSON.stringify({ rule: 'receipts', link: 'https://discord.com/channels/1/2/3' }),
  ...more,
});

export const viewOf = (markdown: string, more: Partial<ReplyView> = {}): ReplyView => ({
  phase: 'done',
  markdown,
  steps: [],
  receipts: [],
  notices: [],
  actions: [],
  files: [],
  ...more,
});

export const jsonFile = (name: string, content: string) => ({
  name,
  mediaType: 'application/json',
  data: new TextEncoder().encode(content),
  altText: '',
});
