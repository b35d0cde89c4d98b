/** What Discord refuses in the body of a message, before anything else happens. */
import { z } from 'zod';
import { Components } from './components.ts';
import { ApiError, CODE } from './errors.ts';
import { EMBED, MESSAGE, UPLOAD } from './limits.ts';

/** Length in UTF-16 units, as Discord's own clients count. */
const text = (max: number) => z.string().max(max, `Must be ${max} or fewer in length.`);

const Embed = z
  .looseObject({
    title: text(EMBED.title).optional(),
    description: text(EMBED.description).optional(),
    footer: z.looseObject({ text: text(EMBED.footer) }).optional(),
    author: z.looseObject({ name: text(EMBED.author) }).optional(),
    fields: z
      .array(z.looseObject({ name: text(EMBED.fieldName), value: text(EMBED.fieldValue) }))
      .max(EMBED.fields)
      .optional(),
  })
  .refine(
    (embed) => Object.keys(embed).some((key) => !['color', 'type'].includes(key)),
    'This embed has nothing to show.',
  );
type Embed = z.infer<typeof Embed>;

const embedSize = (embed: Embed) =>
  [
    embed.title,
    embed.description,
    embed.footer?.text,
    embed.author?.name,
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
  ].reduce((sum, part) => sum + (part?.length ?? 0), 0);

/** The body of a message to create or edit. Unknown fields pass, as they do at Discord. */
export const MessageBody = z.looseObject({
  content: text(MESSAGE.content).nullish(),
  embeds: z
    .array(Embed)
    .max(MESSAGE.embeds)
    .refine(
      (embeds) => embeds.reduce((sum, embed) => sum + embedSize(embed), 0) <= EMBED.total,
      `Embed size exceeds maximum size of ${EMBED.total}`,
    )
    .nullish(),
  components: Components.nullish(),
  /** Files that come with the request, by the number in their field's name, and files that a message keeps, by id. */
  attachments: z
    .array(
      z.looseObject({
        id: z.union([z.int(), z.string()]),
        filename: z.string().optional(),
        description: text(UPLOAD.description).nullish(),
      }),
    )
    .max(MESSAGE.uploads)
    .nullish(),
  flags: z.int().nullish(),
  nonce: z.union([text(MESSAGE.nonce), z.int()]).optional(),
  enforce_nonce: z.boolean().optional(),
  message_reference: z
    .looseObject({
      message_id: z.string(),
      channel_id: z.string().optional(),
      fail_if_not_exists: z.boolean().optional(),
    })
    .optional(),
  allowed_mentions: z
    .looseObject({
      parse: z.array(z.enum(['users', 'roles', 'everyone'])).optional(),
      users: z.array(z.string()).max(100).optional(),
      roles: z.array(z.string()).max(100).optional(),
      replied_user: z.boolean().optional(),
    })
    .nullish(),
});
export type MessageBody = z.infer<typeof MessageBody>;

/** Parses a body or answers 50035, with Discord's tree of what was wrong where. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors: Record<string, unknown> = {};
  for (const issue of parsed.error.issues) {
    const path = issue.path.map(String).join('.') || 'body';
    errors[path] = { _errors: [{ code: issue.code, message: issue.message }] };
  }
  throw new ApiError(400, CODE.invalidForm, 'Invalid Form Body', { errors });
}
