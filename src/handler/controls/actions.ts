/** The buttons under an answer: what a press does. They belong to the person who asked, and to admins. */
import {
  type ActionId,
  type AskEvent,
  type ChatAdapter,
  type ChatEvent,
  type SurfaceLimits,
  type Words,
  wordsFor,
} from '../../chat/index.ts';
import { codeFilesOf, takePage } from '../../reply/index.ts';
import type { FoundTurn } from '../../store/index.ts';
import { accessFault, isAdmin } from '../access.ts';
import { LIMITS } from '../limits.ts';
import { sheetsOf } from './saw.ts';
import { nextEffort } from '../../model/index.ts';
import type { SettleParts } from '../asking/settle.ts';
import type { Line, Saying } from './say.ts';
import type { TurnParts } from '../turn.ts';

export type ActionEvent = Extract<ChatEvent, { type: 'action' }>;

/** Why somebody may not use the buttons of a question, as a sentence for them; undefined where they may. */
export function pressFault(
  action: ActionEvent,
  { message }: AskEvent,
  { access }: Pick<TurnParts, 'access'>,
): Saying | undefined {
  // Whoever asked may always stop it.
  const fault = action.action === 'stop' ? undefined : accessFault(access, action);
  if (fault)
    return () => {
      throw fault;
    };
  if (message.author.id === action.author.id || isAdmin(access, action)) return undefined;
  return only(wordsFor(action.author.locale).said.notYours(message.author.name));
}

/** The turn a press is about, or why it does nothing, said in its place. */
export function pressedTurn(
  action: ActionEvent,
  found: FoundTurn | undefined,
  parts: Pick<TurnParts, 'access'>,
): { readonly turn: FoundTurn } | { readonly refusal: Saying } {
  const { said } = wordsFor(action.author.locale);
  if (found?.event.message.conversation.platform !== action.conversation.platform)
    return { refusal: only(said.forgotten) };
  const fault = pressFault(action, found.event, parts);
  if (fault) return { refusal: fault };
  if (found.state === 'received' || found.state === 'running') return { refusal: only(said.stillRuns) };
  return { turn: found };
}

/** What a button that does not ask again says of a turn that is over. */
export function answerTo(
  action: Exclude<ActionId, AskingAction | 'decline'>,
  { author }: ActionEvent,
  found: FoundTurn,
  adapter: ChatAdapter,
  parts: TurnParts,
): Saying {
  const { said } = wordsFor(author.locale);
  switch (action) {
    case 'stop':
      return only(said.nothingRuns);
    case 'reasoning':
      return (limits) => Promise.resolve(reasoningLines(found, said, limits));
    case 'sources':
      return only(sourcesText(found, said));
    case 'files':
      return () => Promise.resolve([filesLine(found, said)]);
    case 'saw':
      return async (_, signal) => {
        const sheets = await sheetsOf(found, adapter, parts, signal);
        const files = sheets.slice(0, LIMITS.shownFiles);
        if (files.length === 0) return [{ markdown: said.noSaw }];
        const isAll = files.length === sheets.length;
        return [{ markdown: isAll ? said.saw : said.sawSome(files.length, sheets.length), files }];
      };
  }
}

/** The buttons that have a question answered, once more or after all. */
export type AskingAction = 'regenerate' | 'harder' | 'agree';

/**
 * The same question, answered where the button was pressed by whoever answered it: as it was, or with the next effort that the
 * model has; or by whoever it was priced for, the price agreed to. One that failed is asked as it was asked first, for what it
 * failed with may have been changed since.
 */
export function askedAgain(
  action: ActionEvent & { readonly action: AskingAction },
  { event, state, cost, settled, askedUsd }: FoundTurn,
  eventId: string,
  { catalog }: Pick<SettleParts, 'catalog'>,
): AskEvent {
  const asked = event.type === 'command' ? event : { name: 'ask' as const, message: event.message };
  const again = {
    ...asked,
    type: 'command' as const,
    eventId,
    again: action.turnId,
    press: action.eventId,
    // What was agreed to is paid for: once more, or harder, is another price.
    agreed: action.action === 'agree' ? askedUsd : undefined,
    settled: undefined,
    target: { ...action.target, private: event.target.private },
  };
  if (state === 'failed') return again;
  // Of answers that earlier versions gave, no more is known than who gave them.
  const same = settled ?? (cost && { model: cost.model, effort: cost.effort });
  if (action.action !== 'harder' || !same?.model || !same.effort) return { ...again, settled: same };
  const effort = nextEffort(catalog.find(same.model), same.effort) ?? same.effort;
  return { ...again, settled: { ...same, effort } };
}

function reasoningLines({ answer }: FoundTurn, said: Words['said'], limits: SurfaceLimits): readonly Line[] {
  const reasoning = answer?.reasoning.trim() ?? '';
  if (reasoning === '') return [{ markdown: said.noReasoning }];
  const pages: string[] = [];
  for (let rest = `${said.reasoning}\n\n${reasoning}`; rest !== '';) {
    const cut = takePage(rest, { size: limits.pageSize, measure: limits.measure });
    pages.push(cut.page);
    rest = cut.rest;
  }
  if (pages.length > LIMITS.shownPages && limits.fileBytes > 0) {
    const data = new TextEncoder().encode(reasoning);
    const file = { name: 'reasoning.md', mediaType: 'text/markdown', data, altText: said.reasoning };
    return [{ markdown: said.reasoning, files: [file] }];
  }
  const lines = pages.slice(0, LIMITS.shownPages).map((markdown) => ({ markdown }));
  return pages.length > lines.length ? [...lines, { markdown: said.reasoningGoesOn }] : lines;
}

function sourcesText({ answer }: FoundTurn, said: Words['said']): string {
  const lines = (answer?.sources ?? []).map(
    ({ url, title }) =>
      `- [${(title ?? url).replace(/[[\]\\]/g, '\\$&')}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)`,
  );
  return lines.length === 0 ? said.noSources : [said.sources, '', ...lines].join('\n');
}

function filesLine({ answer }: FoundTurn, said: Words['said']): Line {
  const files = codeFilesOf(answer?.text ?? '').slice(0, LIMITS.shownFiles);
  return files.length === 0 ? { markdown: said.noFiles } : { markdown: said.files, files };
}

export const only =
  (markdown: string): Saying =>
  () =>
    Promise.resolve([{ markdown }]);
