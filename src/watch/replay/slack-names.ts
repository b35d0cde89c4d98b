/** Who is who and where is what in a Slack export: the files beside the folders of its channels. */
import { z } from 'zod';
import type { Conversation } from '../../chat/index.ts';
import type { Faults } from './faults.ts';

/** What the files say, or an empty list where there is none. */
export interface SlackNames {
  readonly users: unknown;
  /** Public channels … */
  readonly channels: unknown;
  /** … private ones, */
  readonly groups: unknown;
  /** direct messages of several people, */
  readonly mpims: unknown;
  /** and of two. */
  readonly dms: unknown;
}

const User = z.object({
  id: z.string(),
  name: z.string().default(''),
  is_bot: z.boolean().default(false),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).default({}),
});
export type User = z.infer<typeof User>;

const Named = z.object({ id: z.string(), name: z.string() });
const Direct = z.object({ id: z.string() });

export interface SlackPlace {
  readonly channel: string;
  readonly kind: Conversation['kind'];
  readonly isGroup: boolean;
}

export interface Known {
  user(id: string): User | undefined;
  /** What the folder of a conversation stands for. */
  place(folder: string): SlackPlace;
}

export function knownBy(names: SlackNames, faults: Faults): Known {
  const listed = <One>(schema: z.ZodType<One>, file: keyof SlackNames) =>
    faults.read(z.array(schema), names[file], `${file}.json`).flat();
  const users = new Map(listed(User, 'users').map((user) => [user.id, user]));
  const groups = new Map(listed(Named, 'mpims').map(({ id, name }) => [name, id]));
  const channels = [...listed(Named, 'channels'), ...listed(Named, 'groups')];
  const byName = new Map([...channels.map(({ id, name }) => [name, id] as const), ...groups]);
  const direct = new Set(listed(Direct, 'dms').map(({ id }) => id));
  return {
    user: (id) => users.get(id),
    place: (folder) => ({
      channel: byName.get(folder) ?? folder,
      kind: direct.has(folder) ? 'dm' : 'thread',
      isGroup: groups.has(folder),
    }),
  };
}

export const nameOf = (user: User | undefined): string | undefined =>
  user && [user.profile.display_name, user.profile.real_name, user.name].find((name) => name);
