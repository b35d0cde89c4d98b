/** Commands that ask no question: they change a setting, stop, forget or tell, and are answered with a few lines. */
import {
  type AskChoices,
  type ChatAdapter,
  type ControlEvent,
  EffortChoice,
  sentenceFor,
  USUAL,
  wordsFor,
} from '../../chat/index.ts';
import { channelKey, personKey, type Store } from '../../store/index.ts';
import { accessFault, isAdmin } from '../access.ts';
import { only } from './actions.ts';
import { choiceFor } from '../asking/choice.ts';
import { mannerFor } from '../asking/manner.ts';
import { inSameChannel, isAskedBy, stopWhere } from '../changes.ts';
import type { Saying } from './say.ts';
import type { TurnParts } from '../turn.ts';
import { usage } from '../usage/command.ts';

/** What is anybody's right: to be left alone, to be forgotten, and to know what this is. */
const FOR_EVERYBODY: ReadonlySet<string> = new Set(['stop', 'forget', 'help']);

/** Stops the answers to whoever says `/stop`, there where they say it, and gives their number. */
export const stopFor = (
  { author, target: { conversation } }: ControlEvent,
  store: Pick<Store, 'open' | 'stop'>,
): Promise<number> =>
  stopWhere(
    store,
    { platform: conversation.platform, person: author.id },
    ({ event }) =>
      isAskedBy(event, author) &&
      inSameChannel(event.message.conversation, conversation) &&
      (conversation.thread === undefined ||
        [event.message.conversation, event.target.conversation].some(
          ({ thread }) => thread === conversation.thread,
        )),
  );

/**
 * Does what a command says and gives the answer to it. What it changes is stored when this resolves. Done a second time, it
 * changes nothing more. Of `/stop` only the answer is left: how much it has stopped is its `value`.
 *
 * @param adapter of the platform it was said on
 * @param receivedAt when it was said, in milliseconds since 1970: that may be a while ago
 * @throws what the store throws
 */
export async function obey(
  event: ControlEvent,
  adapter: ChatAdapter,
  receivedAt: number,
  parts: Pick<TurnParts, 'store' | 'access' | 'manner' | 'choices' | 'defaults' | 'media' | 'onlooker'>,
): Promise<Saying> {
  const { author, target, control } = event;
  const { conversation } = target;
  const { said } = wordsFor(author.locale);
  const fault = accessFault(parts.access, { author, conversation });
  if (fault && !FOR_EVERYBODY.has(control)) return only(sentenceFor(fault));
  switch (control) {
    case 'model':
    case 'effort':
      return only(await choose(event, parts));
    case 'stop': {
      const stopped = Number(event.value);
      return only(stopped === 0 ? said.nothingRuns : said.stopped(stopped));
    }
    case 'forget':
      return only(await forget(event, receivedAt, parts));
    case 'usage':
      return usage(event, parts);
    case 'watch':
      return watch(event, adapter, parts);
    case 'help':
      return only(said.help);
  }
}

/** Rules are the admins' affair; why something was done or left is anybody's who may ask. */
function watch(
  event: ControlEvent,
  adapter: ChatAdapter,
  { access, onlooker }: Pick<TurnParts, 'access' | 'onlooker'>,
): Saying {
  const { author, target, value = '' } = event;
  const { said, watch: words } = wordsFor(author.locale);
  const isWhy = /^\s*why(?:\s|$)/i.test(value);
  if (!isWhy && !isAdmin(access, { author, conversation: target.conversation })) return only(said.onlyAdmins);
  if (!onlooker) return only(words.noRules);
  return async (_, signal) => [{ markdown: await onlooker.obey(event, adapter, signal) }];
}

/** Forgets somebody, or a conversation: in a channel what they said themselves, for its others have a say as well. */
async function forget(
  { value, author, target: { conversation } }: ControlEvent,
  receivedAt: number,
  { store, access, media }: Pick<TurnParts, 'store' | 'access' | 'media'>,
): Promise<string> {
  const { said } = wordsFor(author.locale);
  const { platform } = conversation;
  const me = personKey(platform, author);
  if (value === 'everything') {
    await stopWhere(
      store,
      { platform, person: author.id },
      ({ event: { message, target } }) => message.author.id === author.id || target.userId === author.id,
    );
    await store.forgetPerson(me);
    const owner = store.alias(me);
    await media.forget(owner);
    // Other machines have copies of their own.
    await store.tell({ type: 'forget', owner });
    return said.forgotEverything;
  }
  const isWhole = conversation.kind === 'dm' || isAdmin(access, { author, conversation });
  await store.forgetConversation(conversation, { author: isWhole ? undefined : me, at: receivedAt });
  return isWhole ? said.forgotConversation : said.forgotMine;
}

/** Tells what answers somebody here, or changes it for them or for the channel. */
async function choose(
  { control, value, scope, author, target: { conversation } }: ControlEvent,
  parts: Pick<TurnParts, 'store' | 'access' | 'manner' | 'choices' | 'defaults'>,
): Promise<string> {
  const { said } = wordsFor(author.locale);
  const isModel = control === 'model';
  if (value === undefined) {
    const manner = mannerFor(parts.manner, conversation, new Date());
    const { model, effort } = await choiceFor({ author, conversation }, manner, parts);
    return isModel ? said.modelIs(model) : said.effortIs(effort);
  }
  const owner = scope === 'channel' ? channelKey(conversation) : personKey(conversation.platform, author);
  const chosen = valueOf(isModel ? parts.choices.models : parts.choices.efforts, value);
  if (chosen === undefined && value !== USUAL) {
    const known = (isModel ? parts.choices.models : parts.choices.efforts).map((one) => one.value).join(', ');
    return isModel ? said.unknownModel(value, known) : said.unknownEffort(value, known);
  }
  if (scope === 'channel' && !isAdmin(parts.access, { author, conversation })) return said.onlyAdmins;
  await parts.store.set(
    owner,
    isModel ? { model: chosen } : { effort: chosen === undefined ? undefined : EffortChoice.parse(chosen) },
  );
  if (chosen === undefined) return said.unset(scope);
  return isModel ? said.modelSet(chosen, scope) : said.effortSet(chosen, scope);
}

const valueOf = (choices: AskChoices['models'], value: string): string | undefined =>
  choices.find((choice) => choice.value.toLowerCase() === value.toLowerCase())?.value;
