/** The buttons under an answer: what a press does. They belong to the person who asked, and to admins. */
import {
  type ActionId,
  type AskEvent,
  AUTO,
  type ChatAdapter,
  type ChatEvent,
  type SurfaceLimits,
  type Words,
  wordsFor,
} from '../chat/index.ts';
import { codeFilesOf, takePage } from '../reply/index.ts';
import type { FoundTurn } from '../store/index.ts';
import { accessFault, isAdmin } from './access.ts';
import { LIMITS } from './limits.ts';
import { planOf, type PlanParts } from './plan.ts';
import { sheetsOf } from './saw.ts';
import { nextEffort, type SettleParts } from './settle.ts';
import type { Line, Saying } from './say.ts';
import type { TurnParts } from './turn.ts';

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
  action: Exclude<ActionId, AskingAction>,
  { author }: ActionEvent,
  found: FoundTurn,
  adapter: ChatAdapter,
  parts: TurnParts,
): Saying {
  const { said } = wordsFor(author.locale);
  switch (action) {
    case 'stop':
      return only(said.nothingRuns);
    case 'decline':
      return only(said.declined);
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
 * The same question for the same model, with the same effort or the next one it has, answered where the button was pressed; or
 * the question as it was, its price agreed to.
 */
export async function askedAgain(
  action: ActionEvent & { readonly action: AskingAction },
  { event, cost }: Pick<FoundTurn, 'event' | 'cost'>,
  parts: PlanParts & Pick<SettleParts, 'catalog'>,
): Promise<AskEvent> {
  const asked = event.type === 'command' ? event : { name: 'ask' as const, message: event.message };
  const again = {
    ...asked,
    type: 'command' as const,
    eventId: action.eventId,
    again: action.turnId,
    // What was agreed to is paid for: once more, or harder, is another price.
    agreed: action.action === 'agree',
    target: { ...action.target, private: event.target.private },
  };
  // Agreed to once, whoever presses how often: it is paid for once.
  if (action.action === 'agree') return { ...again, eventId: `agree:${action.turnId}` };
  const { model, effort } = cost ?? (await planOf({ id: action.turnId, event }, parts)).choice;
  if (action.action === 'regenerate' || effort === AUTO) return { ...again, model, effort };
  return { ...again, model, effort: nextEffort(parts.catalog.find(model), effort) ?? effort };
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
