/** Nothing that a model writes may ring somebody's phone. */

/** Shown as nothing, and enough to make a mention plain text, inside code as well. */
export const NOTHING = '\u200b';

/** `<@U…>` and `<!channel>` mention wherever they stand. */
const MENTION = /<(?=@[UWB][A-Z0-9]|!(?:channel|here|everyone|group|subteam\^))/g;
/** `@channel` mentions where Slack parses names; `mail@here.org` does not. */
const BROADCAST = /(?<![\w.])@(?=(?:channel|here|everyone|group)\b)/gi;
const EITHER = new RegExp(`${MENTION.source}|${BROADCAST.source}`, 'iy');
/** The end of a text that may yet become one of these: `<!chan`, `@her`, or half of an emoji. */
export const UNFINISHED = /(?:<(?:[@!]\w{0,10})?|@\w{0,10}|[\uD800-\uDBFF])$/;

/** A text that mentions nobody. */
export function harmless(text: string): string {
  return broadcastsNothing(text.replace(MENTION, `$&${NOTHING}`));
}

/** The same for text in which `<` is escaped. */
export function broadcastsNothing(text: string): string {
  return text.replace(BROADCAST, `$&${NOTHING}`);
}

/** What to write for a `<` or `@` at which a mention begins. */
export function mentionAt(text: string, at: number): string | undefined {
  EITHER.lastIndex = at;
  return EITHER.test(text) ? text[at]! + NOTHING : undefined;
}
