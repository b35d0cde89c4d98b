/** What `/watch` answers, in German. */
import { outcomes, rights } from '../outcome/de.ts';
import { tellerOf } from '../outcome/words.ts';
import type { WatchWords } from './words.ts';

export const watch: WatchWords = {
  noRules: 'Hier gibt es noch keine Regeln.',
  rules: 'Regeln, nach denen ich hier beobachte:',
  outcome: tellerOf(outcomes),
  where: (channels) => `in ${channels}`,
  here: 'diesem Kanal',
  everywhere: 'überall',
  madeBy: (source) => `von ${source}`,
  paused: (why) => `angehalten: ${why}`,
  broken: (why) => `angehalten, weil etwas schiefging: ${why}`,
  toAuthor: (name, why, resume) =>
    `Ich habe die Regel ${name} angehalten, weil sie nicht mehr funktioniert. ${why} Wenn das behoben ist, setzt ${resume} sie fort.`,
  lastDay: (runs, acted, price) =>
    `letzte 24 Stunden: ${runs}-mal ausgelöst, ${acted}-mal gehandelt, ${price}`,
  readyMade: 'Fertige Regeln, die sich mit `/watch add NAME` hinzufügen lassen:',
  howToAdd:
    'Sag, welche Regel: eine fertige mit `/watch add NAME` oder eine eigene mit `/watch add NAME: {when: {on: message, matches: Rechnung}, then: {react: 👀}}`. Sie darf in einem Codeblock über mehrere Zeilen stehen.',
  whichRule: (known) => `Sag, welche Regel. Es gibt: ${known}.`,
  unknownRule: (name, known) => `Eine Regel ${name} gibt es hier nicht. Es gibt: ${known}.`,
  unknownAction: (action, known) => `„${action}“ kenne ich nicht. Möglich sind ${known}.`,
  notInDirectMessages: 'Regeln beobachten Kanäle, also sag das bitte in einem.',
  badName: (name) =>
    `${name} kann keine Regel heißen: Ein Name hat Buchstaben, Ziffern, „-“ und „_“, höchstens 64.`,
  taken: (name) => `Eine Regel ${name} gibt es schon. Entferne sie zuerst oder wähle einen anderen Namen.`,
  notRead: (fault) => `Diese Regel kann ich nicht lesen: ${fault}`,
  faults: (name, faults) => `Ich habe ${name} nicht hinzugefügt, denn daran stimmt etwas nicht:\n${faults}`,
  lacks: (rights, channel) =>
    `Eine Regel handelt mit den Rechten dessen, der sie hinzufügt, und in ${channel} darfst du nicht ${rights}.`,
  rights,
  deeds: {
    answers: (where) => `antwortet mit den Worten eines Modells ${where}`,
    says: (where) => `sagt ihren Text ${where}`,
    reacts: (emoji) => `reagiert mit ${emoji}`,
    to: {
      reply: 'als Antwort',
      thread: 'in einem Thread',
      author: 'als Direktnachricht an den, der geschrieben hat',
      channel: (channel) => `in ${channel}`,
      person: (person) => `als Direktnachricht an ${person}`,
      webhook: (name) => `an den Webhook ${name}`,
    },
  },
  added: (name, deeds, where) =>
    `${name} hinzugefügt: Ab jetzt beobachtet sie ${where} und ${deeds}. \`/watch test\` zeigt, was sie getan hätte.`,
  nowPaused: (name) => `${name} ist angehalten und tut nichts, bis sie fortgesetzt wird.`,
  alreadyPaused: (name, why) => `${name} ist schon angehalten: ${why}`,
  resumed: (name) => `${name} läuft wieder.`,
  notPaused: (name) => `${name} ist nicht angehalten.`,
  removed: (name) => `${name} ist entfernt.`,
  notRemovable: (name) =>
    `${name} steht in attache.yaml: Wer mich betreibt, kann sie dort entfernen. Bis dahin hält \`/watch pause\` sie an.`,
  test: {
    title: (name, messages) =>
      `${name}, ausprobiert an den letzten ${messages} Nachrichten hier. Gepostet wurde nichts.`,
    nothingSaid: 'Hier ist nichts, woran ich sie ausprobieren könnte, oder ich darf es nicht lesen.',
    passed: (passed, all) => `${passed} von ${all} Nachrichten bestehen die Prüfungen ohne Modell.`,
    commonMiss: (miss, times) => `${times}-mal: ${miss}`,
    asked: (messages, price) =>
      `Die Frage habe ich zu ${messages} Nachrichten gestellt; das hat ${price} gekostet.`,
    onlyLatest: (messages) => `Davon habe ich die letzten ${messages} angesehen.`,
    notAsked: (why) => `Die Frage konnte nicht gestellt werden: ${why}`,
    yes: (confidence, why) => `ja (${confidence}): ${why}`,
    no: (confidence, why) => `nein (${confidence}): ${why}`,
    would: (times, deeds) =>
      `Sie würde ${times}-mal handeln, Wartezeiten und Ähnliches nicht mitgerechnet: Sie ${deeds}.`,
    wouldNot: 'Sie würde nichts tun.',
    expected: (price) => `Jede Antwort kostet voraussichtlich etwa ${price}.`,
    schedule: (times) => `Als Nächstes: ${times}.`,
    ifReacted: (emoji) => `So, als hätte jemand auf jede davon mit ${emoji} reagiert.`,
    ifUnanswered: 'So, als hätte niemand auf eine davon geantwortet.',
    andMore: (count) => `… und ${count} weitere.`,
  },
  why: {
    whichMessage: 'Sag, welche Nachricht: ihren Link oder ihre ID hier.',
    notFound: 'Diese Nachricht finde ich nicht: Sie ist weg, oder ich darf sie nicht lesen.',
    notReadable: 'Diese Nachricht darfst du nicht lesen, also sage ich nichts dazu.',
    title: (author, time, words) => `${author}, ${time}: „${words}“`,
    states: {
      waiting: 'wartet',
      judging: 'wird entschieden',
      asking: 'wird beantwortet',
      acted: 'hat gehandelt',
      declined: 'hat nicht gehandelt',
      failed: 'ist gescheitert',
      cancelled: 'wurde abgebrochen',
    },
    due: (time) => `fällig ${time}`,
    confidence: (share) => `Sicherheit ${share}`,
    notSetOff: (miss) => `nicht ausgelöst: ${miss}`,
    wouldBe: 'wurde damals nicht ausgelöst; nach ihren heutigen Prüfungen würde sie es.',
    noRules: 'Keine andere Regel beobachtet dort.',
  },
};
