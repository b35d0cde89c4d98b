/** Where an answer goes. */
import { z } from 'zod';
import { entry, Id, textOf, WatchedPlatform } from './shape.ts';

/** `reply`: as an answer to the message. `thread`: in a thread opened from it. `author`: to whoever wrote it, in direct messages. */
const WORDS = ['reply', 'thread', 'author'] as const;
const EXPECTED = 'expected reply, thread, author, { platform, channel }, { platform, person } or { webhook }';

const AboutMessage = z.enum(WORDS, { error: EXPECTED });
const Channel = entry('a channel to post in', {
  platform: WatchedPlatform,
  workspace: Id.optional(),
  channel: Id,
});
const Person = entry('a person to write to', {
  platform: WatchedPlatform,
  workspace: Id.optional(),
  person: Id,
});
/** The name of one of `webhooks` in attache.yaml. */
const Webhook = entry('a webhook', { webhook: textOf('the name of one of `webhooks`') });

type To = z.infer<typeof AboutMessage | typeof Channel | typeof Person | typeof Webhook>;

/** Chosen by what is there, so that what is wrong is told of the kind that was meant. */
export const To = z.unknown().transform((value, context): To => {
  const parsed = kindOf(value).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

function kindOf(value: unknown) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return AboutMessage;
  if ('webhook' in value) return Webhook;
  return 'person' in value ? Person : Channel;
}
