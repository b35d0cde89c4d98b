/** `/extract`: data of a given shape out of a message, its files, or the message it is about. */
import { UserError } from '../../chat/index.ts';
import type { OutgoingFile } from '../../chat/index.ts';
import type { TurnEvent } from '../../reply/index.ts';
import { checkJson, type JsonSchema, readSchema } from '../../schema/index.ts';
import { extract, type Extracted, type NamedSchema } from './data.ts';
import { type Answerer, withFallback } from '../answer/fallback.ts';
import { createLedger } from '../answer/ledger.ts';
import { LIMITS } from '../limits.ts';
import { settle } from '../asking/settle.ts';
import { unknownOption } from '../asking/unknown-option.ts';
import { withSpent } from '../answer/spent.ts';
import { type Inquiry, questionFor, readHistory } from '../asking/inquiry.ts';
import type { TurnParts } from '../turn.ts';

export async function* extractTask(
  inquiry: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { asked, choice, words, purse } = inquiry;
  const { message, options } = asked;
  const schema = await schemaFor(inquiry, parts, signal);
  const isEmpty = message.text.trim() === '' && message.attachments.length === 0;
  // What is asked about is all there in the message, unless there is nothing in it: then it is what was said before.
  const history = isEmpty ? yield* readHistory(inquiry, parts, signal) : [];
  if (isEmpty && history.length === 0) throw new UserError('no-question', words.said.noQuestion);
  const strain = await purse.strain();
  const settled = await settle(choice, options.best, { message, before: history, strain }, parts, signal);
  const ledger = createLedger();
  ledger.add(settled.calls);
  async function* work(who: Answerer): AsyncGenerator<TurnEvent, void, undefined> {
    const question = questionFor(inquiry, history, who);
    const extracted = yield* extract(question, schema, parts, { purse, ledger }, signal);
    if (extracted) yield* posted(extracted, schema.name, inquiry);
  }
  yield* withFallback(settled, (who) => withSpent(work(who), ledger, who), { ...parts, words }, signal);
}

/** The data as a file, and in the answer where it is short enough to be read there. */
function* posted(
  { json, isSecond }: Extracted,
  name: string,
  { words: { said } }: Inquiry,
): Generator<TurnEvent, void, undefined> {
  const file: OutgoingFile = {
    name: `${name}.json`,
    mediaType: 'application/json',
    data: new TextEncoder().encode(json),
    altText: said.extracted(name),
  };
  const isShort = json.length <= LIMITS.extractedCharacters;
  yield { type: 'text', text: isShort ? fenced(json) : `\`${file.name}\`` };
  yield { type: 'file', file };
  if (isSecond) yield { type: 'notice', text: said.extractedAgain };
  yield { type: 'notice', text: said.extracted(name) };
  yield { type: 'done', reason: 'complete', usage: undefined };
}

/** A string in it may hold a fence of its own. */
function fenced(json: string): string {
  const longest = Math.max(2, ...(json.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${json}\n${fence}`;
}

/** @throws {UserError} `schema` where none is named, none is known by that name, or the one that was typed is of no use */
async function schemaFor(
  { asked: { options }, words }: Inquiry,
  { schemas, choices }: Pick<TurnParts, 'schemas' | 'choices'>,
  signal: AbortSignal,
): Promise<NamedSchema> {
  const typed = options.schema?.trim() ?? '';
  if (Object.hasOwn(schemas, typed)) return { name: typed, schema: schemas[typed]! };
  if (!typed.includes('{'))
    throw new UserError('schema', unknownOption({ option: 'schema', value: typed }, choices, words));
  const read = readSchema(typed);
  if ('fault' in read) throw unusable(read.fault);
  const usable = await checkJson({ schema: read.schema }, signal);
  if (usable.kind === 'unusable') throw unusable(usable.fault);
  return { name: nameOf(read.schema), schema: read.schema };
}

const unusable = (fault: string) => new UserError('schema', `I cannot use this JSON Schema: ${fault}.`);

/** What a schema calls itself, as far as that can be a name. */
const nameOf = ({ title }: JsonSchema): string =>
  (typeof title === 'string'
    ? title
        .replace(/[^\w-]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 64)
    : '') || 'data';
