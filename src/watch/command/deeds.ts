/** What a rule does and where it watches, in words: the same in `/watch` and in a replay. */
import type { Conversation, WatchWords } from '../../chat/index.ts';
import type { Rule } from '../../rules/index.ts';
import { code, literal } from './text.ts';

/** @example deedsOf(rule, WORDS.en.watch) // 'answers with a model’s words in a thread, reacts with 👀' */
export function deedsOf({ then }: Pick<Rule, 'then'>, { deeds }: Pick<WatchWords, 'deeds'>): string {
  const where = whereTo(then.to, deeds.to);
  return [
    ...(then.prompt === undefined ? [] : [deeds.answers(where)]),
    ...(then.say === undefined ? [] : [deeds.says(where)]),
    ...(then.react === undefined ? [] : [deeds.reacts(then.react)]),
  ].join(', ');
}

function whereTo(to: Rule['then']['to'], words: WatchWords['deeds']['to']): string {
  if (to === undefined) return '';
  if (typeof to === 'string') return words[to];
  if ('webhook' in to) return words.webhook(literal(to.webhook));
  return 'channel' in to ? words.channel(code(to.channel)) : words.person(code(to.person));
}

/** @example watchedBy(rule, here, WORDS.en.watch) // 'this channel, `C2`' */
export function watchedBy(
  { where: { channels } }: Pick<Rule, 'where'>,
  { channel }: Pick<Conversation, 'channel'>,
  words: Pick<WatchWords, 'here'>,
): string | undefined {
  return channels?.map((id) => (id === channel ? words.here : code(id))).join(', ');
}
