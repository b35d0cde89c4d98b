/** What Discord refuses in a form (a modal), and in what is offered to complete an option with. */
import { z } from 'zod';
import { BUTTON, COMMAND, MODAL } from './limits.ts';

const CustomId = z.string().min(1).max(BUTTON.customId);

const TextInput = z.strictObject({
  type: z.literal(4),
  custom_id: CustomId,
  style: z.union([z.literal(1), z.literal(2)]),
  min_length: z.int().min(0).max(MODAL.text).optional(),
  max_length: z.int().min(1).max(MODAL.text).optional(),
  required: z.boolean().optional(),
  value: z.string().max(MODAL.text).optional(),
  placeholder: z.string().max(MODAL.placeholder).optional(),
});

const Checkbox = z.strictObject({
  type: z.literal(23),
  custom_id: CustomId,
  default: z.boolean().optional(),
});

/** Every field of a form has a label around it. */
const Label = z.strictObject({
  type: z.literal(18),
  label: z.string().min(1).max(MODAL.label),
  description: z.string().min(1).max(MODAL.description).optional(),
  component: z.discriminatedUnion('type', [TextInput, Checkbox]),
});

export const FormBody = z.strictObject({
  custom_id: CustomId,
  title: z.string().min(1).max(MODAL.title),
  components: z
    .array(Label)
    .min(1)
    .max(MODAL.rows)
    .refine(
      (labels) => new Set(labels.map(({ component }) => component.custom_id)).size === labels.length,
      'Component custom id cannot be duplicated',
    ),
});

export const SuggestionsBody = z.strictObject({
  choices: z
    .array(
      z.looseObject({
        name: z.string().min(1).max(COMMAND.choiceName),
        value: z.union([z.string().min(1).max(COMMAND.choiceValue), z.number()]),
      }),
    )
    .max(COMMAND.choices),
});
