/** The other end of `languageOf`: tells the language of each text it is sent. */
import { parentPort } from 'node:worker_threads';
// Its smallest data set, of 60 languages: a sentence is enough for it, a single word is not for any.
import { eld } from 'eld/extrasmall';
import { z } from 'zod';

const Question = z.object({ id: z.number(), text: z.string() });

parentPort!.on('message', (message) => {
  const { id, text } = Question.parse(message);
  const told = eld.detect(text);
  parentPort!.postMessage({ id, language: told.isReliable() ? told.language : '' });
});
