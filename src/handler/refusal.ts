/** Turns that are not answered, whatever they ask. */
import { type ChatAdapter, UserError } from '../chat/index.ts';
import type { TakenTurn } from '../store/index.ts';
import { declinedFault } from './admission.ts';
import { LIMITS } from './limits.ts';

/**
 * Why a turn is not answered: too much was waiting when it came, nobody can read where it was asked, or it has brought too many
 * processes down.
 */
export function refusalOf(
  { attempts, declined, composed, event }: TakenTurn,
  source: ChatAdapter | undefined,
): UserError | undefined {
  if (declined) return declinedFault(declined);
  if (!source && !composed)
    return new UserError(
      'no-source',
      `This is about ${event.message.conversation.platform}, and no process that could post it is connected to that.`,
      'Connect both platforms in the same process.',
    );
  // Writing what is there is worth as many attempts again.
  if (attempts < LIMITS.attempts * (composed ? 2 : 1)) return undefined;
  return new UserError(
    'gave-up',
    `I tried to answer this ${attempts} times and was interrupted each time, so I gave up.`,
    'Please ask again, perhaps with fewer or smaller files.',
  );
}
