/** The demo model speaking: its reasoning and its account, word by word, at a lively pace. */
import { setTimeout as sleep } from 'node:timers/promises';
import { account, musings } from './account.ts';
import type { AnswerWriter, TokenCounts } from './answer.ts';
import type { Asked, AskedPart } from './asked.ts';
import { imageSize } from './image-size.ts';
import { callFor, splitAnswer } from './look.ts';
import { soundSeconds } from './sound-length.ts';

/** A token is about four characters of English, or about a patch of 32×32 pixels, or twenty bytes of a document. */
const CHARS_PER_TOKEN = 4;
const PATCH_PIXELS = 32;
const BYTES_PER_TOKEN = 20;
const SOUND_TOKENS_PER_SECOND = 32;

const textTokens = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);

function partTokens(part: AskedPart): number {
  if (part.type === 'text') return textTokens(part.text);
  if (part.type === 'sound') return Math.ceil((soundSeconds(part.data) ?? 0) * SOUND_TOKENS_PER_SECOND);
  if (part.type !== 'image') return Math.ceil(part.data.length / BYTES_PER_TOKEN);
  const { width = 0, height = 0 } = imageSize(part.data) ?? {};
  return Math.ceil(width / PATCH_PIXELS) * Math.ceil(height / PATCH_PIXELS);
}

const words = (text: string): readonly string[] => text.match(/\s*\S+\s*/g) ?? [];

/** Writes the whole answer; ends early, without an ending, when the signal aborts. */
export async function speak(
  asked: Asked,
  writer: AnswerWriter,
  { wordMs, signal }: { readonly wordMs: number; readonly signal: AbortSignal },
): Promise<void> {
  // What there was to think about was thought before the first call.
  const isGoingOn = splitAnswer(asked).since.length > 0;
  const sections = asked.showReasoning && !isGoingOn ? musings(asked) : [];
  const call = callFor(asked);
  const answer = call ? '' : account(asked);
  const reasoning = sections.reduce((sum, section) => sum + textTokens(section), 0);
  const counts: TokenCounts = {
    input: asked.turns
      .flatMap(({ parts }) => parts)
      .reduce((sum, part) => sum + partTokens(part), textTokens(asked.instructions)),
    cached: 0,
    output: reasoning + textTokens(answer) + textTokens(call?.arguments ?? ''),
    reasoning,
  };
  writer.begin();
  for (const [index, section] of sections.entries()) {
    if (index > 0) writer.nextSection();
    for (const word of words(section)) {
      writer.reasoning(word);
      await sleep(wordMs, undefined, { signal });
    }
  }
  for (const word of words(answer)) {
    writer.text(word);
    await sleep(wordMs, undefined, { signal });
  }
  if (call) writer.call(call);
  writer.finish('complete', counts);
}
