/** The OpenAI client as this part uses it: nothing from the environment, no retries and no logs of its own. */
import { OpenAI } from 'openai';

export interface Connection {
  readonly apiKey: string | undefined;
  /** Undefined: OpenAI's own. */
  readonly baseUrl: string | undefined;
}

/** Servers without keys get this one, because the client demands some key. */
const NO_KEY = 'none';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

export function connect(
  { apiKey, baseUrl }: Connection,
  options: { readonly timeoutMs?: number; readonly fetch?: typeof fetch } = {},
): OpenAI {
  return new OpenAI({
    apiKey: apiKey ?? NO_KEY,
    baseURL: baseUrl ?? OPENAI_BASE_URL,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs }),
    ...(options.fetch && { fetch: options.fetch }),
  });
}
