/** What the journal of rules says, in French. */
import { momentIn } from '../../moment.ts';
import { allOf, amountIn, anyOf, lengthIn, type OutcomeWords, percentOf, platformOf } from './words.ts';

const LOCALE = 'fr';
const HAPPENINGS = {
  message: 'un nouveau message',
  edit: 'une modification',
  reaction: 'une réaction',
  unanswered: 'un message auquel personne ne répond',
} as const;
const CONTENTS = {
  image: 'une image',
  audio: 'du son',
  video: 'une vidéo',
  document: 'un document',
  link: 'un lien',
  code: 'du code',
} as const;
const PER = { channel: ' dans ce salon', person: ' pour cette personne', rule: '' } as const;
const BUDGET = {
  person: 'Le budget de la personne qui l’a créée',
  channel: 'Le budget du salon',
  workspace: 'Le budget de l’espace de travail',
  everyone: 'Le budget de tout le monde',
  rule: 'Le budget de cette règle',
} as const;
const amountOf = (amount: string | number) => amountIn(LOCALE, amount, (count) => `${count} jetons`);
export const rights = { read: 'lire', write: 'écrire', react: 'réagir' } as const;

const placeOf = (channel: string | undefined) => (channel === undefined ? 'ce salon' : `le salon ${channel}`);

