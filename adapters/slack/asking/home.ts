/** The bot's own page, App Home: what somebody has chosen, what they may choose, and what they have used. */
import type { types } from '@slack/bolt';
import {
  type AskChoices,
  type Choice,
  type HomeEvent,
  type HomeView,
  type Words,
  wordsFor,
} from '../../../src/chat/index.ts';
import { write } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';
import { HOME_IDS, meaningOf } from './ids.ts';
import { LIMITS } from '../limits.ts';
import { escapeMrkdwn } from '../markdown.ts';
import { authorOf } from '../workspaces/names.ts';
import type { HomeChoice } from '../intake/payloads.ts';
import { optionsOf, plain, usualOption } from './select.ts';
import { type EventContext, NOTHING, type Taken } from '../intake/taken.ts';
import { writeHandle } from '../answer/target.ts';

/** Publishes the page of the one who opened it, in their language. */
export async function publishHome(
  { author }: HomeEvent,
  home: HomeView,
  { repeatable }: SlackClients,
  choices: AskChoices,
  signal: AbortSignal,
): Promise<void> {
  const view = homePage(home, choices, wordsFor(author.locale));
  await write(signal, () => repeatable.views.publish({ user_id: author.id, view }));
}

export function homePage(
  { model, effort, usual, usage }: HomeView,
  { models, efforts }: AskChoices,
  { home, choices }: Words,
): types.HomeView {
  const usually = (value: string) => usualOption(`${choices.usual} (${value})`);
  return {
    type: 'home',
    blocks: [
      ...sections(home.greeting),
      { type: 'divider' },
      { type: 'header', text: plain(home.settings) },
      setting(HOME_IDS.model, home.model, models, usually(usual.model), model),
      setting(HOME_IDS.effort, home.effort, efforts, usually(usual.effort), effort),
      { type: 'divider' },
      { type: 'header', text: plain(home.usage) },
      ...sections(usage),
    ],
  };
}

/**
 * A choice that is no longer offered, or among more than a select holds, is shown, too: it is what applies until another one is
 * made. The block has no id of its own, since Slack would go on showing what was chosen in a block it knows.
 */
function setting(
  id: string,
  label: string,
  offered: readonly Choice[],
  usual: types.PlainTextOption,
  chosen: string | undefined,
): types.SectionBlock {
  const isChosen = ({ value }: { readonly value?: string }) => value === chosen;
  const isHidden = chosen !== undefined && !optionsOf(offered).some(isChosen);
  const hidden = isHidden ? [offered.find(isChosen) ?? { value: chosen, label: chosen }] : [];
  const rest = isHidden ? offered.filter((choice) => !isChosen(choice)) : offered;
  const options = [usual, ...optionsOf([...hidden, ...rest])];
  const initial = chosen === undefined ? usual : options.find(isChosen);
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: escapeMrkdwn(label) },
    accessory: {
      type: 'static_select',
      action_id: id,
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  };
}

/** Markdown of ours in as many sections as it takes. The page has no block that reads Markdown itself. */
function sections(markdown: string): types.SectionBlock[] {
  const texts: string[] = [];
  for (const line of markdown.split('\n')) {
    const shown = escapeMrkdwn(line)
      .replace(/\*\*(.+?)\*\*/g, '*$1*')
      .replace(/^- /, '• ')
      .slice(0, LIMITS.sectionCharacters);
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + shown.length <= LIMITS.sectionCharacters)
      texts[texts.length - 1] = `${last}\n${shown}`;
    else texts.push(shown);
  }
  return texts
    .filter((text) => text.trim() !== '')
    .slice(0, LIMITS.homeSections)
    .map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } }));
}

/** A choice on the page, then the page anew. */
export async function fromHomeChoice(
  { trigger_id, user, actions }: HomeChoice,
  { us, names }: EventContext,
): Promise<Taken> {
  const used = actions.find(({ action_id }) => meaningOf(HOME_IDS, action_id) !== undefined);
  const control = used && meaningOf(HOME_IDS, used.action_id);
  const value = used?.selected_option?.value;
  if (control === undefined || value === undefined) return NOTHING;
  const author = await authorOf(user.id, names);
  const eventId = `slack:${trigger_id}`;
  return {
    events: [
      {
        type: 'control',
        eventId,
        control,
        value,
        scope: 'me',
        author,
        target: {
          // The page belongs to no channel; a message to the person's own id would be a direct message.
          conversation: { platform: 'slack', workspace: us.team, channel: user.id, kind: 'dm' },
          userId: user.id,
          private: true,
          handle: writeHandle({ kind: 'silent' }),
        },
      },
      { type: 'home', eventId: `${eventId}:home`, author, workspace: us.team },
    ],
  };
}
