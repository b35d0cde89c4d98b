/** An answer of the Web API that is not ok. */
export class ApiError extends Error {
  readonly code: string;
  readonly more: Readonly<Record<string, string>>;

  constructor(code: string, more: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}
