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
  app_id: z.string().optional(),
  bot_profile: z.object({ name: z.string().optional(), app_id: z.string().optional() }).nullish(),
  parent_user_id: z.string().optional(),
  text: z.string().nullish(),
  files: z.array(SlackFile).nullish(),
  attachments: z.array(SharedMessage).nullish(),
  edited: z.object({ ts: z.string() }).optional(),
  /** Of the first message of a thread: how many answer it, and when the last one did. */
  reply_count: z.number().nullish(),
  latest_reply: z.string().nullish(),
  /** Who answers it, and how many these are; of many, Slack names the first few. */
  reply_users: z.array(z.string()).nullish(),
  reply_users_count: z.number().nullish(),
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

/** Somebody reacted to a message. Of the thread it is in Slack says nothing. */
export const ReactionEvent = z.object({
  type: z.literal('reaction_added'),
  user: z.string(),
  /** Its name; behind it, the tone of its skin: `+1::skin-tone-3`. */
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
  event_ts: z.string(),
});

export const SessionStoppedEvent = z.object({
  type: z.literal('agent_session_stopped'),
  channel: z.string(),
  user: z.string(),
  thread_ts: z.string(),
});

/** Somebody opened the app: its page, or the direct messages with it. */
export const HomeOpenedEvent = z.object({
  type: z.literal('app_home_opened'),
  user: z.string(),
  channel: z.string(),
  tab: z.string().optional(),
});

export const EventCallback = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  event: z.union([
    ChangedEvent,
    RemovedEvent,
    ReactionEvent,
    SessionStoppedEvent,
    HomeOpenedEvent,
    PostedEvent,
  ]),
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

const Presser = z.object({ id: z.string(), team_id: z.string().optional() });

/** A shortcut of ours was chosen in the menu of a message. */
export const MessageAction = z.object({
  type: z.literal('message_action'),
  callback_id: z.string(),
  trigger_id: z.string(),
  response_url: z.url(),
  action_ts: z.string(),
  user: Presser,
  channel: z.object({ id: z.string() }),
  message: SlackMessage,
});
export type MessageAction = z.infer<typeof MessageAction>;

/** What an element of a form holds: of a text its words, of a choice the chosen. */
const Input = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});

/** A form of ours was sent. */
export const ViewSubmission = z.object({
  type: z.literal('view_submission'),
  user: Presser,
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    /** By block, then by action. */
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Input)) }),
  }),
});
export type ViewSubmission = z.infer<typeof ViewSubmission>;

/** A button under a message was pressed. Of a message that only one person sees Slack tells no more than where it is. */
export const ButtonPress = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  response_url: z.url(),
  user: Presser,
  channel: z.object({ id: z.string() }),
  container: z.object({
    message_ts: z.string(),
    thread_ts: z.string().optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })),
});
export type ButtonPress = z.infer<typeof ButtonPress>;

/** Something was chosen on the bot's own page. */
export const HomeChoice = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  user: Presser,
  view: z.object({ type: z.literal('home') }),
  actions: z.array(
    z.object({ action_id: z.string(), selected_option: z.object({ value: z.string() }).nullish() }),
  ),
});
export type HomeChoice = z.infer<typeof HomeChoice>;
