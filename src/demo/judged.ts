/** Whether messages are what somebody wants to know of: the demo model says yes to every one, so that rules can be seen acting. */
import type { Asked } from './asked.ts';

/** Undefined where it is asked for something else than to judge messages, each between two lines with its mark. */
export function judged({ format, turns }: Asked): unknown {
  const properties = format?.['properties'];
  const isJudgement = typeof properties === 'object' && properties !== null && 'answers' in properties;
  const text = (turns.at(-1)?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  const marks = isJudgement ? Array.from(text.matchAll(/^<message (\w+)>$/gm), ([, mark]) => mark) : [];
  if (marks.length === 0) return undefined;
  const why = 'the demo model says yes to everything';
  return { answers: marks.map((id) => ({ id, why, answer: 'yes', confidence: 1 })) };
}
