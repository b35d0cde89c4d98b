/**
 * The model's Markdown as Slack takes it. `markdown_text` is standard Markdown, so only one thing must change:
 * nothing that a model writes may ring somebody's phone.
 */

/** Shown as nothing, and enough to make a mention plain text, inside code as well. */
const NOTHING = '\u200b';

/** `<@U…>` and `<!channel>` mention wherever they stand. */
const MENTION = /<(?=@[UWB][A-Z0-9]|!(?:channel|here|everyone|group|subteam\^))/g;
/** `@channel` mentions where Slack parses names; `mail@here.org` does not. */
const BROADCAST = /(?<![\w.])@(?=(?:channel|here|everyone|group)\b)/gi;
/** The end of a text that may yet become one of these: `<!chan`, `@her`, or half of an emoji. */
const UNFINISHED = /(?:<(?:[@!]\w{0,10})?|@\w{0,10}|[\uD800-\uDBFF])$/;

export function toSlack(markdown: string): string {
  return markdown.replace(MENTION, `$&${NOTHING}`).replace(BROADCAST, `$&${NOTHING}`);
}

/**
 * The part of a growing text that will not change any more, so that it can be appended for good.
 *
 * @example settled('Dear <!chan') // 'Dear '
 */
export function settled(markdown: string): string {
  return toSlack(markdown.replace(UNFINISHED, ''));
}

/** Plain text for a `mrkdwn` field, as it stands. */
export function escapeMrkdwn(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(BROADCAST, `$&${NOTHING}`);
}

/** What a text weighs on a streamed message: UTF-8 bytes once rendered. */
export function measure(markdown: string): number {
  return Buffer.byteLength(toSlack(markdown));
}
