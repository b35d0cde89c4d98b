/** "Show what you saw": the pictures a model was shown of a question's attachments, as contact sheets. */
import type { AskChoices, ChatAdapter, OutgoingFile } from '../chat/index.ts';
import type { Media, PrepareOptions } from '../media/index.ts';
import { findModel } from '../model/index.ts';
import type { FoundTurn } from '../store/index.ts';
import { askedIn } from './question.ts';

/**
 * The sheets of a turn's attachments, in their order.
 *
 * @throws {UserError} when one cannot be fetched any more
 */
export async function sheetsOf(
  { event, cost }: FoundTurn,
  adapter: ChatAdapter,
  {
    media,
    choices,
    defaults,
  }: { readonly media: Media; readonly choices: AskChoices; readonly defaults: { readonly model: string } },
  signal: AbortSignal,
): Promise<readonly OutgoingFile[]> {
  const { message, model } = askedIn(event, choices);
  const options: PrepareOptions = {
    model: findModel(cost?.model ?? model ?? defaults.model),
    about: message.text,
    open: (attachment, opening) => adapter.open(attachment, opening),
    onProgress: () => {},
    signal,
  };
  return (await Promise.all(message.attachments.map((one) => media.saw(one, options)))).flat();
}
