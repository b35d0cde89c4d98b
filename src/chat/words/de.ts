/** German. */
import type { Words } from './words.ts';

const WHERE = { me: 'für dich', channel: 'für diesen Kanal' } as const;
const WHEN = { today: 'heute', month: 'in diesem Monat' } as const;

export const de: Words = {
  commands: {
    ask: 'Eine Frage stellen, auf Wunsch mit Dateien',
    model: 'Sehen oder wählen, welches Modell antwortet',
    effort: 'Sehen oder wählen, wie gründlich das Modell vor der Antwort nachdenkt',
    stop: 'Antworten an dich anhalten, die hier gerade geschrieben werden',
    forget: 'Dieses Gespräch vergessen, oder alles über dich',
    usage: 'Sehen, was deine Fragen verbraucht und gekostet haben',
    help: 'Was ich kann und wie du mich fragst',
  },
  options: {
    question: { name: 'frage', description: 'Was du wissen möchtest' },
    file: { name: 'datei', description: 'Ein Bild, eine Aufnahme, ein Video oder ein Dokument' },
    effort: { name: 'gründlichkeit', description: 'Wie gründlich vor der Antwort nachgedacht wird' },
    model: { name: 'modell', description: 'Wer antwortet' },
    private: { name: 'privat', description: 'Nur du siehst die Antwort' },
    for: { name: 'für', description: 'Für dich oder für alle in diesem Kanal' },
    what: { name: 'was', description: 'Was vergessen werden soll' },
    period: { name: 'zeitraum', description: 'Seit wann' },
  },
  choices: {
    me: 'mich',
    channel: 'diesen Kanal',
    conversation: 'dieses Gespräch',
    everything: 'alles über mich',
    today: 'heute',
    month: 'dieser Monat',
    usual: 'das Übliche',
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
      '**Wähle** mit `/model` und `/effort` (none · low · medium · high · xhigh), oder beginne eine Nachricht mit `effort:high` oder `model:…`.',
      '**Während ich antworte**, kannst du deine Frage ändern, dann beantworte ich die neue; lösche sie oder drücke Anhalten, dann höre ich auf.',
      '`/usage` sagt, was deine Fragen kosten. `/forget` lässt mich vergessen. `/stop` hält die Antworten an dich hier an.',
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
      'Vergessen: deine Einstellungen, deine Fragen und meine Antworten darauf. Nachrichten im Chat selbst bleiben stehen. Was ich in Dateien gehört und gesehen habe, ist nach ihrem Inhalt abgelegt und nicht nach Personen: Es verschwindet, wenn dreißig Tage lang niemand danach gefragt hat.',
    noUsage: (period) => `Du hast mich ${WHEN[period]} nichts gefragt.`,
    usage: (period, lines) => `Was deine Fragen ${WHEN[period]} verbraucht haben:\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}**: Antworten ${answers}, Tokens ${input} hinein und ${output} heraus, ${price}`,
    usageTotal: (answers, price) => `Zusammen: Antworten ${answers}, ${price}`,
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
  },
};
