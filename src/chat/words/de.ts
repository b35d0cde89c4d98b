/** German. */
import { watch } from './watch/de.ts';
import type { Words } from './words.ts';

const WHERE = { me: 'für dich', channel: 'für diesen Kanal' } as const;
const BUDGET = {
  person: 'Dein Budget',
  channel: 'Das Budget dieses Kanals',
  workspace: 'Das Budget dieses Workspace',
  everyone: 'Das Budget aller zusammen',
  rule: 'Das Budget dieser Regel',
} as const;
const WHEN = { today: 'heute', month: 'in diesem Monat' } as const;

const messagesOf = (count: string) => `${count} ${count === '1' ? 'Nachricht' : 'Nachrichten'}`;

export const de: Words = {
  commands: {
    ask: 'Eine Frage stellen, auf Wunsch mit Dateien',
    model: 'Sehen oder wählen, welches Modell antwortet',
    effort: 'Sehen oder wählen, wie gründlich das Modell vor der Antwort nachdenkt',
    stop: 'Antworten an dich anhalten, die hier gerade geschrieben werden',
    forget: 'Dieses Gespräch vergessen, oder alles über dich',
    compare: 'Dasselbe zwei Modelle fragen, oder eines mit zweierlei Gründlichkeit, und vergleichen',
    extract: 'Aus Texten, Bildern oder Dokumenten Daten in vorgegebener Form machen',
    catchup: 'Zusammenfassen, was hier gesagt wurde, während du weg warst',
    usage: 'Sehen, was deine Fragen verbraucht und gekostet haben',
    watch: 'Mich Kanäle nach Regeln beobachten lassen (Admins)',
    help: 'Was ich kann und wie du mich fragst',
  },
  options: {
    question: { name: 'frage', description: 'Was du wissen möchtest' },
    file: { name: 'datei', description: 'Ein Bild, eine Aufnahme, ein Video oder ein Dokument' },
    effort: { name: 'gründlichkeit', description: 'Wie gründlich vor der Antwort nachgedacht wird' },
    model: { name: 'modell', description: 'Wer antwortet' },
    best: { name: 'versuche', description: 'So oft versuchen und die beste Antwort behalten' },
    a: { name: 'a', description: 'Das erste Modell oder die erste Gründlichkeit, oder beides: gpt-5.5/high' },
    b: { name: 'b', description: 'Das zweite Modell oder die zweite Gründlichkeit, oder beides' },
    schema: { name: 'schema', description: 'Der Name einer Form, oder ein JSON Schema' },
    since: { name: 'seit', description: 'Wie weit zurück: 2h, yesterday, 2026-11-20' },
    last: { name: 'letzte', description: 'Wie viele Nachrichten, von der neuesten an' },
    private: { name: 'privat', description: 'Nur du siehst die Antwort' },
    for: { name: 'für', description: 'Für dich oder für alle in diesem Kanal' },
    what: { name: 'was', description: 'Was vergessen werden soll' },
    period: { name: 'zeitraum', description: 'Seit wann' },
    do: { name: 'tun', description: 'Was zu tun ist' },
    rule: { name: 'regel', description: 'Die Regel, oder eine Nachricht bei „warum“' },
  },
  choices: {
    me: 'mich',
    channel: 'diesen Kanal',
    conversation: 'dieses Gespräch',
    everything: 'alles über mich',
    today: 'heute',
    month: 'dieser Monat',
    everybody: 'alle in diesem Monat (Admins)',
    csv: 'alle, als Tabelle (Admins)',
    list: 'Regeln auflisten',
    add: 'Regel hinzufügen',
    test: 'Regel ausprobieren, ohne zu schreiben',
    pause: 'Regel anhalten',
    resume: 'Regel fortsetzen',
    remove: 'Regel entfernen',
    why: 'warum etwas geschah',
    usual: 'das Übliche',
  },
  why: {
    simple: 'eine einfache Frage',
    ordinary: 'eine gewöhnliche Frage',
    code: 'es geht um Code',
    reasoning: 'das will durchdacht sein',
    careful: 'du hast um Sorgfalt gebeten',
    long: 'es gibt viel zu lesen',
    media: 'es gibt etwas anzusehen',
    saving: 'um das Budget zu schonen',
  },
  menus: { ask: 'Zu dieser Nachricht fragen', transcribe: 'Abschreiben', describe: 'Beschreiben' },
  form: {
    title: 'Zur Nachricht fragen',
    question: 'Was möchtest du wissen?',
    send: 'Fragen',
    cancel: 'Abbrechen',
  },
  actions: {
    stop: 'Anhalten',
    regenerate: 'Neu antworten',
    harder: (effort) => `Gründlicher nachdenken (${effort})`,
    reasoning: 'Überlegungen zeigen',
    sources: 'Quellen',
    files: 'Dateien',
    saw: 'Zeigen, was du gesehen hast',
    agree: 'Weitermachen',
    decline: 'Lieber nicht',
  },
  prompts: [
    {
      title: 'Aufnahme zusammenfassen',
      message: 'Ich schicke dir eine Aufnahme. Fasse zusammen, was gesagt wird, mit den Zeiten.',
    },
    {
      title: 'Screenshot erklären',
      message: 'Ich schicke dir einen Screenshot. Sag mir, was er zeigt und was zu tun ist.',
    },
    {
      title: 'Dokument lesen',
      message: 'Ich schicke dir ein Dokument. Liste auf, was darin wichtig ist.',
    },
    { title: 'Was kannst du?', message: 'Was kannst du?' },
  ],
  home: {
    greeting:
      'Hallo! Erwähne mich in einem Kanal oder schreib mir hier, mit Bildern, Aufnahmen, Videos oder Dokumenten.',
    settings: 'Deine Einstellungen',
    usage: 'Was du in diesem Monat verbraucht hast',
    model: 'Wer dir antwortet',
    effort: 'Wie gründlich ich für dich nachdenke',
  },
  said: {
    help: [
      '**Frag mich**, indem du mich erwähnst, auf eine meiner Nachrichten antwortest, mir direkt schreibst oder `/ask` benutzt. Füge Bilder, Aufnahmen, Videos oder Dokumente hinzu.',
      '**Zu einer Nachricht**: Öffne ihr Menü und wähle „Zu dieser Nachricht fragen“, „Abschreiben“ oder „Beschreiben“.',
      '**Wähle** mit `/model` und `/effort` (auto · none · low · medium · high · xhigh · max), oder beginne eine Nachricht mit `effort:high` oder `model:…`.',
      '**Mehr**: `/compare` vergleicht zwei Modelle oder Gründlichkeiten, `/extract` holt Daten heraus, `/catchup` fasst einen Kanal zusammen; `best:3` behält den besten von drei Versuchen.',
      '**Während ich antworte**, kannst du deine Frage ändern, dann beantworte ich die neue; lösche sie oder drücke Anhalten, dann höre ich auf.',
      '`/usage` sagt, was deine Fragen kosten. `/forget` lässt mich vergessen. `/stop` hält die Antworten an dich hier an.',
      '`/watch` lässt mich Kanäle nach Regeln beobachten (Admins); `/watch why LINK` sagt, was sie aus einer Nachricht gemacht haben.',
    ].join('\n'),
    modelIs: (model) => `Hier antwortet dir **${model}**.`,
    effortIs: (effort) => `Hier denke ich für dich mit der Gründlichkeit **${effort}** nach.`,
    modelSet: (model, where) => `Von jetzt an antwortet **${model}** ${WHERE[where]}.`,
    effortSet: (effort, where) =>
      `Von jetzt an denke ich ${WHERE[where]} mit der Gründlichkeit **${effort}** nach.`,
    unset: (where) => `Jetzt gilt ${WHERE[where]} wieder das Übliche.`,
    unknownModel: (model, known) => `Das Modell „${model}“ kenne ich nicht. Es gibt: ${known}.`,
    unknownEffort: (effort, known) => `Die Gründlichkeit „${effort}“ kenne ich nicht. Es gibt: ${known}.`,
    stopped: (answers) => (answers === 1 ? 'Eine Antwort angehalten.' : `${answers} Antworten angehalten.`),
    nothingRuns: 'Hier wird gerade keine Antwort an dich geschrieben.',
    forgotConversation: 'Vergessen. Was hier bisher von wem auch immer gesagt wurde, lese ich nicht mehr.',
    forgotMine:
      'Vergessen. Was du hier bisher gesagt hast und was ich dir darauf geantwortet habe, lese ich nicht mehr. Was andere gesagt haben, gehört ihnen; den ganzen Kanal vergesse ich, wenn die es sagen, die mich betreuen.',
    forgotEverything:
      'Vergessen: deine Einstellungen, deine Fragen und meine Antworten darauf, und die Kopien deiner Dateien mit dem, was ich darin gesehen und gehört habe. Nachrichten im Chat selbst bleiben stehen. Was es gekostet hat, bleibt in den Summen, ohne deinen Namen.',
    noUsage: (period) => `Du hast mich ${WHEN[period]} nichts gefragt.`,
    usage: (period, lines) => `Was deine Fragen ${WHEN[period]} verbraucht haben:\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}**: Antworten ${answers}, Tokens ${input} hinein und ${output} heraus, ${price}`,
    usageTotal: (answers, price) => `Zusammen: Antworten ${answers}, ${price}`,
    usageOfRules: (questions, answers, price) =>
      `Davon Regeln: Fragen ${questions}, Antworten ${answers}, ${price}`,
    usageOfRule: (rule, questions, answers, price) =>
      `- **${rule}**: Fragen ${questions}, Antworten ${answers}, ${price}`,
    onlyAdmins:
      'Was für einen ganzen Kanal gilt, dürfen nur die ändern, die mich betreuen: die Admins in attache.yaml.',
    notYours: (asker) =>
      `Dieser Knopf gehört ${asker}, von dort kam die Frage. Frag mich selbst, dann bekommst du eigene.`,
    stillRuns: 'Diese Antwort wird noch geschrieben. Versuch es noch einmal, wenn sie fertig ist.',
    runsAgain: 'Ich beantworte das schon noch einmal.',
    forgotten:
      'Diese Antwort kenne ich nicht mehr: Was hinter einem Knopf liegt, behalte ich dreißig Tage, wenn ich es nicht vergessen soll.',
    noReasoning: 'Es gibt keine Überlegungen zu zeigen: Das Modell hat keine mitgeteilt.',
    noSources: 'Diese Antwort nennt keine Quellen.',
    noFiles: 'Diese Antwort hat keine Dateien.',
    noSaw: 'Was ich für diese Antwort gesehen habe, habe ich nicht mehr.',
    saw: 'Das habe ich gesehen, mit den Zeiten.',
    sawSome: (shown, all) => `Das habe ich gesehen, mit den Zeiten. Die ersten ${shown} von ${all} Blättern.`,
    sources: 'Worauf diese Antwort beruht:',
    files: 'Die Dateien dieser Antwort:',
    reasoning: 'Was vor dieser Antwort überlegt wurde:',
    reasoningGoesOn: 'Es geht noch weiter, aber mehr kann ich hier nicht zeigen.',
    noQuestion: 'Sag mir, was du wissen möchtest, zum Beispiel so: `/ask effort:high deine Frage`.',
    aboveIsWhole: '(Die Antwort oben ist vollständig.)',
    messageGone:
      'Diese Nachricht kann ich nicht mehr lesen. Vielleicht wurde sie gelöscht, oder ich darf sie nicht sehen.',
    unknownValue: (option, value, expected) =>
      `„${value}“ geht bei „${option}“ nicht. Möglich ist: ${expected}.`,
    noSchema: (known) =>
      `Sag mir, welche Form die Daten haben sollen, zum Beispiel so: \`/extract schema:name …\`. Ich kenne: ${known}.`,
    costs: (price) => `Das wird ungefähr ${price} kosten. Soll ich weitermachen?`,
    declined: 'Gut, ich lasse es.',
    agreedAlready: 'Dem wurde schon zugestimmt. Was daraus wurde, steht weiter unten.',
    budgetUsed: (whose, amount, resets) => `${BUDGET[whose]} (${amount}) ist bis ${resets} aufgebraucht.`,
    budgetTooSmall: (whose, left, price, resets) =>
      `${BUDGET[whose]} reicht nicht: Bis ${resets} sind noch ${left} da, und das hier würde ungefähr ${price} kosten. Mit einer kleineren Frage, einem kleineren Modell oder weniger Gründlichkeit geht es vielleicht.`,
    fellBack: (model, instead, reason) => `${model} hat anstelle von ${instead} geantwortet. ${reason}`,
    summing: {
      doing: 'Ich fasse zusammen, was früher gesagt wurde …',
      done: 'Zusammengefasst, was früher gesagt wurde',
    },
    summedUp: (messages) =>
      messages === 1
        ? 'Eine frühere Nachricht passte nicht mehr hinein und wurde zusammengefasst.'
        : `${messages} frühere Nachrichten passten nicht mehr hinein und wurden zusammengefasst.`,
    leftOut: (messages) =>
      messages === 1
        ? 'Eine frühere Nachricht passte nicht mehr hinein und wurde weggelassen.'
        : `${messages} frühere Nachrichten passten nicht mehr hinein und wurden weggelassen.`,
    readLast: (messages) => `Ich habe die letzten ${messages} Nachrichten dieser Unterhaltung gelesen.`,
    readingBack: (messages) => `Ich lese nach, was gesagt wurde … ${messagesOf(messages)}`,
    readBack: (messages, from) => `${messagesOf(messages)} seit ${from} gelesen`,
    readBackCut: (from) => `Vor ${from} steht noch mehr: Weiter zurück konnte ich auf einmal nicht lesen.`,
    nothingSaid: 'In dieser Zeit wurde hier nichts gesagt, oder ich darf es nicht lesen.',
    unknownTime: (value) =>
      `Die Zeit „${value}“ verstehe ich nicht. Möglich sind 30m, 2h, 3d, 1w, today, yesterday oder ein Datum wie 2026-11-20.`,
    notPast: (value) => `„${value}“ liegt nicht in der Vergangenheit, es gibt also nichts nachzulesen.`,
    attempt: (number, all) => `Versuch ${number} von ${all}`,
    judging: 'Ich wähle den besten Versuch aus',
    bestOf: (kept, all, why) => `Versuch ${kept} von ${all} ist es geworden: ${why}`,
    onlyAttempt: (kept, all) => `Nur Versuch ${kept} von ${all} kam zu Ende, deshalb ist er es geworden.`,
    attemptsSame: (all) => `Alle ${all} Versuche sagen dasselbe.`,
    notJudged: (kept, all) =>
      `Die Versuche ließen sich nicht beurteilen, deshalb gilt Versuch ${kept} von ${all}: der erste vollständige.`,
    compared: {
      difference: 'Was verschieden ist',
      same: 'Beide Antworten sind Wort für Wort gleich.',
      failed: 'Von dieser Seite kam keine Antwort',
      alike: (side) =>
        `Beide Seiten sind gleich: ${side}. Nenne zwei Modelle oder Gründlichkeiten, die sich unterscheiden.`,
      unlike: 'Die beiden sind zu verschieden formuliert, um sie Wort für Wort zu vergleichen.',
      tooLong: 'Die beiden sind zu lang, um sie Wort für Wort zu vergleichen.',
      measures: {
        first: 'Erstes Wort',
        all: 'Insgesamt',
        input: 'Tokens gelesen',
        output: 'Tokens geschrieben',
        price: 'Preis',
      },
    },
    extracted: (schema) => `Anhand des Schemas „${schema}“ geprüft.`,
    extractedAgain: 'Das erste Ergebnis passte nicht zum Schema; das hier ist das zweite.',
    notTriedAgain: (price) =>
      `Ich habe es nicht noch einmal versucht: Insgesamt hätte das etwa ${price} gekostet.`,
    notExtracted: (schema, faults) =>
      `Ich habe keine Daten bekommen, die zum Schema „${schema}“ passen, deshalb zeige ich keine. Was am letzten Versuch nicht stimmt: ${faults}`,
    everybodysUsage: (period, lines) => `Was die Fragen aller ${WHEN[period]} verbraucht haben:\n${lines}`,
    usageFile: 'Jede Antwort und jede Frage einer Regel, als Tabelle.',
    usageLatest: (rows) => `Das sind die neuesten ${rows} Zeilen von mehr.`,
    usageOnlyAdmins:
      'Was alle verbraucht haben, sehen nur die, die mich betreuen: die Admins in attache.yaml.',
    noUsageAtAll: (period) => `Niemand hat mich ${WHEN[period]} etwas gefragt.`,
    forgottenPeople: 'Vergessene',
    others: (count) => `${count} weitere`,
    tokens: (count) => `${count} Tokens`,
    chartByDay: (when, most, amount, parts) =>
      `Diagramm des Verbrauchs an jedem Tag, ${when}; am meisten am ${most}: ${amount}. Nach Modell: ${parts}.`,
    chartByModel: (when, parts) => `Diagramm des Verbrauchs nach Modell, ${when}: ${parts}.`,
    chartByPerson: (when, parts) => `Diagramm des Verbrauchs nach Person, ${when}: ${parts}.`,
  },
  watch,
};
