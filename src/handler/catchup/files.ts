/** What is shown of the files of a look back: its newest pictures and short recordings, as far as they fit. */
import type { Attachment, Message } from '../../chat/index.ts';
import { estimateTokens, type Part } from '../../model/index.ts';
import { LIMITS } from '../limits.ts';
import { prepareOne, type Preparation } from '../request/prepare.ts';

/** Which files are worth looking at is guessed from what their platform says of them; what they are is seen then. */
function isWorthALook({ name, declaredType = '', durationSeconds }: Attachment): boolean {
  const isPicture = declaredType.startsWith('image/') || /\.(?:png|jpe?g|webp|gif|heic)$/i.test(name);
  const isSound = declaredType.startsWith('audio/') && durationSeconds !== undefined;
  return isPicture || (isSound && durationSeconds <= LIMITS.lookBackSoundSeconds);
}

export interface Seen {
  /** What is shown of the files of each message. */
  readonly of: ReadonlyMap<Message, readonly Part[]>;
  readonly tokens: number;
  /** Dollars. */
  readonly usd: number;
}

/**
 * @param messages newest first
 * @param room in tokens
 */
export async function seenIn(messages: readonly Message[], room: number, parts: Preparation): Promise<Seen> {
  const files = messages
    .flatMap((message) =>
      message.attachments.flatMap((attachment, index) =>
        isWorthALook(attachment) ? [{ message, attachment, index }] : [],
      ),
    )
    .slice(0, LIMITS.lookBackFiles);
  const looked = await Promise.all(
    files.map(async ({ message, attachment, index }) => ({
      message,
      prepared: await prepareOne(attachment, index, message, message.text, parts),
    })),
  );
  const of = new Map<Message, readonly Part[]>();
  let tokens = 0;
  for (const { message, prepared } of looked) {
    const size = estimateTokens(prepared.parts, parts.model);
    if (tokens + size > room) continue;
    tokens += size;
    of.set(message, [...(of.get(message) ?? []), ...prepared.parts]);
  }
  return { of, tokens, usd: looked.reduce((sum, { prepared }) => sum + prepared.receipt.costUsd, 0) };
}
