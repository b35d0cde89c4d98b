/** What Discord's refusals mean: a pause for the pacer, or a sentence for the person who runs the bot. */
import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes } from 'discord.js';
import { RateLimited, UserError } from '../../src/chat/index.ts';
import { PACE } from './limits.ts';
import { refusalOf } from './acts/refusals.ts';

/** The JSON error code of a refusal, where there is one. */
export function codeOf(error: unknown): number | string | undefined {
  return error instanceof DiscordAPIError ? error.code : undefined;
}

const LACKS_PERMISSION: ReadonlySet<unknown> = new Set([
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory,
]);
const DEAD_INTERACTION: ReadonlySet<unknown> = new Set([
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownInteraction,
]);
const GONE: ReadonlySet<unknown> = new Set([
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownGuild,
]);
const TAKES_NO_DIRECT: ReadonlySet<unknown> = new Set([
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
  RESTJSONErrorCodes.InvalidRecipients,
]);
const NO_MEMBER: ReadonlySet<unknown> = new Set([
  RESTJSONErrorCodes.UnknownMember,
  RESTJSONErrorCodes.UnknownUser,
]);

export const lacksPermission = (error: unknown): boolean => LACKS_PERMISSION.has(codeOf(error));
/** The interaction was not acknowledged in time, or its fifteen minutes are over. */
export const isDeadInteraction = (error: unknown): boolean => DEAD_INTERACTION.has(codeOf(error));
/** An interaction from where the bot itself is not may be answered a few times only. */
export const hasNoMoreFollowUps = (error: unknown): boolean =>
  codeOf(error) === RESTJSONErrorCodes.ThisInteractionHasHitTheMaximumNumberOfFollowUpMessages;
export const takesNoDirectMessages = (error: unknown): boolean => TAKES_NO_DIRECT.has(codeOf(error));
/** Discord does not take the body as it is. */
export const isMalformed = (error: unknown): boolean =>
  error instanceof DiscordAPIError && error.status === 400;
export const isGone = (error: unknown): boolean => GONE.has(codeOf(error));
/** Somebody is not on the server (any more). */
export const isNoMember = (error: unknown): boolean => NO_MEMBER.has(codeOf(error));
/** What an interaction is told before it is acknowledged, by whichever process: its token is not known yet. */
export const isUnknownYet = (error: unknown): boolean =>
  error instanceof DiscordAPIError && error.status === 404 && (isDeadInteraction(error) || isGone(error));
/** Another process has acknowledged the interaction. */
export const isAcknowledged = (error: unknown): boolean =>
  codeOf(error) === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;

/** Discord has answered that it did nothing. */
export const isRefused = (error: unknown): boolean =>
  error instanceof RateLimitError || error instanceof DiscordAPIError;

export const isRefusal = (error: unknown): error is DiscordAPIError | HTTPError =>
  error instanceof DiscordAPIError || error instanceof HTTPError;

/** What is logged of a failure: the error itself may carry the token of an interaction, and somebody's words. */
export const toldOf = (error: unknown) => ({
  error: error instanceof Error ? error.name : typeof error,
  ...(isRefusal(error) && { status: error.status, code: codeOf(error) }),
});

/** Milliseconds to wait: what Discord asks for, else until its counter is full again. */
function pauseOf({ retryAfter, timeToReset }: RateLimitError): number {
  const pause = [retryAfter, timeToReset].find((ms) => ms > 0);
  return Math.ceil(pause ?? PACE.pauseMs);
}

/** Turns an error of a look back at a channel into one the caller knows. */
export function explainReading(error: unknown, missingPermissions: readonly string[]): unknown {
  if (lacksPermission(error)) return mayNotRead(missingPermissions);
  if (isGone(error))
    return new UserError('discord-gone', 'I can no longer find this channel.', 'Perhaps it was deleted.', {
      cause: error,
    });
  return error;
}

/** The bot may not see what was said in a place: the names of the permissions it lacks, none where they are not known. */
export function mayNotRead(missingPermissions: readonly string[]): UserError {
  const names = missingPermissions.join(', ');
  return new UserError(
    'discord-permission',
    names
      ? `I may not read what was said in this channel: I lack ${names}.`
      : 'I may not read what was said here.',
    names
      ? 'Give my role these permissions in the channel’s settings.'
      : 'Ask me in a channel of a server that I am a member of.',
  );
}

/** @param act what was about to be done there */
export const isForum = (act: 'read' | 'written'): UserError =>
  new UserError(
    'discord-forum',
    `Nothing can be ${act} in a forum itself, only in its posts.`,
    'Give the id of a post, or of a text channel.',
  );

/** The bot may not do something in a place: the names of the permissions it lacks, none where they are not known. */
export function mayNot(
  act: string,
  missingPermissions: readonly string[],
  options?: ErrorOptions,
): UserError {
  const names = missingPermissions.join(', ');
  return new UserError(
    'discord-permission',
    names ? `I may not ${act} in this channel: I lack ${names}.` : `I may not ${act} in this channel.`,
    'Give my role these permissions in the channel’s settings.',
    options,
  );
}

/**
 * Turns an error of something that nobody has asked for into one the caller knows: of a reaction, or of a thread that is opened.
 *
 * @param missingPermissions names the permissions the bot lacks for it
 * @param act what it was about to do
 */
export async function explainAct(
  error: unknown,
  signal: AbortSignal,
  act: string,
  missingPermissions: () => Promise<readonly string[]>,
): Promise<unknown> {
  if (!isGone(error)) return explainWrite(error, signal, missingPermissions, act);
  return new UserError(
    'discord-gone',
    'I can no longer find the message, or its channel.',
    'Perhaps it was deleted.',
    { cause: error },
  );
}

/**
 * Turns an error of a write into one the caller knows.
 *
 * @param missingPermissions names the permissions the bot lacks in the place it wrote to
 * @param act what it was about to do there
 */
export async function explainWrite(
  error: unknown,
  signal: AbortSignal,
  missingPermissions: () => Promise<readonly string[]>,
  act = 'write',
): Promise<unknown> {
  if (signal.aborted) return signal.reason;
  if (error instanceof RateLimitError) return new RateLimited(pauseOf(error), { cause: error });
  if (lacksPermission(error)) return mayNot(act, await missingPermissions(), { cause: error });
  if (isGone(error))
    return new UserError(
      'discord-gone',
      'The message I was writing, or its channel, was deleted.',
      'Ask again if you still want the answer.',
      { cause: error },
    );
  if (takesNoDirectMessages(error))
    return new UserError(
      'discord-dm-closed',
      'This person takes no direct messages from me.',
      'They can allow them in the privacy settings of a server that we share.',
      { cause: error },
    );
  const refusal = refusalOf(error);
  if (refusal) return refusal;
  // The errors of discord.js carry the address and the body of the request: a token and somebody's words.
  if (isRefusal(error))
    return new Error(`Discord refused a write with status ${error.status}: ${error.message}`, {
      cause: error,
    });
  return error;
}
