/** Rules that are made already: `ready: voice-notes` in a rule takes one of them, and what is said besides changes it. */

export interface ReadyMade {
  /** What it does, in a line for people. */
  readonly about: string;
  /** What it still has to be told. */
  readonly needs?: string;
  /** As a rule is written. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** What a prompt ends with where there may be nothing to say: `NOTHING` alone is not posted. */
const OR_NOTHING = 'write NOTHING and not another word';

const made = (about: string, definition: ReadyMade['definition'], needs?: string): ReadyMade => ({
  about,
  definition: { about, ...definition },
  ...(needs !== undefined && { needs }),
});

export const READY_MADE: Readonly<Record<string, ReadyMade>> = {
  'voice-notes': made('Writes down and sums up voice notes and clips, for those who cannot listen now', {
    when: { on: 'message', has: ['audio', 'video'] },
    then: {
      to: 'reply',
      model: 'mini',
      effort: 'low',
      prompt: `{author} has posted a recording. First sum it up in one to three sentences, in the language that is spoken: what it is about, what is asked, what was decided, who is to do what. Then, under the line “**Transcript**”, write down what is said: every word that matters, without “um”, in paragraphs; name the speakers where there are several. Of a video, say in a sentence what is to be seen where that matters.
A recording of less than a minute needs no summary: the transcript alone. Mark what you cannot make out as [unclear], and never guess at names or numbers. If nobody speaks in it (music, silence, a screen without words), ${OR_NOTHING}.`,
    },
    limits: { usdPerDay: 5 },
  }),

  'describe-images': made('Describes images, for people who cannot see them', {
    when: { on: 'message', has: ['image'] },
    then: {
      to: 'reply',
      model: 'mini',
      effort: 'low',
      prompt: `{author} has posted one or more images. Describe each for people who cannot see it, as an alternative text does: what matters first, in one to three sentences, in the language of the message, or in English where it has no words. Write down text that is to be read in it, as far as it matters. Of a chart or table say what it shows, with the most important figures. Say what is to be seen and not what you suppose; name nobody by their face.
Do not say “the image shows”, and do not repeat what the message says already. Several images: a numbered list.
If all images are only decoration (a reaction picture, a meme whose words stand in the message, an emoji, a logo, a line), ${OR_NOTHING}.`,
    },
    limits: { usdPerDay: 5 },
  }),

  'error-screenshots': made(
    'Reads screenshots of errors in a support channel, and asks for what is missing',
    {
      when: {
        on: 'message',
        has: ['image'],
        question: {
          ask: 'Does an image show an error, a crash, a failed command or something that plainly does not work, which the author needs help with?',
          sees: 'files',
        },
      },
      then: {
        to: 'reply',
        prompt: `{author} has posted a screenshot of something that went wrong. Help whoever will answer, in the language of the message:
1. Write down the error word for word in a block of code: message, code, file and line, as far as they can be read.
2. Say in one or two sentences what it means and what most often causes it. Only what you are sure of: never invent a fix.
3. Ask for what is missing to help: at most three short questions, and only what neither the image nor the message says already (version, operating system, what was done before, since when, the whole log).
Never repeat passwords, keys, tokens or addresses of people that are to be read in it: if there are any, say that the image should be taken down.
If it shows no error after all, ${OR_NOTHING}.`,
      },
      limits: { usdPerDay: 5 },
    },
  ),

  'daily-digest': made(
    'Sums up a channel once a day',
    {
      when: { on: 'schedule', cron: '0 18 * * 1-5' },
      then: {
        read: { since: '24h' },
        prompt: `Sum up what was said here since yesterday, for somebody who was away. Begin with the most important. Four parts at most, and leave out those for which there is nothing: **Decided**, **Done**, **Open questions**, **Also said**. Short points, with names, each with the link to where it was said. No greeting, no closing words, nothing about small talk.
If nothing was said that somebody would miss, ${OR_NOTHING}.`,
      },
      limits: { usdPerDay: 2 },
      missed: 'digest',
    },
    'then.to: the channel',
  ),

  unanswered: made('Answers questions that nobody has answered, from what was said in the channel before', {
    when: {
      on: 'unanswered',
      after: '30m',
      question: {
        ask: 'Is it a question to everybody that asks for a fact or for help, and that somebody could answer in writing?',
        confidence: 0.8,
      },
    },
    then: {
      to: 'reply',
      read: { since: '7d', last: 2000 },
      prompt: `Nobody has answered the message of {author} yet. Look whether the answer stands in what was said in this channel before. If it does, answer in two or three sentences in the language of the question, say that this is from what was said before, and give the link to every message it rests on. If it was said long ago or may have changed, say so.
Use nothing but that: no knowledge of your own, no guess, no general advice, no “somebody will surely help”. If what was said does not answer it, or is no more than similar, ${OR_NOTHING}.`,
    },
    limits: { usdPerDay: 2 },
  }),

  'flag-posts': made(
    'Tells moderators of posts that they should look at, by their words and their images',
    {
      when: {
        on: 'message',
        question: {
          ask: 'Would a careful moderator want to look at it: a threat, harassment of a person, hate, sexual content, a scam or dangerous link, somebody’s private data, or somebody who may harm themselves?',
          confidence: 0.75,
          sees: 'files',
        },
      },
      then: { say: '⚠️ A post by {author} on {platform} may need a look ({date}, {time}): {link}' },
      limits: { batch: '10s', usdPerDay: 5 },
    },
    'then.to: the channel of the moderators',
  ),
};
