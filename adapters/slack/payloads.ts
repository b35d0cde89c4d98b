/** What Slack sends, as far as it is read here. Everything from outside is parsed with these. */
import { z } from 'zod';

export const SlackFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  subtype: z.string().nullish(),
  size: z.number().nullish(),
  duration_ms: z.number().nullish(),
  alt_txt: z.string().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
  /** Where Slack's transcript is, in WebVTT, once it is complete. */
  vtt: z.string().nullish(),
  transcription: z.object({ status: z.string().nullish() }).nullish(),
});
export type SlackFile = z.infer<typeof SlackFile>;

/** A message that was forwarded, or one whose link was pasted; or the preview of any other link. */
const SharedMessage = z.object({
  is_msg_unfurl: z.boolean().optional(),
  is_share: z.boolean().optional(),
  message_blocks: z.unknown().optional(),
  author_id: z.string().optional(),
  author_name: z.string().optional(),
  text: z.string().nullish(),
  files: z.array(SlackFile).optional(),
  from_url: z.string().nullish(),
  image_url: z.string().nullish(),
  thumb_url: z.string().nullish(),
});
export type SharedMessage = z.infer<typeof SharedMessage>;

export const SlackMessage = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  user: z.string().optional(),
  user_team: z.string().optional(),
  username: z.string().optional(),
  bot_id: z.string().optional(),
  bot_profile: z.object({ name: z.string().optional() }).nullish(),
  parent_user_id: z.string().optional(),
  text: z.string().nullish(),
  files: z.array(SlackFile).nullish(),
  attachments: z.array(SharedMessage).nullish(),
  edited: z.object({ ts: z.string() }).optional(),
});
export type SlackMessage = z.infer<typeof SlackMessage>;

const InChannel = z.object({ channel: z.string(), channel_type: z.string().optional() });

export const PostedEvent = SlackMessage.extend({
  ...InChannel.shape,
  type: z.enum(['message', 'app_mention']),
});
export type PostedEvent = z.infer<typeof PostedEvent>;

export const ChangedEvent = InChannel.extend({
  type: z.literal('message'),
  subtype: z.literal('message_changed'),
  message: SlackMessage,
  previous_message: SlackMessage.optional(),
});

export const RemovedEvent = InChannel.extend({
  type: z.literal('message'),
  subtype: z.literal('message_deleted'),
  deleted_ts: z.string(),
  previous_message: SlackMessage.partial({ ts: true }).optional(),
});

export const SessionStoppedEvent = z.object({
  type: z.literal('agent_session_stopped'),
  channel: z.string(),
  user: z.string(),
  thread_ts: z.string(),
});

export const EventCallback = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  event: z.union([ChangedEvent, RemovedEvent, SessionStoppedEvent, PostedEvent]),
});

export const SlashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  user_name: z.string().optional(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: z.url(),
});
export type SlashCommand = z.infer<typeof SlashCommand>;

export const BlockActions = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })),
});
