/** Slack's own markup ("mrkdwn") as standard Markdown, with mentions as names. */

/** Fences and code spans, which keep their text as it is. */
const CODE = /(```[\s\S]*?```|`[^`\n]+`)/;
const REFERENCE = /<([^<>\n]+)>/g;
const BOLD = /(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/g;
const STRUCK = /(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])/g;
const USER = /<@([UWB][A-Z0-9]+)(?:\|[^>]*)?>/g;
const GROUP = /<!(?:subteam\^|here|channel|everyone)/;

/** The ids of the users that a text mentions. */
export function mentionedUsers(mrkdwn: string): readonly string[] {
  return [...mrkdwn.matchAll(USER)].map(([, id]) => id!);
}

/** Whether a text mentions a user group or everybody. */
export function mentionsGroup(mrkdwn: string): boolean {
  return GROUP.test(mrkdwn);
}

/** The text without one user's mentions and the space they leave. */
export function withoutMention(mrkdwn: string, userId: string): string {
  return mrkdwn.replace(new RegExp(`<@${userId}(?:\\|[^>]*)?>[^\\S\\n]?`, 'g'), '').trim();
}

/**
 * @example toMarkdown('*Hi* <@U1>, see <https://x.org|this> &amp; that', () => 'Ann')
 * // '**Hi** @Ann, see [this](https://x.org) & that'
 */
export function toMarkdown(mrkdwn: string, nameOf: (userId: string) => string): string {
  return mrkdwn
    .split(CODE)
    .map((piece, index) => (index % 2 === 1 ? codeAsTyped(piece) : proseToMarkdown(piece, nameOf)))
    .join('');
}

/** Code as it was typed: Slack links addresses inside it, too. */
export function codeAsTyped(code: string): string {
  return unescape(code.replace(REFERENCE, (_, inner: string) => labelOf(inner) ?? inner));
}

/** Only what Slack itself has put in angle brackets: `(?<name>…)` stays. */
const MADE = /<((?:[@#!]|https?:|mailto:|tel:)[^<>\n]*)>/g;

/**
 * What was typed behind a command, where it is to be read by a program: people and channels are their ids, and spaces are spaces.
 *
 * @example asTyped('in <#C1|general> see <https://x.org>') // 'in C1 see https://x.org'
 */
export function asTyped(text: string): string {
  const bare = text.replace(MADE, (_, inner: string) => {
    const id = /^[@#]([A-Z0-9]+)/.exec(inner)?.[1];
    return id ?? labelOf(inner) ?? inner;
  });
  return unescape(bare).replaceAll('\r\n', '\n').replaceAll('\u00A0', ' ');
}

/** References are set aside while emphasis is changed, so that a `*` inside a link stays what it is. */
function proseToMarkdown(prose: string, nameOf: (userId: string) => string): string {
  const references: string[] = [];
  const bare = prose.replace(REFERENCE, (_, inner: string) => `\uE000${references.push(inner) - 1}\uE001`);
  const emphasised = bare.replace(BOLD, '**$1**').replace(STRUCK, '~~$1~~').replace(/^• /gm, '- ');
  return unescape(
    emphasised.replace(/\uE000(\d+)\uE001/g, (_, index: string) =>
      referenceToMarkdown(references[Number(index)] ?? '', nameOf),
    ),
  );
}

function referenceToMarkdown(inner: string, nameOf: (userId: string) => string): string {
  const label = labelOf(inner);
  const target = inner.split('|', 1)[0] ?? inner;
  if (target.startsWith('@')) return `@${nameOf(target.slice(1))}`;
  if (target.startsWith('#')) return `#${label ?? target.slice(1)}`;
  if (target.startsWith('!subteam^')) return label?.startsWith('@') ? label : `@${label ?? 'group'}`;
  if (target.startsWith('!')) return label ?? `@${target.slice(1)}`;
  if (target.startsWith('mailto:')) return label ?? target.slice('mailto:'.length);
  return label === undefined || label === target ? target : `[${label}](${target})`;
}

function labelOf(inner: string): string | undefined {
  const bar = inner.indexOf('|');
  return bar < 0 ? undefined : inner.slice(bar + 1);
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
