/** What doctor says of the rules of attache.yaml: that they watch, and what keeps them from it. */
import type { Finding } from '../chat/index.ts';
import type { Config } from '../config/index.ts';
import type { Rule } from '../rules/index.ts';

export function checkRules({ rules, discord, slack, access }: Config): readonly Finding[] {
  const names = Object.keys(rules);
  if (names.length === 0) return [];
  const isThere = { discord: discord !== undefined, slack: slack !== undefined };
  const idle = Object.entries(rules).flatMap(([name, rule]) =>
    platformsOf(rule)
      .filter((platform) => !isThere[platform])
      .map((platform): Finding => ({
        level: 'warning',
        what: `rules.${name} names ${platform}, which is not configured.`,
        hint: 'Configure it, or change the rule in attache.yaml.',
      })),
  );
  const admins = access.admins.users.length + access.admins.roles.length;
  return [
    {
      level: 'ok',
      what: `Rules that watch: ${names.join(', ')}.`,
      ...(admins === 0 && {
        hint: 'Nobody may pause or resume them in a chat: name people under `admins` in attache.yaml to let them use /watch.',
      }),
    },
    ...idle,
  ];
}

/** The platforms that a rule cannot do without. */
function platformsOf({ where, then: { to }, author }: Rule): readonly ('discord' | 'slack')[] {
  const target = typeof to === 'object' && 'platform' in to ? to.platform : undefined;
  return [
    ...new Set([
      ...(where.platforms ?? []),
      ...(target ? [target] : []),
      ...(author ? [author.platform] : []),
    ]),
  ];
}
