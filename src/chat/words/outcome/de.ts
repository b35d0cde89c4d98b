/** What the journal of rules says, in German. */
import { momentIn } from '../../moment.ts';
import { allOf, amountIn, anyOf, lengthIn, type OutcomeWords, percentOf, platformOf } from './words.ts';

const LOCALE = 'de';
const HAPPENINGS = {
  message: 'eine neue Nachricht',
  edit: 'eine Änderung',
  reaction: 'eine Reaktion',
  unanswered: 'eine Nachricht, die niemand beantwortet',
} as const;
/** In the plural, so that they can follow “mit”. */
const CONTENTS = {
  image: 'Bildern',
  audio: 'Ton',
  video: 'Videos',
  document: 'Dokumenten',
  link: 'Links',
  code: 'Code',
} as const;
const PER = { channel: ' in diesem Kanal', person: ' für diese Person', rule: '' } as const;
const BUDGET = {
  person: 'Das Budget dessen, der sie gemacht hat,',
  channel: 'Das Budget des Kanals',
  workspace: 'Das Budget des Workspace',
  everyone: 'Das Budget aller zusammen',
  rule: 'Das Budget dieser Regel',
} as const;
const amountOf = (amount: string | number) => amountIn(LOCALE, amount, (count) => `${count} Tokens`);
export const rights = { read: 'lesen', write: 'schreiben', react: 'reagieren' } as const;

const placeOf = (channel: string | undefined) =>
  channel === undefined ? 'diesem Kanal' : `dem Kanal ${channel}`;

