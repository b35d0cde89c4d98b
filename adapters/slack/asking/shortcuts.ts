/** The menu of a message: “Ask about this message”, “Transcribe” and “Describe” → the questions that are handed on. */
import {
  askedByHand,
  type Author,
  type ChatEvent,
  type EffortChoice,
  type MenuName,
  type Message,
  sentenceFor,
  UserError,
  wordsFor,
} from '../../../src/chat/index.ts';
import { read, type Reader } from '../workspaces/call.ts';
import { slackCode } from '../errors.ts';
import { FORM_ID, meaningOf, SHORTCUT_IDS } from './ids.ts';
import { LIMITS } from '../limits.ts';
import { type FormContext, formContextOf, formFault, questionForm, readForm } from './modal.ts';
import { authorOf } from '../workspaces/names.ts';
import { normalize } from '../normalize.ts';
import { readMessage } from '../reading/one-message.ts';
import type { MessageAction, ViewSubmission } from '../intake/payloads.ts';
import { textMessage } from '../answer/files.ts';
import { respond } from '../answer/private.ts';
import { type EventContext, NOTHING, type Taken } from '../intake/taken.ts';
import { writeHandle } from '../answer/target.ts';

/** A question is asked for in a form; the others need none. */
export async function fromShortcut(action: MessageAction, context: EventContext): Promise<Taken> {
  const { trigger_id, response_url, action_ts, user, channel, message } = action;
  const menu = meaningOf(SHORTCUT_IDS, action.callback_id);
  if (menu === undefined) return NOTHING;
  const [author, about] = await Promise.all([
    authorOf(user.id, context.names),
    normalize(message, channel.id, context.us, context.names),
  ]);
  if (menu !== 'ask') {
    const asking = { name: menu, id: action_ts, responseUrl: response_url, recipientTeam: user.team_id };
    return { events: [questionAbout(about, author, `slack:${trigger_id}`, asking, context)] };
  }
  const form: FormContext = {
    channel: channel.id,
    responseUrl: response_url,
    askedAt: action_ts,
    message,
  };
  context.asked.set(keyOf(form, context), about);
  return { events: [], after: () => openForm(form, trigger_id, author, context) };
}

export async function fromSubmission(submission: ViewSubmission, context: EventContext): Promise<Taken> {
  const { user, view } = submission;
  const form = formContextOf(submission);
  if (view.callback_id !== FORM_ID || form === undefined) return NOTHING;
  const [author, about] = await Promise.all([authorOf(user.id, context.names), messageOf(form, context)]);
  const words = wordsFor(author.locale);
  if (about === undefined) return { events: [], answer: formFault(words.said.messageGone) };
  const { question, effort, private: isPrivate } = readForm(submission);
  if (question === '') return { events: [], answer: formFault(words.form.question) };
  const asking: Asking = {
    name: 'ask',
    id: form.askedAt,
    question,
    effort,
    private: isPrivate,
    responseUrl: form.responseUrl,
    recipientTeam: user.team_id,
  };
  return {
    // A form is one question, however often it is sent.
    events: [questionAbout(about, author, `slack:${view.id}`, asking, context)],
    sorry: (error) => formFault(sentenceFor(error)),
  };
}

interface Asking {
  readonly name: MenuName;
  /** Written as Slack writes timestamps, so that it has its place in the thread. */
  readonly id: string;
  readonly question?: string;
  readonly effort?: EffortChoice | undefined;
  readonly private?: boolean;
  readonly responseUrl: string;
  readonly recipientTeam: string | undefined;
}

/** The answer goes to the thread of the message, or to the asker alone. */
function questionAbout(
  about: Message,
  author: Author,
  eventId: string,
  { name, id, question = '', effort, private: isPrivate = false, responseUrl, recipientTeam }: Asking,
  { us }: EventContext,
): ChatEvent {
  const { conversation } = about;
  return {
    type: 'command',
    eventId,
    name,
    message: askedByHand({ id, conversation, author, text: question }),
    about,
    ...(effort === undefined ? {} : { effort }),
    target: {
      conversation,
      messageId: about.id,
      userId: author.id,
      private: isPrivate,
      handle: writeHandle({
        kind: 'menu',
        responseUrl,
        recipientTeam: recipientTeam ?? us.team,
        ...(question === '' ? {} : { question }),
      }),
    },
  };
}

/** Slack wants it within three seconds of the choice. Never rejects: what goes wrong is told to the one who chose. */
async function openForm(
  form: FormContext,
  trigger: string,
  { locale }: Author,
  { clients, choices, log }: EventContext,
): Promise<void> {
  try {
    await clients.once.views.open({
      trigger_id: trigger,
      view: questionForm(form, wordsFor(locale), choices),
    });
  } catch (error) {
    log.warn({ err: error }, 'slack did not open a form');
    const fault = new UserError('slack-form', 'Slack did not open the form.', 'Please choose it again.', {
      cause: error,
    });
    const told = { response_type: 'ephemeral', replace_original: false, ...textMessage(sentenceFor(fault)) };
    await respond(form.responseUrl, told, AbortSignal.timeout(LIMITS.callMs)).catch((failure: unknown) =>
      log.warn({ err: failure }, 'that could not be told either'),
    );
  }
}

const keyOf = ({ channel, message }: FormContext, { us }: EventContext): string =>
  `${us.team}:${channel}:${message.ts}`;

/**
 * The message a form is about: as it was when the form was opened, or read again, or, where it cannot be read, as much of it as the
 * form remembers. Undefined where it is gone.
 */
async function messageOf(form: FormContext, context: EventContext): Promise<Message | undefined> {
  const { us, names, clients, asked, log } = context;
  const known = asked.get(keyOf(form, context));
  if (known) return known;
  const { channel, message } = form;
  const { ts, thread_ts } = message;
  try {
    const ask: Reader = (request) => read(AbortSignal.timeout(LIMITS.aboutMs), request);
    const found = await readMessage({ channel, ts, thread: thread_ts }, clients, ask);
    return found && (await normalize(found, channel, us, names));
  } catch (error) {
    if (slackCode(error) === 'thread_not_found') return undefined;
    log.info({ err: error, channel }, 'a message that is asked about could not be read again');
    return normalize(message, channel, us, names);
  }
}