export const outcomes: OutcomeWords = {
  onlyScheduled: 'Seuls ses horaires la déclenchent.',
  directMessage: 'Les règles ne voient jamais les messages privés.',
  otherWorkspace: 'Elle ne surveille pas cet espace de travail.',
  otherChannel: 'Elle ne surveille pas ce salon.',
  groupMessage: 'Elle ne surveille que les messages de groupe nommés par `where.channels`.',
  notInThread: 'Elle ne surveille que les fils, et ceci n’est dans aucun.',
  inThread: 'Elle ne surveille pas les fils.',
  otherReactor: 'Seules les réactions de certaines personnes la déclenchent.',
  ownMessage: 'Les règles ne voient jamais ce que j’ai écrit moi-même.',
  otherBot: 'C’est un autre bot qui l’a écrit, et la règle ne le nomme pas dans `where.bots`.',
  otherAuthor: 'Elle surveille ce qu’écrivent certaines personnes, et ceci vient de quelqu’un d’autre.',
  otherWords: 'Son motif n’est pas dans le message.',
  otherHappening: ({ on, happened }) =>
    `Ce qui la déclenche est ${HAPPENINGS[on]}, et ceci est ${HAPPENINGS[happened]}.`,
  otherPlatform: ({ platforms }) => `Elle ne surveille que ${allOf(LOCALE, platforms.map(platformOf))}.`,
  otherEmoji: ({ emoji }) => `Ce qui la déclenche est ${anyOf(LOCALE, emoji)}.`,
  otherContents: ({ has }) =>
    `Elle est faite pour les messages avec ${anyOf(
      LOCALE,
      has.map((kind) => CONTENTS[kind]),
    )}.`,

  asked: 'Ce message s’adressait à moi, et j’y réponds.',
  repeated: 'Un bot répète ce que j’avais publié.',
  circle: ({ times, ms }) =>
    `Des bots ont déclenché des règles ici ${times} fois en ${lengthIn(LOCALE, ms)} : cela tourne peut-être en rond.`,
  inQuietHours: 'C’est arrivé pendant les heures calmes.',
  againInQuietHours: 'C’est arrivé pendant les heures calmes, et cela revient avant qu’elles ne finissent.',
  edited: ({ why }) => `Le message a été modifié et ne la déclenche plus : ${why}`,
  editedAgain: 'Le message a encore été modifié, et c’est ce qu’il dit maintenant qui compte.',
  disconnected: 'Je ne suis plus connecté là où c’est arrivé.',
  answered: 'Quelqu’un y a répondu.',
  unanswered: ({ ms }) => `Personne n’avait répondu au bout de ${lengthIn(LOCALE, ms)}.`,
  tooMuchSaid: ({ messages }) =>
    `Il a peut-être reçu une réponse : au moins ${messages.toLocaleString(LOCALE)} messages ont été écrits depuis, et je n’en parcours pas plus.`,
  gone: 'Le message n’existe plus.',
  cooling: ({ per, ms }) =>
    `Elle avait agi${PER[per]} moins de ${lengthIn(LOCALE, ms)} plus tôt, et attend ce temps-là entre deux fois.`,
  unscheduled: 'La règle n’a plus d’horaires.',
  answersToCome: ({ times }) => `Les réponses des ${times} dernières fois se font encore attendre.`,
  ruleGone: 'La règle n’existe plus.',
  removed: 'La règle a été retirée.',
  paused: ({ why }) => `La règle est suspendue : ${why}`,
  pausedBy: ({ person }) => `${person} l’a suspendue.`,
  forgotten: 'Ce dont il s’agissait est oublié.',
  causeUnreadable: 'Ce qui l’a déclenchée ne peut plus être lu.',
  authorElsewhere: ({ theirs, here }) =>
    `Elle agit avec les droits de quelqu’un sur ${platformOf(theirs)}, qui n’existe pas sur ${platformOf(here)}.`,
  authorLeft: 'La personne qui l’a créée n’est plus membre ici.',
  authorNoAdmin:
    'La personne qui l’a créée n’est plus administratrice : un des administrateurs peut la retirer et l’ajouter à nouveau.',
  noAccess: ({ channel }) =>
    `Les listes d’accès ne laissent plus la personne qui l’a créée se servir de moi dans ${placeOf(channel)}.`,
  lacksRights: ({ rights: lacking, channel }) =>
    `La personne qui l’a créée ne peut pas ${anyOf(
      LOCALE,
      lacking.map((right) => rights[right]),
    )} dans ${placeOf(channel)}.`,

  yes: ({ confidence, why }) => `Oui, avec une certitude de ${percentOf(confidence)} % : ${why}`,
  no: ({ why }) => `Non : ${why}`,
  unsure: ({ needed }) => `C’est moins que la certitude de ${percentOf(needed)} % qu’il lui faut.`,
  unwanted: 'La réponse à sa question était non.',
  unjudged: ({ why }) => `n’a pas pu être jugé : ${why}`,
  misshapen: 'la réponse avait une autre forme',
  judgeAway: 'Le modèle n’a pas pu être interrogé là-dessus pour le moment.',

  budgetUsedUp: ({ whose, most, resets, timeZone }) =>
    `${BUDGET[whose]} (${amountOf(most)}) est épuisé. Il se renouvelle : ${momentIn(LOCALE, resets, timeZone)}.`,
  budgetTooSmall: ({ whose, left, price, resets, timeZone }) =>
    `${BUDGET[whose]} ne suffit pas : il reste ${amountOf(left)}, et ceci coûterait environ ${amountOf(price)}. Il se renouvelle : ${momentIn(LOCALE, resets, timeZone)}.`,
  tooDear: ({ price, most }) =>
    `Ceci coûterait environ ${price}, plus que les ${most} de \`budgets.askAbove\` à partir desquels quelqu’un doit accepter le prix. Donnez à la règle son propre budget (\`limits.usdPerDay\`), ou augmentez \`askAbove\`.`,

  quietHours: 'Elle attend la fin des heures calmes.',
  mayBeAnswered: 'Quelqu’un peut encore y répondre.',
  restarted: 'J’ai été redémarré.',
  interrupted: 'J’ai été interrompu.',
  tried: ({ times, why }) => `J’ai essayé ${times} fois. ${why}`,

  rateLimited: 'La plateforme veut que j’en fasse moins pour le moment.',
  tooLate: 'La plateforme ou le modèle n’a pas répondu à temps.',
  mishap: 'Quelque chose a mal tourné de mon côté ; les détails sont dans mon journal.',
  begunTooOften: 'Cela a été commencé plusieurs fois sans jamais aboutir.',
  failedInARow: ({ times, why }) => `Cela a échoué ${times} fois de suite, la dernière ainsi : ${why}`,
  nothingToAnswer: 'Il n’y a aucun message auquel elle pourrait répondre.',
  noSchema: ({ name }) =>
    `Il n’y a pas de schéma « ${name} ». Ajoutez-le sous « schemas » dans attache.yaml.`,
  noWebhook: ({ name }) =>
    `Il n’y a pas de webhook « ${name} ». Ajoutez-le sous « webhooks » dans attache.yaml.`,
  unconnected: ({ platform }) => `Je ne suis pas connecté à ${platformOf(platform)}.`,
  whereItPosts: ({ why }) => `Là où elle publie : ${why}`,
  whereItReads: ({ why }) => `Là où elle lit : ${why}`,
  unreadable: ({ fault }) => `Elle ne peut plus être lue : ${fault}`,
  refused: 'Le modèle n’a pas voulu répondre.',
  filtered: 'Les règles de contenu du fournisseur ont arrêté la réponse.',
  lengthUsedUp: 'Le modèle a épuisé toute sa limite de sortie avant le premier mot.',
  brokenOff: 'La réponse s’est interrompue.',

  reacted: ({ emoji }) => `J’ai réagi avec ${emoji}.`,
  posted: 'La réponse est publiée.',
  silent: 'Il n’y avait rien à dire, et rien n’a été publié.',
  hindered: 'Pour le moment, il n’a pas été possible de répondre.',
  failed: 'Il n’a pas été possible de répondre.',
  stopped: 'Cela a été arrêté.',

  notBrokenAnyMore: 'Elle a été reprise, ou retirée, avant que quiconque soit prévenu.',
  logTold: 'C’est noté dans le journal.',
  authorTold: 'La personne qui l’a créée a été prévenue.',
  authorNotTold: 'La personne qui l’a créée n’a pas pu être prévenue.',
};
