/** The form that asks for a question about a message: how it is drawn, and what it brings back. */
import type { types } from '@slack/bolt';
import { z } from 'zod';
import { type AskChoices, EffortChoice, USUAL, type Words } from '../../../src/chat/index.ts';
import { FORM_ID } from './ids.ts';
import { LIMITS } from '../limits.ts';
import { optionsOf, plain, usualOption } from './select.ts';
import { type SlackFile, SlackMessage, type ViewSubmission } from '../intake/payloads.ts';
import type { Answer } from '../intake/taken.ts';
import { parseJson } from '../answer/target.ts';

/** What a form is about, kept in it by Slack: enough to answer when another process opened it. */
const FormContext = z.object({
  channel: z.string(),
  responseUrl: z.url(),
  /** When the menu was used, which serves as the id of the question. */
  askedAt: z.string(),
  /** As much of the message as there is room for: where we are no member, nobody tells it again. */
  message: SlackMessage,
});
export type FormContext = z.infer<typeof FormContext>;

/** Keeps to what a form may remember: the first files, then as much of the text as fits. */
function remembered(context: FormContext): string {
  const { ts, thread_ts, user, bot_id, files, text } = context.message;
  const kept: SlackFile[] = [];
  for (const file of files ?? []) {
    const { url_private_download, url_private, ...rest } = file;
    const slim = { ...rest, url_private: url_private_download ?? url_private };
    if (JSON.stringify([...kept, slim]).length > LIMITS.metadataFiles) break;
    kept.push(slim);
  }
  const write = (words: string) =>
    JSON.stringify({ ...context, message: { ts, thread_ts, user, bot_id, files: kept, text: words } });
  const all = text ?? '';
  const surplus = write(all).length - LIMITS.metadataCharacters;
  return surplus <= 0 ? write(all) : write(`${all.slice(0, -surplus - 1).toWellFormed()}…`);
}

const FIELDS = { question: 'question', effort: 'effort', private: 'private' } as const;

interface FilledForm {
  readonly question: string;
  readonly effort: EffortChoice | undefined;
  readonly private: boolean;
}

export function questionForm(
  context: FormContext,
  { form, options, choices }: Words,
  { efforts }: AskChoices,
): types.ModalView {
  const usual = usualOption(choices.usual);
  return {
    type: 'modal',
    callback_id: FORM_ID,
    private_metadata: remembered(context),
    title: plain(form.title),
    submit: plain(form.send),
    close: plain(form.cancel),
    blocks: [
      {
        type: 'input',
        block_id: FIELDS.question,
        label: plain(form.question),
        element: {
          type: 'plain_text_input',
          action_id: FIELDS.question,
          multiline: true,
          max_length: LIMITS.questionCharacters,
          focus_on_load: true,
        },
      },
      {
        type: 'input',
        block_id: FIELDS.effort,
        optional: true,
        label: plain(options.effort.description),
        element: {
          type: 'static_select',
          action_id: FIELDS.effort,
          options: [usual, ...optionsOf(efforts)],
          initial_option: usual,
        },
      },
      {
        type: 'input',
        block_id: FIELDS.private,
        optional: true,
        label: plain(capitalised(options.private.name)),
        element: {
          type: 'checkboxes',
          action_id: FIELDS.private,
          options: [{ text: plain(options.private.description), value: FIELDS.private }],
        },
      },
    ],
  };
}

export function readForm({ view }: ViewSubmission): FilledForm {
  const field = (name: string) => view.state.values[name]?.[name];
  const effort = field(FIELDS.effort)?.selected_option?.value;
  return {
    question: (field(FIELDS.question)?.value ?? '').trim(),
    effort: effort === undefined || effort === USUAL ? undefined : EffortChoice.parse(effort),
    private: (field(FIELDS.private)?.selected_options ?? []).length > 0,
  };
}

/** Undefined where somebody else wrote it. */
export function formContextOf({ view }: ViewSubmission): FormContext | undefined {
  return FormContext.safeParse(parseJson(view.private_metadata)).data;
}

/** Leaves the form open, with a sentence under its question. */
export function formFault(text: string): Answer {
  return { response_action: 'errors', errors: { [FIELDS.question]: text } };
}

const capitalised = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1);
