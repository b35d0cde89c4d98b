/** French. */
import type { Words } from './words.ts';

const WHERE = { me: 'pour vous', channel: 'dans ce salon' } as const;
const WHEN = { today: 'aujourd’hui', month: 'ce mois-ci' } as const;

export const fr: Words = {
  commands: {
    ask: 'Poser une question, avec des fichiers si vous voulez',
    model: 'Voir ou choisir le modèle qui répond',
    effort: 'Voir ou choisir combien le modèle réfléchit avant de répondre',
    stop: 'Arrêter les réponses à vos questions en cours ici',
    forget: 'Oublier cette conversation, ou tout ce qui vous concerne',
    usage: 'Voir ce que vos questions ont consommé et coûté',
    help: 'Ce que je sais faire et comment me le demander',
  },
  options: {
    question: { name: 'question', description: 'Ce que vous voulez savoir' },
    file: { name: 'fichier', description: 'Une image, un enregistrement, une vidéo ou un document' },
    effort: { name: 'effort', description: 'Combien réfléchir avant de répondre' },
    model: { name: 'modèle', description: 'Qui répond' },
    private: { name: 'privé', description: 'Vous seul voyez la réponse' },
    for: { name: 'pour', description: 'Pour vous, ou pour tout ce salon' },
    what: { name: 'quoi', description: 'Ce qu’il faut oublier' },
    period: { name: 'période', description: 'Depuis quand' },
  },
  choices: {
    me: 'moi',
    channel: 'ce salon',
    conversation: 'cette conversation',
    everything: 'tout ce qui me concerne',
    today: 'aujourd’hui',
    month: 'ce mois-ci',
    usual: 'l’habituel',
  },
  menus: { ask: 'Question sur ce message', transcribe: 'Transcrire', describe: 'Décrire' },
  form: {
    title: 'Sur ce message',
    question: 'Que voulez-vous savoir ?',
    send: 'Demander',
    cancel: 'Annuler',
  },
  actions: {
    stop: 'Arrêter',
    regenerate: 'Répondre à nouveau',
    harder: (effort) => `Réfléchir davantage (${effort})`,
    reasoning: 'Voir le raisonnement',
    sources: 'Sources',
    files: 'Fichiers',
    saw: 'Montrer ce que tu as vu',
  },
  prompts: [
    {
      title: 'Résumer une vidéo',
      message: 'Je vais t’envoyer un enregistrement. Résume ce qui est dit, avec les temps.',
    },
    {
      title: 'Expliquer une capture',
      message: 'Je vais t’envoyer une capture d’écran. Dis-moi ce qu’elle montre et que faire.',
    },
    {
      title: 'Lire un document',
      message: 'Je vais t’envoyer un document. Liste ce qui y est important.',
    },
    { title: 'Que sais-tu faire ?', message: 'Que sais-tu faire ?' },
  ],
  home: {
    greeting:
      'Bonjour ! Mentionnez-moi dans un salon ou écrivez-moi ici, avec des images, enregistrements, vidéos ou documents.',
    settings: 'Vos réglages',
    usage: 'Ce que vous avez consommé ce mois-ci',
    model: 'Qui vous répond',
    effort: 'Combien je réfléchis pour vous',
  },
  said: {
    help: [
      '**Posez-moi une question** en me mentionnant, en répondant à un de mes messages, en message privé ou avec `/ask`. Ajoutez images, enregistrements, vidéos ou documents.',
      '**Sur un message** : ouvrez son menu et choisissez « Question sur ce message », « Transcrire » ou « Décrire ».',
      '**Choisissez** avec `/model` et `/effort` (none · low · medium · high · xhigh), ou commencez un message par `effort:high` ou `model:…`.',
      '**Pendant que je réponds**, modifiez votre question et je réponds à la nouvelle ; supprimez-la ou appuyez sur Arrêter, et j’arrête.',
      '`/usage` dit ce que coûtent vos questions. `/forget` me fait oublier. `/stop` arrête les réponses à vos questions ici.',
    ].join('\n'),
    modelIs: (model) => `Ici, c’est **${model}** qui vous répond.`,
    effortIs: (effort) => `Ici, je réfléchis pour vous avec l’effort **${effort}**.`,
    modelSet: (model, where) => `Désormais, **${model}** répond ${WHERE[where]}.`,
    effortSet: (effort, where) => `Désormais, je réfléchis avec l’effort **${effort}** ${WHERE[where]}.`,
    unset: (where) => `L’habituel s’applique à nouveau ${WHERE[where]}.`,
    unknownModel: (model, known) => `Je ne connais pas le modèle « ${model} ». Au choix : ${known}.`,
    unknownEffort: (effort, known) => `Je ne connais pas l’effort « ${effort} ». Au choix : ${known}.`,
    stopped: (answers) => (answers === 1 ? 'Une réponse arrêtée.' : `${answers} réponses arrêtées.`),
    nothingRuns: 'Aucune réponse à vos questions n’est en cours ici.',
    forgotConversation: 'Oublié. Je ne lis plus ce que quiconque a dit ici jusqu’à maintenant.',
    forgotMine:
      'Oublié. Je ne lis plus ce que vous avez dit ici jusqu’à maintenant, ni mes réponses. Ce que d’autres ont dit leur appartient ; j’oublie tout le salon quand ceux qui s’occupent de moi le demandent.',
    forgotEverything:
      'Oublié : vos réglages, vos questions et mes réponses. Les messages du salon lui-même restent. Ce que j’ai entendu et vu dans les fichiers est gardé selon leur contenu et non par personne : cela disparaît quand personne n’a rien demandé à leur sujet pendant trente jours.',
    noUsage: (period) => `Vous ne m’avez rien demandé ${WHEN[period]}.`,
    usage: (period, lines) => `Ce que vos questions ont consommé ${WHEN[period]} :\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}** : réponses ${answers}, jetons ${input} en entrée et ${output} en sortie, ${price}`,
    usageTotal: (answers, price) => `En tout : réponses ${answers}, ${price}`,
    onlyAdmins:
      'Seuls ceux qui s’occupent de moi changent ce qui vaut pour tout un salon : les administrateurs d’attache.yaml.',
    notYours: (asker) =>
      `Ce bouton est à ${asker}, qui a posé la question. Posez-la-moi vous-même et vous aurez les vôtres.`,
    stillRuns: 'Cette réponse est encore en cours. Réessayez quand elle sera finie.',
    runsAgain: 'J’y réponds déjà de nouveau.',
    forgotten:
      'Je ne connais plus cette réponse : je garde trente jours ce qui est derrière un bouton, sauf si on me dit de l’oublier.',
    noReasoning: 'Il n’y a pas de raisonnement à montrer : le modèle n’en a pas donné.',
    noSources: 'Cette réponse ne cite pas de sources.',
    noFiles: 'Cette réponse n’a pas de fichiers.',
    noSaw: 'Je n’ai plus ce que j’avais vu pour cette réponse.',
    saw: 'Voici ce que j’ai vu, avec les temps.',
    sawSome: (shown, all) =>
      `Voici ce que j’ai vu, avec les temps. Les ${shown} premières planches sur ${all}.`,
    sources: 'Ce sur quoi repose cette réponse :',
    files: 'Les fichiers de cette réponse :',
    reasoning: 'Ce qui a été pensé avant cette réponse :',
    reasoningGoesOn: 'Il y a une suite, mais je ne peux pas en montrer plus ici.',
    noQuestion: 'Dites-moi ce que vous voulez savoir, par exemple : `/ask effort:high votre question`.',
    aboveIsWhole: '(La réponse ci-dessus est complète.)',
    messageGone: 'Je ne peux plus lire ce message. Il a peut-être été supprimé, ou je n’y ai pas accès.',
  },
};
