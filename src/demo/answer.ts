/** An answer as it goes over the wire, whatever the dialect: stretches first, then one ending. */

export interface TokenCounts {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  /** Part of `output`. */
  readonly reasoning: number;
}

export interface CallWords {
  /** Made up where left out. */
  readonly id?: string;
  readonly name: string;
  /** JSON, as a rule. */
  readonly arguments: string;
}

export interface AnswerWriter {
  /** Says that the answer has begun, before there is any of it. */
  begin(): void;
  reasoning(text: string): void;
  /** The next stretch of reasoning opens a new section of the summary. */
  nextSection(): void;
  text(text: string): void;
  refusal(text: string): void;
  /** Asks for a function to be run. */
  call(call: CallWords): void;
  /** `length` and `filtered` cut the answer; the counts may be left out, as some servers do. */
  finish(reason: 'complete' | 'length' | 'filtered', counts: TokenCounts | undefined): void;
  /** Ends with a failure that the server reports inside the stream. */
  fail(code: string, message: string): void;
  /** A whole event of the dialect, as it is. */
  event(event: Readonly<Record<string, unknown>>): void;
  /** Bytes that are no event: comments, rubbish. */
  raw(text: string): void;
  /** Ends the stream without an ending. */
  leave(): void;
  /** What a client has to hand back for the answer to go on: the items, or the message with its calls. */
  written(): readonly Readonly<Record<string, unknown>>[];
}

export interface AnswerOptions {
  readonly model: string;
  readonly effort: string | undefined;
  /** The service that is given, as `service_tier`; the usual one where left out. */
  readonly service?: string | undefined;
  /** The reasoning may be shown. */
  readonly showReasoning: boolean;
  /** The counts may be sent. */
  readonly showCounts: boolean;
}
