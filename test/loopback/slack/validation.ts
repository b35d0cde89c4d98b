/** What Slack checks in the content of a message. */
import { ApiError } from './api-error.ts';
import { isObject, listArg, textArg, type Args, type Json } from './json.ts';
import { RULES } from './rules.ts';
import type { State } from './state.ts';

export interface Content {
  /** What its readers see. */
  readonly text: string;
  /** What stands for its blocks where they are not shown: this is read back as its text. */
  readonly plain?: string | undefined;
  readonly blocks: readonly Json[];
}

/** The content of a posted or edited message. Text given as Markdown and text in blocks is what the reader sees. */
export function contentOf(args: Args): Content {
  const text = textArg(args, 'text');
  const markdown = textArg(args, 'markdown_text');
  const blocks = listArg(args, 'blocks') ?? [];
  if (markdown !== undefined && (text !== undefined || blocks.length > 0))
    throw new ApiError('markdown_text_conflict');
  if (markdown !== undefined) {
    if (markdown === '') throw new ApiError('no_text');
    if (markdown.length > RULES.markdownText) throw new ApiError('msg_too_long');
    return { text: markdown, blocks };
  }
  if (!text && blocks.length === 0) throw new ApiError('no_text');
  checkBlocks(blocks);
  return { text: blocks.length > 0 ? markdownOf(blocks) : (text ?? ''), plain: text, blocks };
}

export function checkBlocks(blocks: readonly Json[]): void {
  if (blocks.length > RULES.blocks) throw new ApiError('invalid_blocks');
  if (markdownOf(blocks).length > RULES.markdownText) throw new ApiError('msg_blocks_too_long');
  const ids = blocks.filter(isObject).flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  const isDoubled = new Set(ids).size < ids.length;
  if (isDoubled || ids.some((id) => textLength(id) > RULES.blockId)) throw new ApiError('invalid_blocks');
  for (const block of blocks) {
    if (!isObject(block)) throw new ApiError('invalid_blocks');
    if (block['type'] === 'markdown' && !block['text']) throw new ApiError('invalid_blocks');
    if (block['type'] === 'section' && textLength(block['text']) > RULES.sectionText)
      throw new ApiError('invalid_blocks');
    if (block['type'] === 'actions') checkButtons(block['elements']);
    if (block['type'] !== 'context') continue;
    const elements = Array.isArray(block['elements']) ? (block['elements'] as readonly Json[]) : [];
    const isTooMuch = elements.length > RULES.contextElements || elements.length === 0;
    const isEmptyOrLong = elements.some((element) => {
      const length = textLength(element);
      return length === 0 || length > RULES.contextText;
    });
    if (isTooMuch || isEmptyOrLong) throw new ApiError('invalid_blocks');
  }
}

function checkButtons(elements: Json | undefined): void {
  const buttons = (Array.isArray(elements) ? (elements as readonly Json[]) : []).filter(isObject);
  const isWrong = buttons.some(({ text, action_id, value, style = 'primary' }) => {
    const length = textLength(text);
    const isLong = length > RULES.buttonText || textLength(value) > RULES.buttonValue;
    return length === 0 || isLong || !action_id || (style !== 'primary' && style !== 'danger');
  });
  const isDoubled = new Set(buttons.map(({ action_id }) => action_id)).size < buttons.length;
  if (isWrong || isDoubled || buttons.length === 0 || buttons.length > RULES.actionsElements)
    throw new ApiError('invalid_blocks');
}

/** The texts of the context blocks, one by one. */
export function contextOf(blocks: readonly Json[]): string[] {
  return blocks
    .filter(isObject)
    .filter((block) => block['type'] === 'context')
    .flatMap((block) => (Array.isArray(block['elements']) ? (block['elements'] as readonly Json[]) : []))
    .map((element) => (isObject(element) ? String(element['text']) : ''));
}

/** The buttons of a message, by what they send when they are pressed. */
export function buttonsOf(blocks: readonly Json[]): { readonly action: string; readonly value: string }[] {
  return blocks
    .filter(isObject)
    .filter((block) => block['type'] === 'actions')
    .flatMap((block) => (Array.isArray(block['elements']) ? (block['elements'] as readonly Json[]) : []))
    .filter(isObject)
    .map(({ action_id, value }) => ({ action: String(action_id), value: String(value) }));
}

function markdownOf(blocks: readonly Json[]): string {
  return blocks
    .filter(isObject)
    .filter((block) => block['type'] === 'markdown')
    .map((block) => String(block['text']))
    .join('\n');
}

function textLength(value: Json | undefined): number {
  const text = isObject(value) ? value['text'] : value;
  return typeof text === 'string' ? text.length : 0;
}

const PINGS = /<!(?:channel|here|everyone|subteam)|(?<![\w.])@(?:channel|here|everyone)\b/;

/** A bot that rings everybody's phone has done something wrong, whatever it was told. */
export function noticePings(state: State, args: Args): void {
  const said = JSON.stringify([
    args['text'],
    args['markdown_text'],
    args['chunks'],
    args['blocks'],
    args['initial_comment'],
  ]);
  if (PINGS.test(said))
    state.violations.push(`a message of the bot notifies everybody: ${PINGS.exec(said)?.[0]}`);
}
