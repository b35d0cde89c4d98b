/**
 * Where the installation of a workspace is found, also by a process that has heard nothing of the workspace yet. A workspace that
 * has the app from its organization is remembered with its first event, since later only its own id is known.
 */
import type { Installations } from '../../../src/chat/index.ts';
import { idOf, type Installation, readInstallation, writeInstallation } from './installation.ts';

export interface Directory {
  /** The id of the installation that answers for a workspace. */
  idFor(team: string): Promise<string | undefined>;
  /** The same, by the user id of its bot. */
  idForBot(userId: string): Promise<string | undefined>;
  read(id: string): Promise<Installation | undefined>;
  /** Takes the place of an earlier one. */
  keep(installation: Installation): Promise<void>;
  /** One change of an installation after the other, in all processes; undefined removes it. Gives what is kept then. */
  change(
    id: string,
    change: (installation: Installation) => Promise<Installation | undefined>,
  ): Promise<Installation | undefined>;
  /** A workspace has the app from its organization. */
  belongs(team: string, enterprise: string): Promise<void>;
  /** The ids of all installations. */
  ids(): Promise<readonly string[]>;
  /** The ids of all workspaces that are known to have the app, themselves or from their organization. */
  teams(): Promise<readonly string[]>;
}

/** Beside the installations, whose ids have no colon, stand notes that lead to one. */
const TEAM = 'team:';
const BOT = 'bot:';

export function createDirectory(installations: Installations): Directory {
  const note = (key: string, id: string) => installations.change(key, () => Promise.resolve(id));
  /** The keys of the notes of all workspaces that have the app from an organization. */
  const teamNotes = async (enterprise: string): Promise<readonly string[]> => {
    const keys = (await installations.ids()).filter((key) => key.startsWith(TEAM));
    const leadTo = await Promise.all(keys.map((key) => installations.find(key)));
    return keys.filter((_, index) => leadTo[index] === enterprise);
  };
  return {
    idFor: async (team) =>
      (await installations.find(team)) === undefined ? installations.find(`${TEAM}${team}`) : team,
    idForBot: (userId) => installations.find(`${BOT}${userId}`),
    read: async (id) => readInstallation(await installations.find(id)),
    keep: async (installation) => {
      const id = idOf(installation);
      await installations.change(id, () => Promise.resolve(writeInstallation(installation)));
      await note(`${BOT}${installation.bot.userId}`, id);
    },
    change: async (id, change) => {
      let was: Installation | undefined;
      const content = await installations.change(id, async (kept) => {
        was = readInstallation(kept);
        const next = was && (await change(was));
        return next && writeInstallation(next);
      });
      if (was && content === undefined)
        for (const key of [`${BOT}${was.bot.userId}`, ...(was.team === undefined ? await teamNotes(id) : [])])
          await installations.change(key, () => Promise.resolve(undefined));
      return readInstallation(content);
    },
    belongs: async (team, enterprise) => void (await note(`${TEAM}${team}`, enterprise)),
    ids: async () => (await installations.ids()).filter((id) => !id.includes(':')),
    teams: async () => {
      const keys = (await installations.ids()).map((key) => key.replace(TEAM, ''));
      return [...new Set(keys.filter((key) => key.startsWith('T')))];
    },
  };
}
