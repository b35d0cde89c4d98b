/** A history with a message in each line, as JSON, in the form that this bot has of them. */
import { basename } from 'node:path';
import { Message } from '../../chat/index.ts';
import { createFaults } from './faults.ts';
import { mayGoOn, noJson } from './json.ts';

/** @throws {UserError} `history` with the line of each fault */
export function linesHistory(text: string, path: string): readonly Message[] {
  const faults = createFaults();
  const messages = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `${basename(path)} line ${index + 1}`;
    try {
      return faults.read(Message, JSON.parse(line), place);
    } catch (error) {
      faults.add(`${place}: ${mayGoOn(line) ? 'it breaks off: a message is one line' : noJson(error)}`);
      return [];
    }
  });
  faults.check();
  return messages;
}
