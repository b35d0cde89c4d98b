/** A request that is refused: the HTTP status for programs and one sentence for the person at the page. */
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ContentfulStatusCode;
  /** Headers that the status calls for, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    sentence: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(sentence);
    this.status = status;
    this.headers = headers;
  }
}
