/** What the journal of rules says, in every language: each outcome is a sentence in all of them, with every value it has. */
import { describe, expect, it, test } from 'vitest';
import {
  type CodedOutcome,
  LANGUAGES,
  momentIn,
  type Outcome,
  OutcomeError,
  outcomeFor,
  RateLimited,
  readOutcome,
  UserError,
  WORDS,
  writtenOutcome,
} from '../../src/chat/index.ts';

const DAY = 24 * 3_600_000;
const why = 'Because.';

/** One of each: what is added to the journal does not compile until it is here. */
const ALL: { readonly [Code in CodedOutcome['code']]: CodedOutcome & { readonly code: Code } } = {
  onlyScheduled: { code: 'onlyScheduled' },
  directMessage: { code: 'directMessage' },
  otherWorkspace: { code: 'otherWorkspace' },
  otherChannel: { code: 'otherChannel' },
  groupMessage: { code: 'groupMessage' },
  notInThread: { code: 'notInThread' },
  inThread: { code: 'inThread' },
  otherReactor: { code: 'otherReactor' },
  ownMessage: { code: 'ownMessage' },
  otherBot: { code: 'otherBot' },
  otherAuthor: { code: 'otherAuthor' },
  otherWords: { code: 'otherWords' },
  otherHappening: { code: 'otherHappening', on: 'message', happened: 'edit' },
  otherPlatform: { code: 'otherPlatform', platforms: ['discord', 'slack'] },
  otherEmoji: { code: 'otherEmoji', emoji: ['👀', ':party:'] },
  otherContents: { code: 'otherContents', has: ['image', 'audio', 'code'] },
  asked: { code: 'asked' },
  repeated: { code: 'repeated' },
  circle: { code: 'circle', times: 3, ms: 600_000 },
  inQuietHours: { code: 'inQuietHours' },
  againInQuietHours: { code: 'againInQuietHours' },
  edited: { code: 'edited', why },
  editedAgain: { code: 'editedAgain' },
  disconnected: { code: 'disconnected' },
  answered: { code: 'answered' },
  unanswered: { code: 'unanswered', ms: 2 * DAY },
  tooMuchSaid: { code: 'tooMuchSaid', messages: 5_000 },
  gone: { code: 'gone' },
  cooling: { code: 'cooling', per: 'person', ms: 5_400_000 },
  unscheduled: { code: 'unscheduled' },
  answersToCome: { code: 'answersToCome', times: 10 },
  ruleGone: { code: 'ruleGone' },
  removed: { code: 'removed' },
  paused: { code: 'paused', why },
  budgetUsedUp: { code: 'budgetUsedUp', whose: 'rule', most: '$1.00', resets: DAY, timeZone: 'UTC' },
  budgetTooSmall: {
    code: 'budgetTooSmall',
    whose: 'person',
    left: 1_000,
    price: 2_000,
    resets: DAY,
    timeZone: 'UTC',
  },
  tooDear: { code: 'tooDear', price: '$0.25', most: '$0.10' },
  pausedBy: { code: 'pausedBy', person: 'Ada' },
  forgotten: { code: 'forgotten' },
  causeUnreadable: { code: 'causeUnreadable' },
  authorElsewhere: { code: 'authorElsewhere', theirs: 'discord', here: 'slack' },
  authorLeft: { code: 'authorLeft' },
  authorNoAdmin: { code: 'authorNoAdmin' },
  noAccess: { code: 'noAccess', channel: 'C1' },
  lacksRights: { code: 'lacksRights', rights: ['read', 'write', 'react'] },
  yes: { code: 'yes', confidence: 0.925, why },
  no: { code: 'no', why },
  unsure: { code: 'unsure', needed: 0.7 },
  unwanted: { code: 'unwanted' },
  unjudged: { code: 'unjudged', why },
  misshapen: { code: 'misshapen' },
  judgeAway: { code: 'judgeAway' },
  quietHours: { code: 'quietHours' },
  mayBeAnswered: { code: 'mayBeAnswered' },
  restarted: { code: 'restarted' },
  interrupted: { code: 'interrupted' },
  tried: { code: 'tried', times: 3, why },
  rateLimited: { code: 'rateLimited' },
  tooLate: { code: 'tooLate' },
  mishap: { code: 'mishap' },
  begunTooOften: { code: 'begunTooOften' },
  failedInARow: { code: 'failedInARow', times: 3, why },
  nothingToAnswer: { code: 'nothingToAnswer' },
  noSchema: { code: 'noSchema', name: 'invoice' },
  noWebhook: { code: 'noWebhook', name: 'crm' },
  unconnected: { code: 'unconnected', platform: 'slack' },
  whereItPosts: { code: 'whereItPosts', why },
  whereItReads: { code: 'whereItReads', why },
  unreadable: { code: 'unreadable', fault: 'when.on: expected message' },
  refused: { code: 'refused' },
  filtered: { code: 'filtered' },
  lengthUsedUp: { code: 'lengthUsedUp' },
  brokenOff: { code: 'brokenOff' },
  reacted: { code: 'reacted', emoji: '👀' },
  posted: { code: 'posted' },
  silent: { code: 'silent' },
  hindered: { code: 'hindered' },
  failed: { code: 'failed' },
  stopped: { code: 'stopped' },
  notBrokenAnyMore: { code: 'notBrokenAnyMore' },
  logTold: { code: 'logTold' },
  authorTold: { code: 'authorTold' },
  authorNotTold: { code: 'authorNotTold' },
};
const each = Object.values(ALL);