export const outcomes: OutcomeWords = {
  onlyScheduled: 'Nur ihr Zeitplan löst sie aus.',
  directMessage: 'Direktnachrichten sehen Regeln nie.',
  otherWorkspace: 'Diesen Workspace beobachtet sie nicht.',
  otherChannel: 'Diesen Kanal beobachtet sie nicht.',
  groupMessage: 'Gruppennachrichten beobachtet sie nur, wo `where.channels` sie nennt.',
  notInThread: 'Sie beobachtet nur Threads, und das hier steht in keinem.',
  inThread: 'Threads beobachtet sie nicht.',
  otherReactor: 'Nur die Reaktionen bestimmter Leute lösen sie aus.',
  ownMessage: 'Was ich selbst geschrieben habe, sehen Regeln nie.',
  otherBot: 'Geschrieben hat es ein anderer Bot, und unter `where.bots` nennt die Regel ihn nicht.',
  otherAuthor: 'Sie beobachtet, was bestimmte Leute schreiben, und das hier kommt von jemand anderem.',
  otherWords: 'Ihr Muster kommt in der Nachricht nicht vor.',
  otherHappening: ({ on, happened }) =>
    `Ausgelöst wird sie durch ${HAPPENINGS[on]}, und das hier ist ${HAPPENINGS[happened]}.`,
  otherPlatform: ({ platforms }) => `Sie beobachtet nur ${allOf(LOCALE, platforms.map(platformOf))}.`,
  otherEmoji: ({ emoji }) => `Ausgelöst wird sie durch ${anyOf(LOCALE, emoji)}.`,
  otherContents: ({ has }) =>
    `Sie ist für Nachrichten mit ${anyOf(
      LOCALE,
      has.map((kind) => CONTENTS[kind]),
    )}.`,

  asked: 'Mit dieser Nachricht wurde ich selbst gefragt und antworte darauf.',
  repeated: 'Ein Bot wiederholt, was ich gepostet hatte.',
  circle: ({ times, ms }) =>
    `In ${lengthIn(LOCALE, ms)} haben Bots hier ${times}-mal Regeln ausgelöst: Das könnte im Kreis gehen.`,
  inQuietHours: 'Es kam in der Ruhezeit.',
  againInQuietHours: 'Es kam in der Ruhezeit und kommt wieder, bevor sie vorbei ist.',
  edited: ({ why }) => `Die Nachricht wurde geändert und löst sie nicht mehr aus: ${why}`,
  editedAgain: 'Die Nachricht wurde noch einmal geändert; angesehen wird, was jetzt dasteht.',
  disconnected: 'Dort, wo es geschah, bin ich nicht mehr verbunden.',
  answered: 'Jemand hat darauf geantwortet.',
  unanswered: ({ ms }) => `${lengthIn(LOCALE, ms)} lang hatte niemand geantwortet.`,
  tooMuchSaid: ({ messages }) =>
    `Sie kann beantwortet sein: Seither wurden mindestens ${messages.toLocaleString(LOCALE)} Nachrichten geschrieben, und mehr sehe ich nicht durch.`,
  gone: 'Die Nachricht ist weg.',
  cooling: ({ per, ms }) =>
    `Sie hatte${PER[per]} kurz vorher schon gehandelt und wartet dazwischen ${lengthIn(LOCALE, ms)}.`,
  unscheduled: 'Die Regel hat keinen Zeitplan mehr.',
  answersToCome: ({ times }) => `Die Antworten der letzten ${times} Male stehen noch aus.`,
  ruleGone: 'Die Regel gibt es nicht mehr.',
  removed: 'Die Regel wurde entfernt.',
  paused: ({ why }) => `Die Regel ist angehalten: ${why}`,
  pausedBy: ({ person }) => `${person} hat sie angehalten.`,
  forgotten: 'Worum es ging, ist vergessen.',
  causeUnreadable: 'Was sie ausgelöst hat, lässt sich nicht mehr lesen.',
  authorElsewhere: ({ theirs, here }) =>
    `Sie handelt mit den Rechten von jemandem auf ${platformOf(theirs)}, den es auf ${platformOf(here)} nicht gibt.`,
  authorLeft: 'Wer sie gemacht hat, ist hier nicht mehr Mitglied.',
  authorNoAdmin:
    'Wer sie gemacht hat, ist kein Admin mehr: Einer der Admins kann sie entfernen und neu hinzufügen.',
  noAccess: ({ channel }) =>
    `Wer sie gemacht hat, darf mich nach den Zugangslisten in ${placeOf(channel)} nicht mehr benutzen.`,
  lacksRights: ({ rights: lacking, channel }) =>
    `Wer sie gemacht hat, darf in ${placeOf(channel)} nicht ${anyOf(
      LOCALE,
      lacking.map((right) => rights[right]),
    )}.`,

  yes: ({ confidence, why }) => `Ja, zu ${percentOf(confidence)} % sicher: ${why}`,
  no: ({ why }) => `Nein: ${why}`,
  unsure: ({ needed }) => `Das ist weniger sicher als die nötigen ${percentOf(needed)} %.`,
  unwanted: 'Die Antwort auf ihre Frage war Nein.',
  unjudged: ({ why }) => `ließ sich nicht beurteilen: ${why}`,
  misshapen: 'die Antwort hatte eine andere Form',
  judgeAway: 'Das Modell ließ sich dazu im Moment nicht fragen.',

  budgetUsedUp: ({ whose, most, resets, timeZone }) =>
    `${BUDGET[whose]} ist bis ${momentIn(LOCALE, resets, timeZone)} aufgebraucht (${amountOf(most)}).`,
  budgetTooSmall: ({ whose, left, price, resets, timeZone }) =>
    `${BUDGET[whose]} reicht nicht: Bis ${momentIn(LOCALE, resets, timeZone)} sind noch ${amountOf(left)} da, und das hier würde ungefähr ${amountOf(price)} kosten.`,
  tooDear: ({ price, most }) =>
    `Das würde ungefähr ${price} kosten, mehr als die ${most} aus \`budgets.askAbove\`, ab denen jemand dem Preis zustimmen muss. Gib der Regel ein eigenes Budget (\`limits.usdPerDay\`) oder erhöhe \`askAbove\`.`,

  quietHours: 'Sie wartet auf das Ende der Ruhezeit.',
  mayBeAnswered: 'Es kann noch jemand antworten.',
  restarted: 'Ich wurde neu gestartet.',
  interrupted: 'Ich wurde unterbrochen.',
  tried: ({ times, why }) => `Ich habe es ${times}-mal versucht. ${why}`,

  rateLimited: 'Die Plattform möchte, dass ich im Moment weniger tue.',
  tooLate: 'Die Plattform oder das Modell hat nicht rechtzeitig geantwortet.',
  mishap: 'Bei mir ist etwas schiefgegangen; Genaueres steht in meinem Protokoll.',
  begunTooOften: 'Es wurde mehrmals begonnen und kam nie zu Ende.',
  failedInARow: ({ times, why }) => `Es ging ${times}-mal nacheinander schief, zuletzt so: ${why}`,
  nothingToAnswer: 'Es gibt keine Nachricht, auf die sie antworten könnte.',
  noSchema: ({ name }) =>
    `Ein Schema „${name}“ gibt es nicht. Füge es in attache.yaml unter „schemas“ hinzu.`,
  noWebhook: ({ name }) =>
    `Einen Webhook „${name}“ gibt es nicht. Füge ihn in attache.yaml unter „webhooks“ hinzu.`,
  unconnected: ({ platform }) => `Mit ${platformOf(platform)} bin ich nicht verbunden.`,
  whereItPosts: ({ why }) => `Da, wo sie postet: ${why}`,
  whereItReads: ({ why }) => `Da, wo sie liest: ${why}`,
  unreadable: ({ fault }) => `Sie lässt sich nicht mehr lesen: ${fault}`,
  refused: 'Das Modell wollte nicht antworten.',
  filtered: 'Die Inhaltsregeln des Anbieters haben die Antwort aufgehalten.',
  lengthUsedUp: 'Das Modell hat schon vor dem ersten Wort alles verbraucht, was es ausgeben darf.',
  brokenOff: 'Die Antwort brach ab.',

  reacted: ({ emoji }) => `Ich habe mit ${emoji} reagiert.`,
  posted: 'Die Antwort ist gepostet.',
  silent: 'Es gab nichts zu sagen, und gepostet wurde nichts.',
  hindered: 'Für den Moment ließ es sich nicht beantworten.',
  failed: 'Es ließ sich nicht beantworten.',
  stopped: 'Es wurde gestoppt.',

  notBrokenAnyMore: 'Sie wurde fortgesetzt oder entfernt, bevor jemand davon erfuhr.',
  logTold: 'Es steht im Protokoll.',
  authorTold: 'Wer sie gemacht hat, weiß davon.',
  authorNotTold: 'Wer sie gemacht hat, war nicht zu erreichen.',
};
