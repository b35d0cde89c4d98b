/** What the journal of rules says, in English. */
import { momentIn } from '../../moment.ts';
import { allOf, amountIn, anyOf, lengthIn, type OutcomeWords, percentOf, platformOf } from './words.ts';

const LOCALE = 'en-GB';
const HAPPENINGS = {
  message: 'a new message',
  edit: 'an edit',
  reaction: 'a reaction',
  unanswered: 'a message that nobody answers',
} as const;
const CONTENTS = {
  image: 'an image',
  audio: 'sound',
  video: 'a video',
  document: 'a document',
  link: 'a link',
  code: 'code',
} as const;
const PER = { channel: ' in this channel', person: ' for this person', rule: '' } as const;
const BUDGET = {
  person: 'The budget of its author',
  channel: 'The budget of the channel',
  workspace: 'The budget of the workspace',
  everyone: 'The budget of everybody',
  rule: 'The budget of this rule',
} as const;
const amountOf = (amount: string | number) => amountIn(LOCALE, amount, (count) => `${count} tokens`);
export const rights = { read: 'read', write: 'write', react: 'react' } as const;

const placeOf = (channel: string | undefined) =>
  channel === undefined ? 'this channel' : `the channel ${channel}`;

export const outcomes: OutcomeWords = {
  onlyScheduled: 'It is set off by its schedule alone.',
  directMessage: 'Rules never see direct messages.',
  otherWorkspace: 'It does not watch this workspace.',
  otherChannel: 'It does not watch this channel.',
  groupMessage: 'It watches group messages only where `where.channels` names them.',
  notInThread: 'It watches threads alone, and this is not in one.',
  inThread: 'It does not watch threads.',
  otherReactor: 'It is set off by the reactions of certain people alone.',
  ownMessage: 'Rules never see what I have written myself.',
  otherBot: 'It was written by another bot, and the rule names it nowhere in `where.bots`.',
  otherAuthor: 'It watches what certain people write, and they are not among them.',
  otherWords: 'Its pattern is not in the message.',
  otherHappening: ({ on, happened }) =>
    `It is set off by ${HAPPENINGS[on]}, and this is ${HAPPENINGS[happened]}.`,
  otherPlatform: ({ platforms }) => `It watches ${allOf(LOCALE, platforms.map(platformOf))} alone.`,
  otherEmoji: ({ emoji }) => `It is set off by ${anyOf(LOCALE, emoji)}.`,
  otherContents: ({ has }) =>
    `It is for messages with ${anyOf(
      LOCALE,
      has.map((kind) => CONTENTS[kind]),
    )}.`,

  asked: 'I was asked by this message myself, and answer it.',
  repeated: 'A bot repeats what I had posted.',
  circle: ({ times, ms }) =>
    `Bots have set rules off here ${times} times in ${lengthIn(LOCALE, ms)}: that may be a circle.`,
  inQuietHours: 'It came in the quiet hours.',
  againInQuietHours: 'It came in the quiet hours, and comes again until they are over.',
  edited: ({ why }) => `It was edited, and no longer sets it off: ${why}`,
  editedAgain: 'It was edited again, and that is looked at instead.',
  disconnected: 'I am no longer connected where it happened.',
  answered: 'Somebody has answered it.',
  unanswered: ({ ms }) => `Nobody had answered after ${lengthIn(LOCALE, ms)}.`,
  tooMuchSaid: ({ messages }) =>
    `It may have been answered: at least ${messages.toLocaleString(LOCALE)} messages were said since, and I look through no more.`,
  gone: 'The message is gone.',
  cooling: ({ per, ms }) =>
    `It had acted${PER[per]} less than ${lengthIn(LOCALE, ms)} before, and waits for so long in between.`,
  unscheduled: 'The rule has no schedule any more.',
  answersToCome: ({ times }) => `The answers of the last ${times} times are still to come.`,
  ruleGone: 'The rule is gone.',
  removed: 'The rule was removed.',
  paused: ({ why }) => `The rule is paused: ${why}`,
  pausedBy: ({ person }) => `${person} has paused it.`,
  forgotten: 'What it was about is forgotten.',
  causeUnreadable: 'What set it off can no longer be read.',
  authorElsewhere: ({ theirs, here }) =>
    `It acts with the rights of somebody on ${platformOf(theirs)}, who is nobody on ${platformOf(here)}.`,
  authorLeft: 'Its author is no longer a member here.',
  authorNoAdmin: 'Its author is no admin any more: one of the admins can remove it and add it anew.',
  noAccess: ({ channel }) => `The access lists no longer let its author use me in ${placeOf(channel)}.`,
  lacksRights: ({ rights: lacking, channel }) =>
    `Its author may not ${anyOf(
      LOCALE,
      lacking.map((right) => rights[right]),
    )} in ${placeOf(channel)}.`,

  yes: ({ confidence, why }) => `Yes, sure to ${percentOf(confidence)} %: ${why}`,
  no: ({ why }) => `No: ${why}`,
  unsure: ({ needed }) => `That is less sure than the ${percentOf(needed)} % it needs.`,
  unwanted: 'The answer to its question was no.',
  unjudged: ({ why }) => `could not be judged: ${why}`,
  misshapen: 'the answer had another shape',
  judgeAway: 'The model could not be asked about this for the moment.',

  budgetUsedUp: ({ whose, most, resets, timeZone }) =>
    `${BUDGET[whose]} (${amountOf(most)}) is used up until ${momentIn('en', resets, timeZone)}.`,
  budgetTooSmall: ({ whose, left, price, resets, timeZone }) =>
    `${BUDGET[whose]} has ${amountOf(left)} left until ${momentIn('en', resets, timeZone)}, and this would cost about ${amountOf(price)}.`,
  tooDear: ({ price, most }) =>
    `This would cost about ${price}, more than the ${most} of \`budgets.askAbove\` from which on a price is to be agreed to. Give the rule a budget of its own (\`limits.usdPerDay\`), or raise \`askAbove\`.`,

  quietHours: 'It waits for the end of the quiet hours.',
  mayBeAnswered: 'It may still be answered.',
  restarted: 'I was restarted.',
  interrupted: 'I was interrupted.',
  tried: ({ times, why }) => `I tried it ${times} times. ${why}`,

  rateLimited: 'The platform wants me to do less for the moment.',
  tooLate: 'The platform or the model did not answer in time.',
  mishap: 'Something went wrong on my side; the details are in my log.',
  begunTooOften: 'It was begun several times, and never came to an end.',
  failedInARow: ({ times, why }) => `It went wrong ${times} times in a row, the last time like this: ${why}`,
  nothingToAnswer: 'There is no message that it could answer.',
  noSchema: ({ name }) => `There is no schema “${name}”. Add it under "schemas" in attache.yaml.`,
  noWebhook: ({ name }) => `There is no webhook “${name}”. Add it under "webhooks" in attache.yaml.`,
  unconnected: ({ platform }) => `I am not connected to ${platformOf(platform)}.`,
  whereItPosts: ({ why }) => `Where it posts: ${why}`,
  whereItReads: ({ why }) => `Where it reads: ${why}`,
  unreadable: ({ fault }) => `It can no longer be read: ${fault}`,
  refused: 'The model did not want to answer.',
  filtered: 'The provider’s content rules stopped the answer.',
  lengthUsedUp: 'The model used its whole output limit before the first word.',
  brokenOff: 'The answer broke off.',

  reacted: ({ emoji }) => `I reacted with ${emoji}.`,
  posted: 'The answer is posted.',
  silent: 'There was nothing to say, and nothing was posted.',
  hindered: 'It could not be answered for now.',
  failed: 'It could not be answered.',
  stopped: 'It was stopped.',

  notBrokenAnyMore: 'It was resumed, or is gone, before anybody was told.',
  logTold: 'The log was told.',
  authorTold: 'Its author was told.',
  authorNotTold: 'Its author could not be told.',
};
