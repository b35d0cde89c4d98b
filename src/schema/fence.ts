/** JSON as people and models write it in a chat: in a fence, or between backticks. */

/** @example unfenced('```json\n{}\n```') // '\n{}\n' */
export function unfenced(text: string): string {
  const trimmed = text.trim();
  const [opening, fence] = /^(`+)(?:[a-z]\w*(?=[\s{[]))?/i.exec(trimmed) ?? [];
  if (opening === undefined || fence === undefined || !trimmed.endsWith(fence)) return text;
  return trimmed.slice(opening.length, -fence.length);
}
