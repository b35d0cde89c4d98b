/** The platform's own transcript of a recording, where there is one: it costs nothing and is already there. */
import { type Attachment, UserError } from '../chat/index.ts';
import type { Logger } from '../ops/index.ts';
import { orAborted, timeLimit } from './abort.ts';
import type { MediaLimits } from './limits.ts';
import type { Said } from './sound/speech.ts';
import { parseVtt } from './sound/vtt.ts';
import type { OpenAttachment } from './types.ts';

export interface TranscriptOptions {
  readonly limits: MediaLimits;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const TOO_SLOW = new UserError('slow', 'the transcript did not come in time');

/** Undefined where there is none or it cannot be had: then we listen ourselves. */
export async function readTranscript(
  attachment: Attachment,
  open: OpenAttachment,
  { limits, log, signal }: TranscriptOptions,
): Promise<readonly Said[] | undefined> {
  if (attachment.transcript === undefined) return undefined;
  using deadline = timeLimit(limits.transcriptMs, TOO_SLOW, signal);
  try {
    const source = { ...attachment, source: attachment.transcript };
    const stream = await orAborted(open(source, deadline.signal), deadline.signal);
    const said = parseVtt(
      await readText(stream, limits.transcriptBytes, deadline.signal),
      limits.stretchSeconds,
    );
    return said.length > 0 ? said : undefined;
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error }, 'The transcript of a recording could not be read: it is listened to instead.');
    return undefined;
  }
}

async function readText(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  try {
    let text = '';
    for (let bytes = 0; ;) {
      const { done, value } = await orAborted(reader.read(), signal);
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > maxBytes) throw new UserError('too-large', 'the transcript is too large');
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // Closes the connection; a stream that is already done or broken has nothing left to say.
    reader.cancel().catch(() => {});
  }
}
