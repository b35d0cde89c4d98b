/** Slack's errors in the words of the vocabulary: a pause, something a person can act on, or a bug. */
import { webApi } from '@slack/bolt';
import { RateLimited, Unconfirmed, UserError } from '../../src/chat/index.ts';

const INVITE = 'Invite me to it with /invite, then ask again.';
const TOKEN = 'Copy the bot token (xoxb-…) from the app’s “OAuth & Permissions” page into SLACK_BOT_TOKEN.';

/** What a person can do about the errors that Slack names. */
const ADVICE: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  not_in_channel: ['I am not a member of this Slack channel.', INVITE],
  channel_not_found: ['I cannot see this Slack channel.', INVITE],
  is_archived: [
    'This Slack channel is archived, so I cannot write in it.',
    'Unarchive it, or ask elsewhere.',
  ],
  restricted_action: ['This workspace does not let me write here.', 'Ask a workspace admin to allow it.'],
  restricted_action_read_only_channel: [
    'This Slack channel is there to be read.',
    'Ask a workspace admin to let me write in it.',
  ],
  restricted_action_thread_only_channel: [
    'In this Slack channel there is writing in threads alone.',
    'Answer in threads, or ask elsewhere.',
  ],
  restricted_action_non_threadable_channel: [
    'This Slack channel has no threads.',
    'Ask elsewhere, or a workspace admin to allow them.',
  ],
  restricted_action_thread_locked: ['This Slack thread is locked.', 'Ask a workspace admin to unlock it.'],
  thread_not_found: ['The Slack thread I should answer in is gone.', 'Ask again in a new message.'],
  message_not_found: ['The Slack message I was writing is gone.', 'Ask again in a new message.'],
  user_not_found: ['I cannot see this person on Slack.', 'Use the id that Slack copies as “member ID”.'],
  user_not_visible: ['I cannot see this person on Slack.', 'Use the id that Slack copies as “member ID”.'],
  user_disabled: ['This person’s Slack account was deactivated.', 'Choose somebody else.'],
  cannot_dm_bot: ['Slack does not let bots write to each other.', 'Choose a person.'],
  too_many_emoji: [
    'This Slack message has as many different reactions as Slack takes.',
    'Choose one it has.',
  ],
  too_many_reactions: ['I have reacted to this Slack message as often as Slack lets me.', 'Take one away.'],
  thread_locked: ['This Slack thread is locked.', 'Ask a workspace admin to unlock it.'],
  file_not_found: ['The file is no longer on Slack.', 'Please share it again.'],
  file_deleted: ['The file was deleted from Slack.', 'Please share it again.'],
  file_uploads_disabled: [
    'This workspace takes no files.',
    'Ask a workspace admin to allow them, or me in the playground.',
  ],
  file_upload_size_restricted: ['This workspace takes no files of that size.', 'Ask for fewer at once.'],
  missing_scope: [
    'My Slack app lacks a permission.',
    'Add the scope on the app’s “OAuth & Permissions” page and install the app again.',
  ],
  invalid_auth: ['Slack does not accept my token.', TOKEN],
  not_authed: ['Slack got no token from me.', TOKEN],
  account_inactive: ['My Slack app was removed from the workspace.', 'Install the app again.'],
  token_revoked: ['My Slack token was revoked.', 'Install the app again and copy the new token.'],
  token_expired: ['My Slack token has expired and could not be renewed.', 'Install the app again.'],
};

/** The name Slack gave an error, like `not_in_channel`, wherever it is in the chain of causes. */
export function slackCode(error: unknown): string | undefined {
  if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
  return error instanceof Error && error.cause !== undefined ? slackCode(error.cause) : undefined;
}

/** Failures of Slack's own, which say nothing about the next time. */
const PASSING = new Set(['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout']);

export function isPassing(code: string): boolean {
  return PASSING.has(code);
}

/** Makes a Web API error a `RateLimited` or a `UserError` where it is one, and leaves every other as it is. */
export function chatError(error: unknown): unknown {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new RateLimited(error.retryAfter * 1000, { cause: error });
  if (!(error instanceof webApi.WebAPIPlatformError)) return error;
  const advice = ADVICE[error.data.error];
  if (!advice) return error;
  const [message, hint] = advice;
  const needed = 'needed' in error.data ? ` (${String(error.data.needed)})` : '';
  const code = `slack-${error.data.error.replaceAll('_', '-')}`;
  return new UserError(code, message.replace(/\.$/, `${needed}.`), hint, { cause: error });
}

/** The same for a call that only reads: that it failed on the way is all there is to say. */
export function readError(error: unknown): unknown {
  if (!isTransport(error)) return chatError(error);
  return new UserError('slack-unreachable', 'I could not reach Slack.', 'Please try again in a minute.', {
    cause: error,
  });
}

/**
 * The same for a call that posts: when it may have been carried out, it must not be made again. So it may when Slack breaks
 * on the way: "some aspect of the operation" may have succeeded by then.
 */
export function postError(error: unknown): unknown {
  const isBroken = isPassing(slackCode(error) ?? '');
  return isTransport(error) || isBroken ? sentError(error) : chatError(error);
}

/** A message that failed on the way: whether it was posted is unknown, unless there was no connection. */
export function sentError(error: unknown): unknown {
  if (wasNeverSent(error)) return error;
  return new Unconfirmed(
    'slack-unsure',
    'Slack did not tell whether my message arrived, so I did not send it again.',
    'If you do not see an answer, please ask again.',
    { cause: error },
  );
}

function isTransport(error: unknown): error is webApi.WebAPIRequestError | webApi.WebAPIHTTPError {
  return error instanceof webApi.WebAPIRequestError || error instanceof webApi.WebAPIHTTPError;
}

/** The token of a workspace could not be had, so that nothing was sent. */
export class NoToken extends Error {
  override readonly name = 'NoToken';

  constructor(cause: unknown) {
    super('the token of the workspace could not be looked up', { cause });
  }
}

/** Failures before there was a connection. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NoToken) return true;
  if ('code' in error && NEVER_SENT.has(String(error.code))) return true;
  return wasNeverSent(error instanceof webApi.WebAPIRequestError ? error.original : error.cause);
}
