/** Response addresses of commands, menus and buttons: five uses within thirty minutes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import { actOut, lose, type Faults } from './faults.ts';
import { textArg, type Args } from './json.ts';
import { postAs } from './messages.ts';
import { RULES } from './rules.ts';
import { revise, type State, type StoredMessage } from './state.ts';
import { contentOf, noticePings } from './validation.ts';
import { bodyOf } from './web-api.ts';

interface ResponseAddress {
  readonly state: State;
  readonly user: string;
  readonly channel: string;
  readonly createdAt: number;
  uses: number;
  /** What it replaces: what was posted through it last, at first the message whose button was pressed. */
  last: StoredMessage | undefined;
}

export interface Responses {
  /** `pressed`: the message whose button gave the address. */
  create(state: State, user: string, channel: string, pressed?: StoredMessage): string;
  handle(id: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createResponses(faults: Faults): Responses {
  const addresses = new Map<string, ResponseAddress>();
  return {
    create: (state, user, channel, pressed) => {
      const id = state.nextId('R');
      addresses.set(id, { state, user, channel, createdAt: state.now(), uses: 0, last: pressed });
      return `${state.origin}/response/${id}`;
    },
    handle: async (id, request, response) => {
      const args = JSON.parse(await bodyOf(request)) as Args;
      const fault = faults.take('response_url');
      if (actOut(fault, response)) return;
      const address = addresses.get(id);
      if (!address || address.state.now() - address.createdAt > RULES.responseMs)
        return refuse(response, 'expired_url');
      if (address.uses >= RULES.responseUses) return refuse(response, 'used_url');
      address.uses += 1;
      noticePings(address.state, args);
      try {
        write(address, args);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return refuse(response, error.code);
      }
      if (!lose(fault, response)) response.writeHead(200).end('ok');
    },
  };
}

function write(address: ResponseAddress, args: Args): void {
  const { state } = address;
  const content = contentOf(args);
  if (args['replace_original'] === true && address.last) {
    address.last.text = content.text;
    address.last.blocks = content.blocks;
    revise(state, address.last);
    return;
  }
  const thread = textArg(args, 'thread_ts');
  address.last = postAs(state, address.channel, content, {
    ...(args['response_type'] === 'in_channel' ? {} : { visibleTo: address.user }),
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  revise(state, address.last);
}

function refuse(response: ServerResponse, error: string): void {
  response.writeHead(404).end(error);
}
