/** The demo model speaking: its reasoning and its account, word by word, at a lively pace. */
import { setTimeout as sleep } from 'node:timers/promises';
import { account, musings, questionOf } from './account.ts';
import type { AnswerWriter, TokenCounts } from './answer.ts';
import type { Asked } from './asked.ts';
import { fitting } from './fitting.ts';
import { judged } from './judged.ts';
import { callFor, splitAnswer } from './look.ts';
import { partTokens, textTokens } from './tokens.ts';

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
  const answer = call ? '' : answerTo(asked);
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

/** The account; or, where a shape is asked for, a form with the question's words in it. */
const answerTo = (asked: Asked): string =>
  asked.format
    ? JSON.stringify(judged(asked) ?? fitting(asked.format, questionOf(asked)), null, 2)
    : account(asked);
