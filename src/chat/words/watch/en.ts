/** What `/watch` answers, in English. */
import { outcomes, rights } from '../outcome/en.ts';
import { tellerOf } from '../outcome/words.ts';
import type { WatchWords } from './words.ts';

const timesOf = (count: string) => (count === '1' ? 'once' : `${count} times`);

export const watch: WatchWords = {
  noRules: 'No rules watch here yet.',
  rules: 'Rules that watch here:',
  outcome: tellerOf(outcomes),
  where: (channels) => `in ${channels}`,
  here: 'this channel',
  everywhere: 'everywhere',
  madeBy: (source) => `by ${source}`,
  paused: (why) => `paused: ${why}`,
  broken: (why) => `paused because something went wrong: ${why}`,
  toAuthor: (name, why, resume) =>
    `I have paused the rule ${name}, because it no longer works. ${why} When that is mended, ${resume} starts it again.`,
  lastDay: (runs, acted, price) =>
    `last 24 hours: set off ${timesOf(runs)}, acted ${timesOf(acted)}, ${price}`,
  readyMade: 'Ready-made rules that can be added here with `/watch add NAME`:',
  howToAdd:
    'Say which rule: a ready-made one with `/watch add NAME`, or one of your own with `/watch add NAME: {when: {on: message, matches: invoice}, then: {react: 👀}}`. It may stand in a code block, over several lines.',
  whichRule: (known) => `Say which rule. There are: ${known}.`,
  unknownRule: (name, known) => `There is no rule ${name} here. There are: ${known}.`,
  unknownAction: (action, known) => `I do not know “${action}”. It can be ${known}.`,
  notInDirectMessages: 'Rules watch channels, so please say this in one.',
  badName: (name) =>
    `${name} cannot be the name of a rule: a name has letters, digits, “-” and “_”, at most 64 of them.`,
  taken: (name) => `There is a rule ${name} already. Remove it first, or choose another name.`,
  notRead: (fault) => `I cannot read that rule: ${fault}`,
  faults: (name, faults) => `I did not add ${name}, for something is wrong with it:\n${faults}`,
  lacks: (rights, channel) =>
    `A rule acts with the rights of whoever adds it, and you may not ${rights} in ${channel}.`,
  rights,
  deeds: {
    answers: (where) => `answers with a model’s words ${where}`,
    says: (where) => `says its text ${where}`,
    reacts: (emoji) => `reacts with ${emoji}`,
    to: {
      reply: 'in a reply',
      thread: 'in a thread',
      author: 'in direct messages to whoever wrote it',
      channel: (channel) => `in ${channel}`,
      person: (person) => `in direct messages to ${person}`,
      webhook: (name) => `to the webhook ${name}`,
    },
  },
  added: (name, deeds, where) =>
    `Added ${name}: from now on it watches ${where} and ${deeds}. \`/watch test\` shows what it would have done.`,
  nowPaused: (name) => `Paused ${name}: it does nothing until it is resumed.`,
  alreadyPaused: (name, why) => `${name} is paused already: ${why}`,
  resumed: (name) => `Resumed ${name}.`,
  notPaused: (name) => `${name} is not paused.`,
  removed: (name) => `Removed ${name}.`,
  notRemovable: (name) =>
    `${name} stands in attache.yaml: whoever runs me can remove it there. \`/watch pause\` stops it until then.`,
  test: {
    title: (name, messages) => `${name}, tried on the last ${messages} messages here. Nothing was posted.`,
    nothingSaid: 'There is nothing here to try it on, or I may not read it.',
    passed: (passed, all) => `${passed} of ${all} messages pass the checks that need no model.`,
    commonMiss: (miss, times) => `${timesOf(times)}: ${miss}`,
    asked: (messages, price) => `I asked the question about ${messages} messages, which cost ${price}.`,
    onlyLatest: (messages) => `I looked at the latest ${messages} of them.`,
    notAsked: (why) => `The question could not be asked: ${why}`,
    yes: (confidence, why) => `yes (${confidence}): ${why}`,
    no: (confidence, why) => `no (${confidence}): ${why}`,
    would: (times, deeds) => `It would act ${timesOf(times)}, before cooldown and the like: it ${deeds}.`,
    wouldNot: 'It would do nothing.',
    expected: (price) => `Each answer is expected to cost about ${price}.`,
    schedule: (times) => `Next: ${times}.`,
    ifReacted: (emoji) => `This is as if somebody had reacted to each of them with ${emoji}.`,
    ifUnanswered: 'This is as if nobody had answered any of them.',
    andMore: (count) => `… and ${count} more.`,
  },
  why: {
    whichMessage: 'Say which message: its link, or its id here.',
    notFound: 'I cannot find that message: it is gone, or I may not read it.',
    notReadable: 'You may not read that message, so I say nothing of it.',
    title: (author, time, words) => `${author}, ${time}: “${words}”`,
    states: {
      waiting: 'waits',
      judging: 'is being decided',
      asking: 'is being answered',
      acted: 'acted',
      declined: 'did not act',
      failed: 'failed',
      cancelled: 'was cancelled',
    },
    due: (time) => `due ${time}`,
    confidence: (share) => `confidence ${share}`,
    notSetOff: (miss) => `not set off: ${miss}`,
    wouldBe: 'was not set off then; by its checks as they are now, it would be.',
    noRules: 'No other rule watches there.',
  },
};
