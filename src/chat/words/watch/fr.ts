/** What `/watch` answers, in French. */
import { outcomes, rights } from '../outcome/fr.ts';
import { tellerOf } from '../outcome/words.ts';
import type { WatchWords } from './words.ts';

export const watch: WatchWords = {
  noRules: 'Aucune règle ne surveille encore ce lieu.',
  rules: 'Règles qui surveillent ici :',
  outcome: tellerOf(outcomes),
  where: (channels) => `dans ${channels}`,
  here: 'ce salon',
  everywhere: 'partout',
  madeBy: (source) => `par ${source}`,
  paused: (why) => `suspendue : ${why}`,
  broken: (why) => `suspendue à cause d’un problème : ${why}`,
  toAuthor: (name, why, resume) =>
    `J’ai suspendu la règle ${name}, car elle ne fonctionne plus. ${why} Une fois que c’est réparé, ${resume} la relance.`,
  lastDay: (runs, acted, price) =>
    `dernières 24 heures : déclenchée ${runs} fois, a agi ${acted} fois, ${price}`,
  readyMade: 'Règles toutes prêtes, à ajouter ici avec `/watch add NOM` :',
  howToAdd:
    'Dites quelle règle : une toute prête avec `/watch add NOM`, ou la vôtre avec `/watch add NOM: {when: {on: message, matches: facture}, then: {react: 👀}}`. Elle peut être dans un bloc de code, sur plusieurs lignes.',
  whichRule: (known) => `Dites quelle règle. Il y a : ${known}.`,
  unknownRule: (name, known) => `Il n’y a pas de règle ${name} ici. Il y a : ${known}.`,
  unknownAction: (action, known) => `Je ne connais pas « ${action} ». C’est possible : ${known}.`,
  notInDirectMessages: 'Les règles surveillent des salons : dites-le-moi dans l’un d’eux.',
  badName: (name) =>
    `${name} ne peut pas être le nom d’une règle : un nom a des lettres, des chiffres, « - » et « _ », 64 au plus.`,
  taken: (name) => `Il y a déjà une règle ${name}. Retirez-la d’abord, ou choisissez un autre nom.`,
  notRead: (fault) => `Je ne peux pas lire cette règle : ${fault}`,
  faults: (name, faults) => `Je n’ai pas ajouté ${name}, car quelque chose ne va pas :\n${faults}`,
  lacks: (rights, channel) =>
    `Une règle agit avec les droits de qui l’ajoute, et dans ${channel} vous ne pouvez pas ${rights}.`,
  rights,
  deeds: {
    answers: (where) => `répond avec les mots d’un modèle ${where}`,
    says: (where) => `dit son texte ${where}`,
    reacts: (emoji) => `réagit avec ${emoji}`,
    to: {
      reply: 'en réponse',
      thread: 'dans un fil',
      author: 'en message privé à qui l’a écrit',
      channel: (channel) => `dans ${channel}`,
      person: (person) => `en message privé à ${person}`,
      webhook: (name) => `au webhook ${name}`,
    },
  },
  added: (name, deeds, where) =>
    `${name} est ajoutée : désormais elle surveille ${where} et ${deeds}. \`/watch test\` montre ce qu’elle aurait fait.`,
  nowPaused: (name) => `${name} est suspendue : elle ne fait rien jusqu’à sa reprise.`,
  alreadyPaused: (name, why) => `${name} est déjà suspendue : ${why}`,
  resumed: (name) => `${name} a repris.`,
  notPaused: (name) => `${name} n’est pas suspendue.`,
  removed: (name) => `${name} est retirée.`,
  notRemovable: (name) =>
    `${name} est dans attache.yaml : qui m’exploite peut l’y retirer. D’ici là, \`/watch pause\` l’arrête.`,
  test: {
    title: (name, messages) =>
      `${name}, essayée sur les ${messages} derniers messages ici. Rien n’a été publié.`,
    nothingSaid: 'Il n’y a rien ici pour l’essayer, ou je ne peux pas le lire.',
    passed: (passed, all) => `${passed} messages sur ${all} passent les contrôles sans modèle.`,
    commonMiss: (miss, times) => `${times} fois : ${miss}`,
    asked: (messages, price) => `J’ai posé la question sur ${messages} messages, ce qui a coûté ${price}.`,
    onlyLatest: (messages) => `J’ai regardé les ${messages} derniers d’entre eux.`,
    notAsked: (why) => `La question n’a pas pu être posée : ${why}`,
    yes: (confidence, why) => `oui (${confidence}) : ${why}`,
    no: (confidence, why) => `non (${confidence}) : ${why}`,
    would: (times, deeds) =>
      `Elle agirait ${times} fois, sans compter les délais et autres limites : elle ${deeds}.`,
    wouldNot: 'Elle ne ferait rien.',
    expected: (price) => `Chaque réponse devrait coûter environ ${price}.`,
    schedule: (times) => `Prochaines fois : ${times}.`,
    ifReacted: (emoji) => `Comme si quelqu’un avait réagi à chacun avec ${emoji}.`,
    ifUnanswered: 'Comme si personne n’avait répondu à aucun.',
    andMore: (count) => `… et ${count} de plus.`,
  },
  why: {
    whichMessage: 'Dites quel message : son lien, ou son identifiant ici.',
    notFound: 'Je ne trouve pas ce message : il n’existe plus, ou je ne peux pas le lire.',
    notReadable: 'Vous ne pouvez pas lire ce message, je n’en dis donc rien.',
    title: (author, time, words) => `${author}, ${time} : « ${words} »`,
    states: {
      waiting: 'attend',
      judging: 'est en cours de décision',
      asking: 'est en cours de réponse',
      acted: 'a agi',
      declined: 'n’a pas agi',
      failed: 'a échoué',
      cancelled: 'a été annulée',
    },
    due: (time) => `prévue ${time}`,
    confidence: (share) => `certitude ${share}`,
    notSetOff: (miss) => `non déclenchée : ${miss}`,
    wouldBe: 'n’a pas été déclenchée alors ; selon ses contrôles actuels, elle le serait.',
    noRules: 'Aucune autre règle n’y surveille.',
  },
};
