/** "Show what you saw": the pictures a model was shown of a question's attachments, as contact sheets. */
import type { AskChoices, ChatAdapter, OutgoingFile } from '../../chat/index.ts';
import type { Media, PrepareOptions } from '../../media/index.ts';
import type { Catalog } from '../../model/index.ts';
import type { FoundTurn } from '../../store/index.ts';
import type { OwnerOf } from '../owner.ts';
import { askedIn } from '../asking/question.ts';

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
    catalog,
    ownerOf,
  }: {
    readonly media: Media;
    readonly choices: AskChoices;
    readonly catalog: Catalog;
    readonly ownerOf?: OwnerOf;
  },
  signal: AbortSignal,
): Promise<readonly OutgoingFile[]> {
  const { message } = askedIn(event, choices);
  const options: PrepareOptions = {
    model: catalog.find(cost?.model ?? catalog.tiers.flagship.model),
    about: message.text,
    open: (attachment, opening) => adapter.open(attachment, opening),
    onProgress: () => {},
    signal,
  };
  const sheets = message.attachments.map((one) => {
    const owner = ownerOf?.(message, one);
    return media.saw(one, owner === undefined ? options : { ...options, owner });
  });
  return (await Promise.all(sheets)).flat();
}
