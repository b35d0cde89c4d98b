/** A rule as somebody writes it into a command: a name, or a name with YAML or JSON behind it, in a code block or not, on one line or several. */
import { parse } from 'yaml';
import { COMMAND } from './limits.ts';

/** A rule by its name, and what is written of it; nothing is where it is a ready-made one. */
export interface Written {
  readonly name: string;
  readonly value: unknown;
}

export type ReadWritten = Written | { readonly fault: string };

/**
 * @example readWritten('voice-notes') // { name: 'voice-notes', value: { ready: 'voice-notes' } }
 * @example readWritten('hello: {when: {on: message}, then: {react: 👋}}').name // 'hello'
 */
export function readWritten(text: string): ReadWritten {
  if (text.length > COMMAND.written)
    return { fault: `it is longer than the ${COMMAND.written} characters that I read` };
  const { before, body } = unfenced(text.trim());
  const alone = /^[\w-]+$/.exec(body)?.[0];
  if (alone !== undefined && before === '') return { name: alone, value: { ready: alone } };
  const content = parsed(body);
  const name = before.replace(/\s*:$/, '');
  if (name !== '') return 'fault' in content ? content : withName(name, content.value);
  if (!('fault' in content) && isMap(content.value)) return namedIn(content.value);
  // JSON behind a name, which is no YAML where there is no colon, or no space behind it.
  const [, named, braces] = /^([^\s:{}"']+):?\s*(\{[^]*\})$/.exec(body) ?? [];
  const inBraces = braces === undefined ? content : parsed(braces);
  if ('fault' in inBraces) return inBraces;
  return named === undefined ? namedIn(inBraces.value) : withName(named, inBraces.value);
}

/**
 * The same with the quotation marks of a keyboard: chats put others in their place, and spaces that YAML does not know.
 *
 * @example straight('ask: “Is it?”') // 'ask: "Is it?"'
 */
export const straight = (text: string): string =>
  text
    .replaceAll(/[“”„‟]/g, '"')
    .replaceAll(/[‘’‚‛]/g, "'")
    .replaceAll(/[\u00a0\u2007\u202f]/g, ' ');

/** What stands in a code block, and what before it. */
function unfenced(text: string): { readonly before: string; readonly body: string } {
  const [, before = '', fenced] =
    /^([^`]*)```+(?!`)[ \t]*(?:ya?ml|json)?[ \t]*\n?([^]*?)(?<!`)```+(?!`)\s*$/i.exec(text) ?? [];
  if (fenced !== undefined) return { before: before.trim(), body: fenced.trim() };
  const [, lead = '', span] = /^([^`]*)`([^`]+)`$/.exec(text) ?? [];
  return span === undefined ? { before: '', body: text } : { before: lead.trim(), body: span.trim() };
}

function parsed(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: parse(text, { logLevel: 'error' }) };
  } catch (error) {
    // The first line says what is wrong and where; the others show it.
    const [first] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { fault: `it is no valid YAML. ${first!.replace(/:$/, '')}` };
  }
}

/** A body that repeats its name is a whole entry of `rules`. */
function withName(name: string, value: unknown): ReadWritten {
  const entry = entryOf(value);
  return entry && entry.name === name ? entry : { name, value };
}

function namedIn(value: unknown): ReadWritten {
  if (isMap(value) && ['when', 'then', 'ready'].some((key) => key in value)) {
    const { name, ...rule } = value;
    return typeof name === 'string'
      ? { name, value: rule }
      : { fault: 'it has no name. Write it as NAME: {when: …, then: …}' };
  }
  const within = isMap(value) && Object.keys(value).join() === 'rules' ? value['rules'] : value;
  return entryOf(within) ?? { fault: 'I expected one rule: NAME: {when: …, then: …}' };
}

function entryOf(value: unknown): Written | undefined {
  if (!isMap(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  return entry && others.length === 0 && isMap(entry[1]) ? { name: entry[0], value: entry[1] } : undefined;
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
