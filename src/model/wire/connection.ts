/** The OpenAI client as this part uses it: nothing from the environment, no retries and no logs of its own. */
import { OpenAI } from 'openai';
import type { fetch as Fetch } from 'undici';

export interface Connection {
  readonly apiKey: string | undefined;
  /** Undefined: OpenAI's own. */
  readonly baseUrl: string | undefined;
}

/** Servers without keys get this one, because the client demands some key. */
const NO_KEY = 'none';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Node's own `fetch` gives up after five minutes without headers, whatever else is set. Loaded where it is needed only. */
function fetchWithin(headersTimeout: number): typeof fetch {
  const loaded = import('undici').then((undici) => ({
    send: undici.fetch,
    dispatcher: new undici.Agent({ headersTimeout }),
  }));
  const patient: typeof Fetch = async (input, init) => {
    const { send, dispatcher } = await loaded;
    return send(input, { ...init, dispatcher });
  };
  return patient as unknown as typeof fetch;
}

export function connect(
  { apiKey, baseUrl }: Connection,
  options: {
    /** The longest wait for an answer to begin; ten minutes where left out, of which Node waits five. */
    readonly timeoutMs?: number;
    /** The wait may be longer than five minutes. */
    readonly isPatient?: boolean;
  } = {},
): OpenAI {
  return new OpenAI({
    apiKey: apiKey ?? NO_KEY,
    baseURL: baseUrl ?? OPENAI_BASE_URL,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs }),
    ...(options.timeoutMs !== undefined && options.isPatient && { fetch: fetchWithin(options.timeoutMs) }),
  });
}
