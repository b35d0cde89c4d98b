/** English. */
import type { Words } from './words.ts';

const WHERE = { me: 'for you', channel: 'for this channel' } as const;
const WHEN = { today: 'today', month: 'this month' } as const;

export const en: Words = {
  commands: {
    ask: 'Ask a question, with files if you like',
    model: 'See or choose which model answers',
    effort: 'See or choose how hard the model thinks before it answers',
    stop: 'Stop the answers to you that are being written here',
    forget: 'Forget this conversation, or everything about you',
    usage: 'See what your questions have used and cost',
    help: 'What I can do and how to ask me',
  },
  options: {
    question: { name: 'question', description: 'What you want to know' },
    file: { name: 'file', description: 'An image, a recording, a video or a document' },
    effort: { name: 'effort', description: 'How hard to think before answering' },
    model: { name: 'model', description: 'Who answers' },
    private: { name: 'private', description: 'Only you see the answer' },
    for: { name: 'for', description: 'For you, or for everybody in this channel' },
    what: { name: 'what', description: 'What to forget' },
    period: { name: 'period', description: 'Since when' },
  },
  choices: {
    me: 'me',
    channel: 'this channel',
    conversation: 'this conversation',
    everything: 'everything about me',
    today: 'today',
    month: 'this month',
    usual: 'the usual',
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
      '**Choose** with `/model` and `/effort` (none · low · medium · high · xhigh), or begin a message with `effort:high` or `model:…`.',
      '**While I answer** you can edit your question, and I answer the new one; delete it or press Stop, and I stop.',
      '`/usage` says what your questions cost. `/forget` makes me forget. `/stop` stops the answers to you here.',
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
      'Forgotten: your settings, your questions and my answers to them. Messages in the chat itself stay. What I have heard and seen in files is kept by their content and not by person: it goes when nobody has asked about them for thirty days.',
    noUsage: (period) => `You have asked me nothing ${WHEN[period]}.`,
    usage: (period, lines) => `What your questions have used ${WHEN[period]}:\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}**: answers ${answers}, tokens ${input} in and ${output} out, ${price}`,
    usageTotal: (answers, price) => `In all: answers ${answers}, ${price}`,
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
  },
};
