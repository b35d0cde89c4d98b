/** `/forget everything` in every process: each keeps copies of files of its own. */
import type { Media } from '../media/index.ts';
import type { Logger } from '../ops/index.ts';
import type { Signals, Store } from '../store/index.ts';

/**
 * Drops the copies of everybody who is forgotten: at once of those who were forgotten while this process was not there, and
 * from now on as soon as it happens. Gives what ends it.
 */
export function keepForgetting(
  store: Pick<Store, 'forgottenFiles'> & Pick<Signals, 'hear'>,
  media: Pick<Media, 'forget'>,
  log: Logger,
): () => void {
  const drop = async (owners: readonly string[]): Promise<void> => {
    for (const owner of owners) await media.forget(owner);
  };
  const complain = (error: unknown): void =>
    log.error({ err: error }, 'copies of files of somebody who is forgotten may be left');
  const dropAll = (): void => void store.forgottenFiles().then(drop).catch(complain);

  const stop = store.hear((news) => {
    if (news.type === 'forget') drop([news.owner]).catch(complain);
    if (news.type === 'unsure') dropAll();
  });
  dropAll();
  return stop;
}
