/** English. */
import { watch } from './watch/en.ts';
import type { Words } from './words.ts';

const WHERE = { me: 'for you', channel: 'for this channel' } as const;
const BUDGET = {
  person: 'Your budget',
  channel: 'The budget of this channel',
  workspace: 'The budget of this workspace',
  everyone: 'The budget of everybody',
  rule: 'The budget of this rule',
} as const;
const WHEN = { today: 'today', month: 'this month' } as const;

const messagesOf = (count: string) => `${count} ${count === '1' ? 'message' : 'messages'}`;

export const en: Words = {
  commands: {
    ask: 'Ask a question, with files if you like',
    model: 'See or choose which model answers',
    effort: 'See or choose how hard the model thinks before it answers',
    stop: 'Stop the answers to you that are being written here',
    forget: 'Forget this conversation, or everything about you',
    compare: 'Ask two models or efforts the same and see the difference',
    extract: 'Turn text, pictures or documents into data of a given shape',
    catchup: 'Sum up what was said here while you were away',
    usage: 'See what your questions have used and cost',
    watch: 'Let me watch channels by rules (admins)',
    help: 'What I can do and how to ask me',
  },
  options: {
    question: { name: 'question', description: 'What you want to know' },
    file: { name: 'file', description: 'An image, a recording, a video or a document' },
    effort: { name: 'effort', description: 'How hard to think before answering' },
    model: { name: 'model', description: 'Who answers' },
    best: { name: 'best', description: 'Try so many times and keep the best answer' },
    a: { name: 'a', description: 'The first model or effort, or both: gpt-5.5/high' },
    b: { name: 'b', description: 'The second model or effort, or both' },
    schema: { name: 'schema', description: 'The name of a shape, or a JSON Schema' },
    since: { name: 'since', description: 'How far back: 2h, yesterday, 2026-11-20' },
    last: { name: 'last', description: 'So many messages' },
    private: { name: 'private', description: 'Only you see the answer' },
    for: { name: 'for', description: 'For you, or for everybody in this channel' },
    what: { name: 'what', description: 'What to forget' },
    period: { name: 'period', description: 'Since when' },
    do: { name: 'do', description: 'What to do' },
    rule: { name: 'rule', description: 'The rule, or a message for “why”' },
  },
  choices: {
    me: 'me',
    channel: 'this channel',
    conversation: 'this conversation',
    everything: 'everything about me',
    today: 'today',
    month: 'this month',
    everybody: 'everybody this month (admins)',
    csv: 'everybody, as a table (admins)',
    list: 'list the rules',
    add: 'add a rule',
    test: 'try a rule without posting',
    pause: 'pause a rule',
    resume: 'resume a rule',
    remove: 'remove a rule',
    why: 'why a message was acted on',
    usual: 'the usual',
  },
  why: {
    simple: 'a simple question',
    ordinary: 'an ordinary question',
    code: 'it is about code',
    reasoning: 'it needs thinking through',
    careful: 'you asked for care',
    long: 'there is much to read',
    media: 'there is something to look at',
    saving: 'to save budget',
  },
  menus: { ask: 'Ask about this message', transcribe: 'Transcribe', describe: 'Describe' },
  form: {
    title: 'Ask about this message',
    question: 'What do you want to know?',
    send: 'Ask',
    cancel: 'Cancel',
  },
  actions: {
    stop: 'Stop',
    regenerate: 'Regenerate',
    harder: (effort) => `Think harder (${effort})`,
    reasoning: 'Show reasoning',
    sources: 'Sources',
    files: 'Files',
    saw: 'Show what you saw',
    agree: 'Go on',
    decline: 'Leave it',
  },
  prompts: [
    {
      title: 'Sum up a recording',
      message: 'I will send you a recording. Sum up what is said, with the times.',
    },
    {
      title: 'Explain a screenshot',
      message: 'I will send you a screenshot. Tell me what it shows and what to do.',
    },
    { title: 'Read a document', message: 'I will send you a document. List what matters in it.' },
    { title: 'What can you do?', message: 'What can you do?' },
  ],
  home: {
    greeting:
      'Hello! Mention me in a channel or write to me here, with images, recordings, videos or documents.',
    settings: 'Your settings',
    usage: 'What you have used this month',
    model: 'Who answers you',
    effort: 'How hard I think for you',
  },
  said: {
    help: [
      '**Ask me** by mentioning me, by answering one of my messages, in a direct message, or with `/ask`. Add images, recordings, videos or documents.',
      '**About a message**: open its menu and choose “Ask about this message”, “Transcribe” or “Describe”.',
      '**Choose** with `/model` and `/effort` (auto · none · low · medium · high · xhigh · max), or begin a message with `effort:high` or `model:…`.',
      '**More**: `/compare` two models or efforts, `/extract` data, `/catchup` on a channel; `best:3` keeps the best of three attempts.',
      '**While I answer** you can edit your question, and I answer the new one; delete it or press Stop, and I stop.',
      '`/usage` says what your questions cost. `/forget` makes me forget. `/stop` stops the answers to you here.',
      '`/watch` lets me look on in channels by rules (admins); `/watch why LINK` says what they made of a message.',
    ].join('\n'),
    modelIs: (model) => `**${model}** answers you here.`,
    effortIs: (effort) => `I think with effort **${effort}** for you here.`,
    modelSet: (model, where) => `From now on **${model}** answers ${WHERE[where]}.`,
    effortSet: (effort, where) => `From now on I think with effort **${effort}** ${WHERE[where]}.`,
    unset: (where) => `The usual applies again ${WHERE[where]}.`,
    unknownModel: (model, known) => `I do not know the model “${model}”. It can be: ${known}.`,
    unknownEffort: (effort, known) => `I do not know the effort “${effort}”. It can be: ${known}.`,
    stopped: (answers) => (answers === 1 ? 'Stopped one answer.' : `Stopped ${answers} answers.`),
    nothingRuns: 'No answer to you is being written here.',
    forgotConversation: 'Forgotten. What anybody said here before now, I no longer read.',
    forgotMine:
      'Forgotten. What you said here before now, and my answers to it, I no longer read. What others said stays with them; the whole channel is forgotten when those who look after me say so.',
    forgotEverything:
      'Forgotten: your settings, your questions and my answers to them, and the copies I kept of your files with what I saw and heard in them. Messages in the chat itself stay. What it cost stays in the sums, without your name.',
    noUsage: (period) => `You have asked me nothing ${WHEN[period]}.`,
    usage: (period, lines) => `What your questions have used ${WHEN[period]}:\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}**: answers ${answers}, tokens ${input} in and ${output} out, ${price}`,
    usageTotal: (answers, price) => `In all: answers ${answers}, ${price}`,
    usageOfRules: (questions, answers, price) =>
      `Of that, rules: questions ${questions}, answers ${answers}, ${price}`,
    usageOfRule: (rule, questions, answers, price) =>
      `- **${rule}**: questions ${questions}, answers ${answers}, ${price}`,
    onlyAdmins:
      'Only those who look after me may change what holds for a whole channel: they are the admins in attache.yaml.',
    notYours: (asker) => `This button belongs to ${asker}, who asked. Ask me yourself and you get your own.`,
    stillRuns: 'This answer is still being written. Try again when it is done.',
    runsAgain: 'I am already answering this again.',
    forgotten:
      'I no longer know this answer: I keep what is behind a button for thirty days, unless I am told to forget it.',
    noReasoning: 'There is no reasoning to show: the model gave none.',
    noSources: 'This answer names no sources.',
    noFiles: 'This answer has no files.',
    noSaw: 'I no longer have what I saw for this answer.',
    saw: 'This is what I saw, with the times.',
    sawSome: (shown, all) => `This is what I saw, with the times. The first ${shown} of ${all} sheets.`,
    sources: 'What this answer rests on:',
    files: 'The files of this answer:',
    reasoning: 'What was thought before this answer:',
    reasoningGoesOn: 'It goes on, but this is all I can show here.',
    noQuestion: 'Tell me what you want to know, like this: `/ask effort:high your question`.',
    aboveIsWhole: '(The answer above is whole.)',
    messageGone: 'I can no longer read that message. Perhaps it was deleted, or I may not see it.',
    unknownValue: (option, value, expected) =>
      `“${value}” does not work for “${option}”. It can be: ${expected}.`,
    noSchema: (known) =>
      `Tell me which shape the data should have, like this: \`/extract schema:name …\`. I know: ${known}.`,
    costs: (price) => `This will cost about ${price}. Go on?`,
    declined: 'All right, I leave it.',
    agreedAlready: 'This was agreed to already. What came of it stands below.',
    budgetUsed: (whose, amount, resets) => `${BUDGET[whose]} (${amount}) is used up until ${resets}.`,
    budgetTooSmall: (whose, left, price, resets) =>
      `${BUDGET[whose]} has ${left} left until ${resets}, and this would cost about ${price}. A smaller question, model or effort may fit.`,
    fellBack: (model, instead, reason) => `${model} answered in place of ${instead}. ${reason}`,
    summing: { doing: 'Summing up what was said earlier…', done: 'Summed up what was said earlier' },
    summedUp: (messages) =>
      messages === 1
        ? 'One earlier message did not fit and was summed up.'
        : `${messages} earlier messages did not fit and were summed up.`,
    leftOut: (messages) =>
      messages === 1
        ? 'One earlier message did not fit and was left out.'
        : `${messages} earlier messages did not fit and were left out.`,
    readLast: (messages) => `I read the last ${messages} messages of this conversation.`,
    readingBack: (messages) => `Reading what was said… ${messagesOf(messages)}`,
    readBack: (messages, from) => `Read ${messagesOf(messages)} since ${from}`,
    readBackCut: (from) => `There is more before ${from}: that is as far as I could read at once.`,
    nothingSaid: 'Nothing was said here in that time, or I may not read it.',
    unknownTime: (value) =>
      `I do not understand the time “${value}”. It can be 30m, 2h, 3d, 1w, today, yesterday or a date such as 2026-11-20.`,
    notPast: (value) => `“${value}” is not in the past, so there is nothing to read back.`,
    attempt: (number, all) => `Attempt ${number} of ${all}`,
    judging: 'Choosing the best attempt',
    bestOf: (kept, all, why) => `Attempt ${kept} of ${all} was kept: ${why}`,
    onlyAttempt: (kept, all) => `Only attempt ${kept} of ${all} came to an end, so it was kept.`,
    attemptsSame: (all) => `All ${all} attempts say the same.`,
    notJudged: (kept, all) =>
      `The attempts could not be judged, so attempt ${kept} of ${all} stands: the first that is whole.`,
    compared: {
      difference: 'What differs',
      same: 'Both answers are word for word the same.',
      failed: 'This side gave no answer',
      alike: (side) => `Both sides are the same: ${side}. Name two models or efforts that differ.`,
      unlike: 'The two are worded too differently to be compared word by word.',
      tooLong: 'The two are too long to be compared word by word.',
      measures: {
        first: 'First word',
        all: 'In all',
        input: 'Tokens in',
        output: 'Tokens out',
        price: 'Price',
      },
    },
    extracted: (schema) => `Checked against the schema “${schema}”.`,
    extractedAgain: 'The first result did not fit the schema; this is the second.',
    notTriedAgain: (price) => `I did not try again: in all, that would have cost about ${price}.`,
    notExtracted: (schema, faults) =>
      `I could not get data that fits the schema “${schema}”, so I post none. What is wrong with the last try: ${faults}`,
    everybodysUsage: (period, lines) => `What everybody’s questions have used ${WHEN[period]}:\n${lines}`,
    usageFile: 'Every answer, and every question of a rule, as a table.',
    usageLatest: (rows) => `These are the latest ${rows} rows of more.`,
    usageOnlyAdmins:
      'Only those who look after me may see what everybody has used: they are the admins in attache.yaml.',
    noUsageAtAll: (period) => `Nobody has asked me anything ${WHEN[period]}.`,
    forgottenPeople: 'forgotten people',
    others: (count) => `${count} ${count === '1' ? 'other' : 'others'}`,
    tokens: (count) => `${count} tokens`,
    chartByDay: (when, most, amount, parts) =>
      `Chart of what was used on each day of ${when}, most on ${most}: ${amount}. All models: ${parts}.`,
    chartByModel: (when, parts) => `Chart of what was used by model, ${when}: ${parts}.`,
    chartByPerson: (when, parts) => `Chart of what was used by person, ${when}: ${parts}.`,
  },
  watch,
};
