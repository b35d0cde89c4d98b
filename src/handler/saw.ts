/** "Show what you saw": the pictures a model was shown of a question's attachments, as contact sheets. */
import {
  type AskEvent,
  type ChatAdapter,
  type ChatEvent,
  type OutgoingFile,
  RateLimited,
  sentenceFor,
  UserError,
} from '../chat/index.ts';
import type { Media, PrepareOptions } from '../media/index.ts';
import { findModel } from '../model/index.ts';
import type { Logger } from '../ops/index.ts';
import type { Pacer } from '../reply/index.ts';
import { accessFault, type AccessRules } from './access.ts';
import { LIMITS } from './limits.ts';

export interface SawParts {
  readonly media: Media;
  readonly pacer: Pacer;
  readonly access: AccessRules;
  readonly defaults: { readonly model: string };
  readonly log: Logger;
}

/**
 * Answers a press of the button. Never rejects: what goes wrong is told to the one who pressed, or logged.
 *
 * @param asked the question of the turn, undefined when it is forgotten
 */
export async function showWhatWasSeen(
  action: Extract<ChatEvent, { type: 'action' }>,
  asked: AskEvent | undefined,
  adapter: ChatAdapter,
  { media, pacer, access, defaults, log }: SawParts,
  shutdown: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([shutdown, AbortSignal.timeout(LIMITS.sawMs)]);
  const surface = adapter.surface(action.target);
  try {
    const fault = accessFault(access, action);
    if (fault) throw fault;
    const sheets = asked ? await sheetsOf(asked) : [];
    const files = sheets.slice(0, LIMITS.sawSheets);
    const rest = sheets.length > files.length ? ` The first ${files.length} of ${sheets.length} sheets.` : '';
    await post(
      files,
      files.length > 0
        ? `This is what I saw, with the times.${rest}`
        : 'I no longer have what I saw for this answer.',
    );
  } catch (error) {
    if (!(error instanceof UserError)) log.error({ err: error }, 'what was seen could not be shown');
    await post([], sentenceFor(error)).catch((failure: unknown) =>
      log.warn({ err: failure }, 'a press of a button could not be answered'),
    );
  }

  async function sheetsOf(event: AskEvent): Promise<readonly OutgoingFile[]> {
    const model = findModel((event.type === 'command' && event.model) || defaults.model);
    const { attachments, text } = event.message;
    const options: PrepareOptions = {
      model,
      about: text,
      open: (attachment, opening) => adapter.open(attachment, opening),
      onProgress: () => {},
      signal,
    };
    return (await Promise.all(attachments.map((one) => media.saw(one, options)))).flat();
  }

  async function post(files: readonly OutgoingFile[], text: string): Promise<void> {
    for (;;)
      try {
        return await pacer.write(
          surface.limits,
          () => 'final',
          shutdown,
          () => surface.attach(files, text, shutdown),
        );
      } catch (error) {
        // The pacer has taken note: the next turn comes after the pause.
        if (!(error instanceof RateLimited)) throw error;
      }
  }
}
