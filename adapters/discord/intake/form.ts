/** The form that asks what somebody wants to know about a message; Discord calls it a modal. */
import {
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type ModalSubmitInteraction,
  TextInputStyle,
} from 'discord.js';
import type { Words } from '../../../src/chat/index.ts';
import { LIMITS } from '../limits.ts';

const FIELD = { question: 'question', private: 'private' } as const;

const CUSTOM_ID = /^ask:(?<menuId>\d+):(?<messageId>\d+)$/;

/** What a form is about. It says so itself, so that it works after a restart. */
export interface FormSubject {
  /** Id of the use of the menu that showed the form: however often the form is sent, it is one question. */
  readonly menuId: string;
  readonly messageId: string;
}

/** What the form is that somebody filled in, when it is one of ours. */
export function subjectOf(customId: string): FormSubject | undefined {
  const { menuId, messageId } = CUSTOM_ID.exec(customId)?.groups ?? {};
  return menuId === undefined || messageId === undefined ? undefined : { menuId, messageId };
}

export function formAbout(
  { menuId, messageId }: FormSubject,
  words: Words,
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `ask:${menuId}:${messageId}`,
    title: words.form.title,
    components: [
      {
        type: ComponentType.Label,
        label: words.form.question,
        component: {
          type: ComponentType.TextInput,
          custom_id: FIELD.question,
          style: TextInputStyle.Paragraph,
          max_length: LIMITS.formText,
          required: true,
        },
      },
      {
        type: ComponentType.Label,
        label: words.options.private.description,
        component: { type: ComponentType.Checkbox, custom_id: FIELD.private },
      },
    ],
  };
}

export const answersOf = ({ fields }: ModalSubmitInteraction) => ({
  question: fields.getTextInputValue(FIELD.question),
  private: fields.getCheckbox(FIELD.private),
});
