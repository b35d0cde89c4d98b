/** Saying no as the API does. */
import type { z } from 'zod';

/** An error answer, as the API words it. */
export interface ApiError {
  readonly status: number;
  readonly message: string;
  readonly code?: string | null;
  readonly type?: string;
  readonly param?: string | null;
}

export class RuleBroken extends Error {
  readonly answer: ApiError;

  constructor(answer: ApiError) {
    super(answer.message);
    this.answer = answer;
  }
}

export const refuse = (answer: Partial<ApiError> & { readonly message: string }): never => {
  throw new RuleBroken({ status: 400, type: 'invalid_request_error', ...answer });
};

/** What a schema found, in the API's words. */
export function parse<T>(schema: z.ZodType<T>, body: unknown, known: string): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const param = issue?.path.join('.') ?? null;
  const sent = issue?.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    body,
  );
  if (issue?.code === 'unrecognized_keys')
    refuse({ message: `Unknown parameter: '${issue.keys[0]}'.`, code: 'unknown_parameter', param });
  if (sent === undefined)
    refuse({ message: `Missing required parameter: '${param}'.`, code: 'missing_required_parameter', param });
  if (issue?.path.at(-1) === 'type' && typeof sent === 'string')
    refuse({
      message: `Invalid value: '${sent}'. Supported values are: ${known}.`,
      code: 'invalid_value',
      param,
    });
  return refuse({ message: `Invalid value at '${param}': ${issue?.message}.`, code: 'invalid_value', param });
}
