/** What a receipt says of the sound of a recording. Pure. */
import { span } from '../receipt.ts';
import { languageName } from './language.ts';
import type { Span, Speech } from './speech.ts';

/** Spans named before the rest is only counted. */
const NAMED = 3;

/** @example speechSummary(speech) // 'speech 0:01–3:10 transcribed, English; 1:00–1:30 could not be: The server is down.' */
export function speechSummary({
  said,
  wordless,
  missing,
  language,
  heardUntil,
  isGiven,
  problem,
}: Speech): string {
  const [first, last] = [said[0], said.at(-1)];
  if (!first || !last) {
    if (problem !== undefined) return `speech not transcribed: ${problem}`;
    const music = wordless.some(({ is }) => is === 'music') ? ', music' : '';
    return `${span(0, heardUntil)} heard${music}, no speech`;
  }
  const times = span(first.start, Math.max(...said.map(({ end }) => end)));
  if (isGiven) return `speech ${times} with its own transcript`;
  const named = language === undefined ? '' : `, ${languageName(language)}`;
  const told = problem === undefined ? '' : `; ${list(missing)} could not be: ${problem}`;
  return `speech ${times} transcribed${named}${told}`;
}

function list(spans: readonly Span[]): string {
  const named = spans.slice(0, NAMED).map(({ start, end }) => span(start, end));
  const more = spans.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
