/** A rule that is added in a chat holds there: what it does not say is this channel, and what it says must be of this workspace. */
import type { Conversation } from '../../chat/index.ts';
import { isMap } from './written.ts';

/** As a rule is written, and one sentence for each place that is not of this workspace, with its path. */
export interface SettledHere {
  readonly value: unknown;
  readonly faults: readonly string[];
}

/** @param schedules whether the rule is set off by a schedule: it watches no place, and posts here */
export function settledHere(value: unknown, here: Conversation, schedules: boolean): SettledHere {
  if (!isMap(value)) return { value, faults: [] };
  const where = isMap(value['where']) ? value['where'] : {};
  const then = isMap(value['then']) ? value['then'] : {};
  const own = { platforms: [here.platform], workspaces: [here.workspace] };
  const faults = [
    ...onlyHere(where['platforms'], here.platform, 'where.platforms', 'this platform'),
    ...onlyHere(where['workspaces'], here.workspace, 'where.workspaces', 'this workspace'),
    ...destinationFaults(then['to'], here),
    ...('author' in value
      ? ['author: expected nothing: a rule that is added here acts with your rights.']
      : []),
  ];
  if (!schedules)
    return { value: { ...value, where: { ...own, channels: [here.channel], ...where } }, faults };
  const { platform, channel } = here;
  const reads = where['channels'] === undefined ? where : { ...own, ...where };
  return {
    value: {
      ...value,
      ...(Object.keys(reads).length > 0 && { where: reads }),
      then: { ...then, to: then['to'] ?? { platform, channel } },
    },
    faults,
  };
}

function onlyHere(named: unknown, own: string, path: string, what: string): readonly string[] {
  if (!Array.isArray(named) || named.every((one) => one === own)) return [];
  return [`${path}: expected ${what} alone, "${own}": a rule that is added here watches here.`];
}

function destinationFaults(to: unknown, { platform, workspace }: Conversation): readonly string[] {
  if (!isMap(to) || 'webhook' in to) return [];
  const only = (key: string, own: string) =>
    to[key] === undefined || to[key] === own
      ? []
      : [`then.to.${key}: expected "${own}": a rule that is added here posts here.`];
  return [...only('platform', platform), ...only('workspace', workspace)];
}
