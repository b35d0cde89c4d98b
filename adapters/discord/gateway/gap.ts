/** Tells that events were lost, so that what was said meanwhile is looked for. */
import { randomUUID } from 'node:crypto';
import type { Receive } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { PLATFORM } from '../normalize.ts';

export interface GapOptions {
  readonly receive: Receive;
  readonly log: Logger;
}

/** @param since what was said before it has been delivered, in milliseconds since 1970 */
export function raiseGap({ receive, log }: GapOptions, since: number): void {
  receive({ type: 'gap', eventId: `${PLATFORM}:gap:${randomUUID()}`, since }).catch((error: unknown) =>
    log.error({ err: error, since: new Date(since) }, 'what was missed could not be looked for'),
  );
}
