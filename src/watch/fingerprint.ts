/** Rules as short texts: the same as long as they say the same. They are hashes: ids of people that may stand in a rule are kept nowhere. */
import { createHash } from 'node:crypto';
import type { Rule } from '../rules/index.ts';
import type { KnownRule } from '../store/index.ts';

/** @param timeZone of schedules that name none */
export const knownAs = (key: string, rule: Rule, timeZone: string): KnownRule => ({
  key,
  setsOff: setsOffOf(rule, timeZone),
  whole: hashOf([setsOffOf(rule, timeZone), { ...rule, when: undefined }]),
});

/** What sets a rule off, whatever it does then. Of a schedule, its times: where it reads and posts sets nothing off. */
const setsOffOf = ({ where, when }: Rule, timeZone: string): string =>
  hashOf(
    when.on === 'schedule'
      ? [when.cron, when.timeZone ?? timeZone]
      : [where, { ...when, matches: when.matches?.source }],
  );

const hashOf = (told: unknown): string =>
  createHash('sha256').update(JSON.stringify(told)).digest('base64url');
