/** The components of a message: rows of buttons below its content or, with a flag, a layout in place of content. */
import { z } from 'zod';
import { ApiError, CODE } from './errors.ts';
import { BUTTON, LAYOUT, MESSAGE, UPLOAD } from './limits.ts';
import type { Revision, StoredFile } from './state.ts';

/** `IS_COMPONENTS_V2`: the components are all there is. Once a message has it, it stays. */
export const IS_LAYOUT = 1 << 15;

const text = (max: number) => z.string().max(max, `Must be ${max} or fewer in length.`);

const Button = z.looseObject({
  type: z.literal(2),
  style: z.int().min(1).max(6),
  label: text(BUTTON.label).optional(),
  emoji: z.looseObject({ name: z.string().min(1).max(32), id: z.string().optional() }).optional(),
  custom_id: text(BUTTON.customId).min(1).optional(),
  url: z.string().optional(),
});
const Row = z.looseObject({ type: z.literal(1), components: z.array(Button).min(1).max(BUTTON.perRow) });
const TextDisplay = z.looseObject({ type: z.literal(10), content: text(LAYOUT.text).min(1) });
const Media = z.looseObject({ url: z.string().regex(/^(?:https?|attachment):\/\/./) });
const Thumbnail = z.looseObject({ type: z.literal(11), media: Media });
const Section = z.looseObject({
  type: z.literal(9),
  components: z.array(TextDisplay).min(1).max(3),
  accessory: z.union([Button, Thumbnail]),
});
const Gallery = z.looseObject({
  type: z.literal(12),
  items: z
    .array(
      z.looseObject({
        media: Media,
        description: text(UPLOAD.description).nullish(),
        spoiler: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(LAYOUT.galleryItems),
});
const File = z.looseObject({
  type: z.literal(13),
  file: z.looseObject({ url: z.string().startsWith('attachment://') }),
  spoiler: z.boolean().optional(),
});
const Separator = z.looseObject({ type: z.literal(14) });
const Container = z.looseObject({
  type: z.literal(17),
  components: z.array(z.union([Row, Section, TextDisplay, Gallery, File, Separator])).min(1),
});

type Json = Readonly<Record<string, unknown>>;
const ROW = 1;

/** A component and all it holds. */
const withNested = (component: Json): readonly Json[] => [
  component,
  ...[
    ...((component.components as readonly Json[]) ?? []),
    ...(component.accessory ? [component.accessory as Json] : []),
  ].flatMap(withNested),
];
const allOf = (components: readonly Json[]) => components.flatMap(withNested);

export const Components = z
  .array(z.union([Row, Section, TextDisplay, Gallery, File, Separator, Container]))
  .max(LAYOUT.components)
  .refine((components) => {
    const ids = allOf(components).flatMap(({ custom_id }) => custom_id ?? []);
    return new Set(ids).size === ids.length;
  }, 'Component custom id cannot be duplicated');

/** All text of a layout, as its readers see it. */
export const textOf = (components: readonly Json[]): string =>
  allOf(components)
    .flatMap(({ content }) => (typeof content === 'string' ? content : []))
    .join('\n');

const invalid = (field: string, code: string, message: string): ApiError =>
  new ApiError(400, CODE.invalidForm, 'Invalid Form Body', {
    errors: { [field]: { _errors: [{ code, message }] } },
  });

/** Refuses what a message cannot be after a request: nothing at all, two kinds of content, a file that is not there. */
export function requireShowable(
  { content, embeds, components }: Pick<Revision, 'content' | 'embeds' | 'components'>,
  flags: number,
  files: readonly StoredFile[],
): void {
  if ((flags & IS_LAYOUT) === 0) {
    if (components.length > MESSAGE.rows || components.some(({ type }) => type !== ROW))
      throw invalid('components', 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1,).');
    if (content === '' && embeds.length === 0 && files.length === 0)
      throw new ApiError(400, CODE.emptyMessage, 'Cannot send an empty message');
    return;
  }
  const all = allOf(components);
  if (all.length === 0) throw new ApiError(400, CODE.emptyMessage, 'Cannot send an empty message');
  if (content !== '' || embeds.length > 0)
    throw invalid(
      content === '' ? 'embeds' : 'content',
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      'The field cannot be used when using MessageFlags.IS_COMPONENTS_V2',
    );
  if (all.length > LAYOUT.components)
    throw invalid('components', 'BASE_TYPE_MAX_LENGTH', `Must be ${LAYOUT.components} or fewer in length.`);
  const length = all.reduce(
    (sum, { content: said }) => sum + (typeof said === 'string' ? said.length : 0),
    0,
  );
  if (length > LAYOUT.text)
    throw invalid(
      'components',
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `Must be ${LAYOUT.text} or fewer in length.`,
    );
  const names = new Set(files.map(({ filename }) => filename));
  for (const [, name] of JSON.stringify(components).matchAll(/"url":"attachment:\/\/([^"]+)"/g))
    if (!names.has(name!))
      throw invalid('components', 'ATTACHMENT_NOT_FOUND', `The attachment ${name} was not found`);
}
