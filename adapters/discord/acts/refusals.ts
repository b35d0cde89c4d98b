/** What Discord refuses for a reason of the place or the message, as sentences for people. */
import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';
import { UserError } from '../../../src/chat/index.ts';

type Sentence = readonly [code: string, message: string, hint?: string];

const TOO_MANY_THREADS: Sentence = [
  'discord-threads',
  'This server has as many active threads as Discord allows.',
  'Archive some of them.',
];

const WRONG_KIND: Sentence = [
  'discord-channel-kind',
  'Discord does not allow that in this kind of channel.',
  'Choose a text channel.',
];

const SENTENCES: Readonly<Partial<Record<number | string, Sentence>>> = {
  [RESTJSONErrorCodes.UnknownEmoji]: [
    'discord-emoji',
    'Discord knows no such emoji.',
    'Write it as one sign, like 👀, or as :name: where it is one of the server’s own.',
  ],
  [RESTJSONErrorCodes.MaximumNumberOfReactionsReached]: [
    'discord-reactions',
    'This message has as many different reactions as Discord allows.',
  ],
  [RESTJSONErrorCodes.ReactionWasBlocked]: [
    'discord-blocked',
    'Whoever wrote this message has blocked me, so I cannot react to it.',
  ],
  [RESTJSONErrorCodes.InvalidActionOnArchivedThread]: [
    'discord-archived',
    'This thread is archived.',
    'It opens again when somebody writes in it.',
  ],
  [RESTJSONErrorCodes.ThreadLocked]: [
    'discord-locked',
    'This thread is locked.',
    'A moderator can unlock it, or give my role Manage Threads.',
  ],
  [RESTJSONErrorCodes.CannotExecuteActionOnThisChannelType]: WRONG_KIND,
  [RESTJSONErrorCodes.MaximumActiveThreads]: TOO_MANY_THREADS,
  [RESTJSONErrorCodes.MaximumActiveAnnouncementThreads]: TOO_MANY_THREADS,
};

/** The sentence for a refusal; nothing for one that a person can do nothing about. */
export function refusalOf(error: unknown): UserError | undefined {
  const sentence = error instanceof DiscordAPIError ? SENTENCES[error.code] : undefined;
  if (!sentence) return undefined;
  const [code, message, hint] = sentence;
  return new UserError(code, message, hint, { cause: error });
}

/** A message of a voice channel begins no thread. */
export const hasNoThreads = (): UserError => new UserError(...WRONG_KIND);
