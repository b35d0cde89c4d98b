/** Who comes first when much is asked at once, and what is declined kindly because too much is waiting already. */
import { UserError } from '../chat/index.ts';
import type { Admission, Declined, Load } from '../store/index.ts';
import { LIMITS } from './limits.ts';

/** Turns that may be open at a time, and what is said to whoever asks one more. */
const BOUNDS: Readonly<
  Record<Declined, { readonly most: number; readonly fault: readonly [string, string] }>
> = {
  conversation: {
    most: LIMITS.queuedPerConversation,
    fault: [
      `There are already ${LIMITS.queuedPerConversation} questions waiting here.`,
      'Please ask again when some of them are answered.',
    ],
  },
  person: {
    most: LIMITS.queuedPerPerson,
    fault: [
      `You already have ${LIMITS.queuedPerPerson} questions waiting for me.`,
      'Please ask again when some of them are answered, or stop those you no longer need.',
    ],
  },
  workspace: {
    most: LIMITS.queuedPerWorkspace,
    fault: [
      'So many people here are waiting for an answer that I could not give you one in good time.',
      'Please ask again in a few minutes.',
    ],
  },
  everyone: {
    most: LIMITS.queuedByEveryone,
    fault: [
      'So many people are asking me at the moment that I could not answer you in good time.',
      'Please ask again in a few minutes.',
    ],
  },
};

const SCOPES = ['conversation', 'person', 'workspace', 'everyone'] as const satisfies readonly Declined[];

/**
 * What is made of a turn that arrives: whoever has few questions open comes before those who have many, and so does
 * whoever is of a workspace with few. What is declined tells so out of turn.
 *
 * @example admit({ conversation: 0, person: 2, workspace: 5, everyone: 90 }) // { rank: 25 }
 */
export function admit(load: Load): Admission {
  const rank = Math.min(load.person * LIMITS.rankPerPerson + load.workspace, LIMITS.rankMost);
  const declined = SCOPES.find((scope) => load[scope] >= BOUNDS[scope].most);
  return declined === undefined ? { rank } : { rank, declined };
}

/** What a person reads in place of an answer. */
export function declinedFault(declined: Declined): UserError {
  const [message, hint] = BOUNDS[declined].fault;
  return new UserError('busy', message, hint);
}