describe.each(LANGUAGES)('an outcome in %s', (language) => {
  const { outcome: say } = WORDS[language].watch;

  it('is a sentence, with what was said by others in it as it was said', () => {
    for (const one of each) {
      const said = say(one);
      expect(said, one.code).toMatch(/\p{L}{2}/u);
      expect(said, one.code).not.toMatch(/undefined|NaN|\[object|\{/);
      if ('why' in one) expect(said, one.code).toContain(why);
    }
  });

  it('says something else than every other', () => {
    expect(new Set(each.map(say)).size).toBe(each.length);
  });

  it('has all its values: names, emoji, counts, lengths of time', () => {
    const values: readonly (readonly [Outcome, ...string[]])[] = [
      [ALL.otherPlatform, 'Discord', 'Slack'],
      [ALL.otherEmoji, '👀', ':party:'],
      [ALL.circle, '3', '10'],
      [ALL.unanswered, '2'],
      [ALL.tooMuchSaid, (5_000).toLocaleString(language)],
      [ALL.cooling, '90'],
      [ALL.answersToCome, '10'],
      [ALL.budgetUsedUp, '$1.00', momentIn(language, DAY, 'UTC')],
      [ALL.budgetTooSmall, (1_000).toLocaleString(language), (2_000).toLocaleString(language)],
      [ALL.budgetTooSmall, momentIn(language, DAY, 'UTC')],
      [ALL.tooDear, '$0.25', '$0.10', 'limits.usdPerDay', 'askAbove'],
      [ALL.pausedBy, 'Ada'],
      [ALL.authorElsewhere, 'Discord', 'Slack'],
      [ALL.noAccess, 'C1'],
      [{ ...ALL.lacksRights, channel: 'C1' }, 'C1', ...Object.values(WORDS[language].watch.rights)],
      [ALL.yes, '93'],
      [ALL.unsure, '70'],
      [ALL.tried, '3'],
      [ALL.failedInARow, '3'],
      [ALL.noSchema, 'invoice', 'attache.yaml'],
      [ALL.noWebhook, 'crm', 'attache.yaml'],
      [ALL.unconnected, 'Slack'],
      [ALL.unreadable, 'when.on: expected message'],
      [ALL.reacted, '👀'],
    ];
    for (const [one, ...parts] of values) for (const part of parts) expect(say(one)).toContain(part);
  });

  it('says of every kind of happening, of file and of budget what it is', () => {
    const { otherHappening, otherContents, cooling, budgetUsedUp } = ALL;
    const variants: readonly (readonly Outcome[])[] = [
      (['message', 'edit', 'reaction', 'unanswered'] as const).map((on) => ({ ...otherHappening, on })),
      (['image', 'audio', 'video', 'document', 'link', 'code'] as const).map((kind) => ({
        ...otherContents,
        has: [kind],
      })),
      (['channel', 'person', 'rule'] as const).map((per) => ({ ...cooling, per })),
      (['person', 'channel', 'workspace', 'everyone', 'rule'] as const).map((whose) => ({
        ...budgetUsedUp,
        whose,
      })),
    ];
    for (const alike of variants) expect(new Set(alike.map(say)).size).toBe(alike.length);
  });
});

test.each(LANGUAGES.filter((language) => language !== 'en'))(
  'in %s, no outcome is an English one',
  (language) => {
    const same = each
      .filter((one) => WORDS[language].watch.outcome(one) === WORDS.en.watch.outcome(one))
      .map(({ code }) => code);
    // A no is the same in Spanish.
    expect(same).toEqual(language === 'es' ? ['no'] : []);
  },
);

test('what stands within another outcome is in the same language, however deep', () => {
  const lacks: Outcome = { code: 'whereItPosts', why: { code: 'lacksRights', rights: ['write'] } };
  const outcome: Outcome = { code: 'paused', why: { code: 'failedInARow', times: 3, why: lacks } };
  expect(WORDS.de.watch.outcome(outcome)).toBe(
    'Die Regel ist angehalten: Es ging 3-mal nacheinander schief, zuletzt so: Da, wo sie postet: Wer sie gemacht hat, darf in diesem Kanal nicht schreiben.',
  );
});

test.each([
  [1_000, '1 second', '1 Sekunde'],
  [5_400_000, '90 minutes', '90 Minuten'],
  [7_200_000, '2 hours', '2 Stunden'],
  [DAY, '1 day', '1 Tag'],
])('%i ms are %s, or %s', (ms, english, german) => {
  expect(WORDS.en.watch.outcome({ code: 'unanswered', ms })).toBe(`Nobody had answered after ${english}.`);
  expect(WORDS.de.watch.outcome({ code: 'unanswered', ms })).toBe(
    `${german} lang hatte niemand geantwortet.`,
  );
});

describe('in a database', () => {
  it('an outcome is text, and read again as what it was', () => {
    for (const one of each) expect(readOutcome(writtenOutcome(one))).toEqual(one);
    const within: Outcome = { code: 'paused', why: { code: 'edited', why: ALL.otherContents } };
    expect(readOutcome(writtenOutcome(within))).toEqual(within);
  });

  it.each([
    'It is about a salary.',
    '{curious}',
    '{"code":"ofALaterVersion"}',
    '{"code":"circle","times":"3"}',
    '{"code":"paused","why":{"code":"ofALaterVersion"}}',
    '',
  ])('text that is none stays as it is: %s', (text) => {
    expect(readOutcome(writtenOutcome(text))).toBe(text);
    expect(WORDS.ja.watch.outcome(readOutcome(text))).toBe(text);
  });
});

test('of an error its words are told, in the language of whoever reads them where they are ours', () => {
  expect(outcomeFor(new UserError('gone', 'It is gone.', 'Invite me.'))).toBe('It is gone. Invite me.');
  expect(outcomeFor(new TypeError('x of undefined'))).toEqual({ code: 'mishap' });
  expect(outcomeFor(new RateLimited(1_000))).toEqual({ code: 'rateLimited' });
  expect(outcomeFor(new DOMException('It timed out.', 'TimeoutError'))).toEqual({ code: 'tooLate' });
  const error = new OutcomeError('watch-broken', ALL.noWebhook);
  expect(outcomeFor(error)).toEqual(ALL.noWebhook);
  expect(error.message).toBe('There is no webhook “crm”. Add it under "webhooks" in attache.yaml.');
});
