/** French. */
import { watch } from './watch/fr.ts';
import type { Words } from './words.ts';

const WHERE = { me: 'pour vous', channel: 'dans ce salon' } as const;
const BUDGET = {
  person: 'Votre budget',
  channel: 'Le budget de ce salon',
  workspace: 'Le budget de cet espace de travail',
  everyone: 'Le budget de tout le monde',
  rule: 'Le budget de cette règle',
} as const;
const WHEN = { today: 'aujourd’hui', month: 'ce mois-ci' } as const;

const messagesOf = (count: string) => `${count} ${count === '0' || count === '1' ? 'message' : 'messages'}`;

export const fr: Words = {
  commands: {
    ask: 'Poser une question, avec des fichiers si vous voulez',
    model: 'Voir ou choisir le modèle qui répond',
    effort: 'Voir ou choisir combien le modèle réfléchit avant de répondre',
    stop: 'Arrêter les réponses à vos questions en cours ici',
    forget: 'Oublier cette conversation, ou tout ce qui vous concerne',
    compare: 'Poser la même question à deux modèles ou avec deux efforts et voir la différence',
    extract: 'Tirer de textes, d’images ou de documents des données d’une forme donnée',
    catchup: 'Résumer ce qui s’est dit ici pendant votre absence',
    usage: 'Voir ce que vos questions ont consommé et coûté',
    watch: 'Me laisser surveiller des salons selon des règles (administrateurs)',
    help: 'Ce que je sais faire et comment me le demander',
  },
  options: {
    question: { name: 'question', description: 'Ce que vous voulez savoir' },
    file: { name: 'fichier', description: 'Une image, un enregistrement, une vidéo ou un document' },
    effort: { name: 'effort', description: 'Combien réfléchir avant de répondre' },
    model: { name: 'modèle', description: 'Qui répond' },
    best: { name: 'essais', description: 'Essayer autant de fois et garder la meilleure réponse' },
    a: { name: 'a', description: 'Le premier modèle ou effort, ou les deux : gpt-5.5/high' },
    b: { name: 'b', description: 'Le second modèle ou effort, ou les deux' },
    schema: { name: 'schéma', description: 'Le nom d’un schéma, ou un JSON Schema' },
    since: { name: 'depuis', description: 'Jusqu’où remonter : 2h, yesterday, 2026-11-20' },
    last: { name: 'derniers', description: 'Combien de messages, en partant du plus récent' },
    private: { name: 'privé', description: 'Vous seul voyez la réponse' },
    for: { name: 'pour', description: 'Pour vous, ou pour tout ce salon' },
    what: { name: 'quoi', description: 'Ce qu’il faut oublier' },
    period: { name: 'période', description: 'Depuis quand' },
    do: { name: 'faire', description: 'Que faire' },
    rule: { name: 'règle', description: 'La règle, ou un message pour « pourquoi »' },
  },
  choices: {
    me: 'moi',
    channel: 'ce salon',
    conversation: 'cette conversation',
    everything: 'tout ce qui me concerne',
    today: 'aujourd’hui',
    month: 'ce mois-ci',
    everybody: 'tout le monde ce mois-ci (administrateurs)',
    csv: 'tout le monde, en tableau (administrateurs)',
    list: 'voir les règles',
    add: 'ajouter une règle',
    test: 'essayer une règle sans rien publier',
    pause: 'suspendre une règle',
    resume: 'reprendre une règle',
    remove: 'retirer une règle',
    why: 'pourquoi quelque chose a eu lieu',
    usual: 'l’habituel',
  },
  why: {
    simple: 'une question simple',
    ordinary: 'une question ordinaire',
    code: 'il s’agit de code',
    reasoning: 'cela demande réflexion',
    careful: 'vous avez demandé du soin',
    long: 'il y a beaucoup à lire',
    media: 'il y a quelque chose à regarder',
    saving: 'pour ménager le budget',
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
    agree: 'Continuer',
    decline: 'Renoncer',
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
      '**Choisissez** avec `/model` et `/effort` (auto · none · low · medium · high · xhigh · max), ou commencez un message par `effort:high` ou `model:…`.',
      '**Et aussi** : `/compare` compare deux modèles ou efforts, `/extract` tire des données, `/catchup` résume un salon ; `best:3` garde le meilleur de trois essais.',
      '**Pendant que je réponds**, modifiez votre question et je réponds à la nouvelle ; supprimez-la ou appuyez sur Arrêter, et j’arrête.',
      '`/usage` dit ce que coûtent vos questions. `/forget` me fait oublier. `/stop` arrête les réponses à vos questions ici.',
      '`/watch` me laisse surveiller des salons selon des règles (administrateurs) ; `/watch why LIEN` dit ce qu’elles ont fait d’un message.',
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
      'Oublié : vos réglages, vos questions et mes réponses, et les copies de vos fichiers avec ce que j’y ai vu et entendu. Les messages du salon lui-même restent. Ce que cela a coûté reste dans les totaux, sans votre nom.',
    noUsage: (period) => `Vous ne m’avez rien demandé ${WHEN[period]}.`,
    usage: (period, lines) => `Ce que vos questions ont consommé ${WHEN[period]} :\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}** : réponses ${answers}, jetons ${input} en entrée et ${output} en sortie, ${price}`,
    usageTotal: (answers, price) => `En tout : réponses ${answers}, ${price}`,
    usageOfRules: (questions, answers, price) =>
      `Dont les règles : questions ${questions}, réponses ${answers}, ${price}`,
    usageOfRule: (rule, questions, answers, price) =>
      `- **${rule}** : questions ${questions}, réponses ${answers}, ${price}`,
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
    unknownValue: (option, value, expected) =>
      `« ${value} » ne convient pas pour « ${option} ». Au choix : ${expected}.`,
    noSchema: (known) =>
      `Dites-moi quelle forme doivent avoir les données, par exemple : \`/extract schema:name …\`. Je connais : ${known}.`,
    costs: (price) => `Cela coûtera environ ${price}. Je continue ?`,
    declined: 'D’accord, je n’en fais rien.',
    agreedAlready: 'Cela a déjà été accepté. Le résultat se trouve plus bas.',
    budgetUsed: (whose, amount, resets) =>
      `${BUDGET[whose]} (${amount}) est épuisé. Il se renouvelle : ${resets}.`,
    budgetTooSmall: (whose, left, price, resets) =>
      `${BUDGET[whose]} ne suffit pas : il reste ${left}, et ceci coûterait environ ${price}. Il se renouvelle : ${resets}. Une question plus courte, un modèle plus petit ou moins d’effort passera peut-être.`,
    fellBack: (model, instead, reason) => `${model} a répondu à la place de ${instead}. ${reason}`,
    summing: { doing: 'Je résume ce qui a été dit plus tôt…', done: 'Résumé de ce qui a été dit plus tôt' },
    summedUp: (messages) =>
      messages === 1
        ? 'Un message plus ancien ne rentrait pas et a été résumé.'
        : `${messages} messages plus anciens ne rentraient pas et ont été résumés.`,
    leftOut: (messages) =>
      messages === 1
        ? 'Un message plus ancien ne rentrait pas et a été laissé de côté.'
        : `${messages} messages plus anciens ne rentraient pas et ont été laissés de côté.`,
    readLast: (messages) => `J’ai lu les ${messages} derniers messages de cette conversation.`,
    readingBack: (messages) => `Je lis ce qui s’est dit… ${messagesOf(messages)}`,
    readBack: (messages, from) => `J’ai lu ${messagesOf(messages)} depuis ${from}`,
    readBackCut: (from) => `Il y a une suite avant ${from} : je n’ai pas pu remonter plus loin en une fois.`,
    nothingSaid: 'Rien ne s’est dit ici pendant ce temps, ou je n’y ai pas accès.',
    unknownTime: (value) =>
      `Je ne comprends pas le moment « ${value} ». Au choix : 30m, 2h, 3d, 1w, today, yesterday ou une date comme 2026-11-20.`,
    notPast: (value) => `« ${value} » n’est pas dans le passé : il n’y a donc rien à relire.`,
    attempt: (number, all) => `Essai ${number} sur ${all}`,
    judging: 'Je choisis le meilleur essai',
    bestOf: (kept, all, why) => `L’essai ${kept} sur ${all} a été retenu : ${why}`,
    onlyAttempt: (kept, all) => `Seul l’essai ${kept} sur ${all} est allé au bout ; il a donc été retenu.`,
    attemptsSame: (all) => `Les ${all} essais disent la même chose.`,
    notJudged: (kept, all) =>
      `Les essais n’ont pas pu être départagés ; l’essai ${kept} sur ${all} est donc retenu : le premier complet.`,
    compared: {
      difference: 'Ce qui diffère',
      same: 'Les deux réponses sont identiques mot pour mot.',
      failed: 'Pas de réponse de ce côté',
      alike: (side) =>
        `Les deux côtés sont identiques : ${side}. Choisis deux modèles ou efforts différents.`,
      unlike: 'Les deux sont formulées trop différemment pour être comparées mot à mot.',
      tooLong: 'Les deux sont trop longues pour être comparées mot à mot.',
      measures: {
        first: 'Premier mot',
        all: 'En tout',
        input: 'Tokens lus',
        output: 'Tokens écrits',
        price: 'Prix',
      },
    },
    extracted: (schema) => `Vérifié selon le schéma « ${schema} ».`,
    extractedAgain: 'Le premier résultat ne correspondait pas au schéma ; voici le deuxième.',
    notTriedAgain: (price) => `Je n’ai pas réessayé : en tout, cela aurait coûté environ ${price}.`,
    notExtracted: (schema, faults) =>
      `Je n’ai pas obtenu de données conformes au schéma « ${schema} », je n’en publie donc pas. Ce qui ne va pas dans le dernier essai : ${faults}`,
    everybodysUsage: (period, lines) =>
      `Ce que les questions de tout le monde ont consommé ${WHEN[period]} :\n${lines}`,
    usageFile: 'Toutes les réponses et toutes les questions des règles, en tableau.',
    usageLatest: (rows) => `Ce sont les ${rows} dernières lignes ; il y en a d’autres.`,
    usageOnlyAdmins:
      'Seuls ceux qui s’occupent de moi voient ce que tout le monde a consommé : les administrateurs d’attache.yaml.',
    noUsageAtAll: (period) => `Personne ne m’a rien demandé ${WHEN[period]}.`,
    forgottenPeople: 'personnes oubliées',
    others: (count) => (count === '1' ? `${count} autre` : `${count} autres`),
    tokens: (count) => `${count} jetons`,
    chartByDay: (when, most, amount, parts) =>
      `Graphique de la consommation de chaque jour, ${when} ; la plus forte le ${most} : ${amount}. Par modèle : ${parts}.`,
    chartByModel: (when, parts) => `Graphique de la consommation par modèle, ${when} : ${parts}.`,
    chartByPerson: (when, parts) => `Graphique de la consommation par personne, ${when} : ${parts}.`,
  },
  watch,
};
