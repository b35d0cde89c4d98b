/**
 * What happens in a chat. Events are plain JSON, so that they can be journalled before the platform is told "got it",
 * read back after a crash, or handed to another process.
 */
import { z } from 'zod';
import { Conversation } from './conversation.ts';
import { Effort, EffortChoice } from './effort.ts';
import { ControlName, QuestionName } from './commands.ts';
import { HostedTool } from './hosted-tool.ts';
import { Author, Message } from './message.ts';
import { ActionId } from './reply.ts';

/** Where an answer goes: enough to open a reply surface, now or after a restart. */
export const ReplyTarget = z
  .object({
    conversation: Conversation,
    /** The message that is answered, where there is one. */
    messageId: z.string().optional(),
    /** Who asked. */
    userId: z.string(),
    /** Only the asker sees the answer. */
    private: z.boolean(),
    /** What the adapter needs besides (an interaction token, a response address), in words only it reads. */
    handle: z.string().optional(),
  })
  .readonly();
export type ReplyTarget = z.infer<typeof ReplyTarget>;

const base = {
  /** Stable: the platform's own id of the event, the same when it is delivered again. */
  eventId: z.string(),
};

const MessageEvent = z
  .object({
    type: z.literal('message'),
    ...base,
    /** Other ids under which the same message may arrive (Slack: `app_mention` and `message` are two events). */
    aliases: z.array(z.string()).readonly(),
    message: Message,
    target: ReplyTarget,
  })
  .readonly();

/** What a question was settled on: the options of a command that asks for just this again. */
export const Settlement = z
  .object({
    model: z.string(),
    effort: Effort,
    best: z.number(),
    a: z.string(),
    b: z.string(),
  })
  .partial()
  .readonly();
export type Settlement = z.infer<typeof Settlement>;

/** What is different where a rule asks: nobody waits for the answer, and what it is about is data, whatever it says. */
export const RuleAsk = z
  .object({
    /** See `RuleKey` of the store. */
    key: z.string(),
    /** What people know the rule by; it stands below the answer. */
    name: z.string(),
    /** The key of the person whose usage and budget it is: see `payerOfRule` of the store. */
    payer: z.string(),
    /** The run of the rule. */
    run: z.string(),
    /** Said as it is, in standard Markdown, without asking a model. */
    say: z.string().optional(),
    /** What the model's provider may do by itself for this rule. */
    tools: z.array(HostedTool).readonly(),
    /** What the rule may spend a day, in dollars. */
    usdPerDay: z.number().optional(),
    /**
     * Which of its places are where it was set off, or with whom, rather than named in the rule: the one it reads in, the one it posts
     * in. That nothing can be done there is no fault of the rule's.
     */
    unnamed: z
      .array(z.enum(['source', 'target']))
      .readonly()
      .optional(),
  })
  .readonly();
export type RuleAsk = z.infer<typeof RuleAsk>;

/**
 * A question asked by a command, a message menu or a button. Its options and attachments arrive as a message of the person
 * who asked.
 */
const CommandEvent = z
  .object({
    type: z.literal('command'),
    ...base,
    /** `transcribe` and `describe` bring no question of their own. */
    name: z.enum([...QuestionName.options, 'transcribe', 'describe']),
    message: Message,
    /** The message it was used on: its words and attachments are what is asked about. */
    about: Message.optional(),
    effort: EffortChoice.optional(),
    model: z.string().optional(),
    /** How many attempts are made of which the best is kept. */
    best: z.number().optional(),
    /** `compare`: a model, an effort, or both (`gpt-5.5/high`). */
    a: z.string().optional(),
    b: z.string().optional(),
    /** `extract`: the name of a schema, or a JSON Schema. */
    schema: z.string().optional(),
    /** `catchup`: how far back, as typed: `2h`, `yesterday`, `2026-11-20`. */
    since: z.string().optional(),
    /** `catchup`: so many messages. */
    last: z.number().optional(),
    /** The price, in dollars, that was told and agreed to. */
    agreed: z.number().optional(),
    /** The turn whose question is asked again, by a button under its answer. */
    again: z.string().optional(),
    /** The event of the press that has it asked again. */
    press: z.string().optional(),
    /** What that turn was settled on. It counts more than what is chosen, and is held against no list: no person types it. */
    settled: Settlement.optional(),
    /** A rule that watches asks this: `message` is in the words and with the rights of its author, `about` what set it off. */
    rule: RuleAsk.optional(),
    target: ReplyTarget,
  })
  .readonly();

/** A command that asks no question: it changes a setting, stops, forgets or tells. It is answered with a line of text. */
export const ControlEvent = z
  .object({
    type: z.literal('control'),
    ...base,
    control: ControlName,
    /** The model, effort, period or kind that was chosen; nothing to be told what is set now. */
    value: z.string().optional(),
    /** Whether a setting is the person's own or the channel's. */
    scope: z.enum(['me', 'channel']),
    author: Author,
    target: ReplyTarget,
  })
  .readonly();
export type ControlEvent = z.infer<typeof ControlEvent>;

/** Somebody looks at the page the bot has of its own (Slack's App Home), which shows their settings and usage. */
export const HomeEvent = z
  .object({
    type: z.literal('home'),
    ...base,
    author: Author,
    /** The workspace the page is in, where the bot is in several. */
    workspace: z.string().optional(),
  })
  .readonly();
export type HomeEvent = z.infer<typeof HomeEvent>;

const EditedEvent = z.object({ type: z.literal('edited'), ...base, message: Message }).readonly();

const DeletedEvent = z
  .object({ type: z.literal('deleted'), ...base, conversation: Conversation, messageId: z.string() })
  .readonly();

/** Somebody wants the answer to `messageId`, or every running answer of the conversation, to stop. */
const StopEvent = z
  .object({
    type: z.literal('stop'),
    ...base,
    conversation: Conversation,
    author: Author,
    messageId: z.string().optional(),
  })
  .readonly();

/** A button or menu of one of our replies was used. `turnId` is the value the reply gave it. */
const ActionEvent = z
  .object({
    type: z.literal('action'),
    ...base,
    action: ActionId,
    turnId: z.string(),
    conversation: Conversation,
    author: Author,
    /** Where an answer to the press goes: for the one who pressed alone where the platform can do that. */
    target: ReplyTarget,
  })
  .readonly();

/** Somebody reacted to a message, which is read when it is needed: platforms tell no more than its id. */
const ReactedEvent = z
  .object({
    type: z.literal('reacted'),
    ...base,
    /** As people see it: `👀`, or `:name:` of an emoji of the workspace's own. */
    emoji: z.string(),
    /** What the platform calls it besides, where it has names for all: `:+1:` and `:thumbsup:`. */
    names: z.array(z.string()).readonly().optional(),
    /** Who reacted: never this bot. */
    author: Author,
    conversation: Conversation,
    messageId: z.string(),
    /** Milliseconds since 1970. */
    at: z.number(),
  })
  .readonly();
export type ReactedEvent = z.infer<typeof ReactedEvent>;

/** The connection was lost for a while, and what happened meanwhile will not be delivered: `ChatAdapter.missed` tells it. */
const GapEvent = z.object({ type: z.literal('gap'), ...base, since: z.number() }).readonly();

export const ChatEvent = z.discriminatedUnion('type', [
  MessageEvent,
  CommandEvent,
  EditedEvent,
  DeletedEvent,
  StopEvent,
  ActionEvent,
  ControlEvent,
  HomeEvent,
  ReactedEvent,
  GapEvent,
]);
export type ChatEvent = z.infer<typeof ChatEvent>;

/** An event that asks for an answer. */
export const AskEvent = z.discriminatedUnion('type', [MessageEvent, CommandEvent]);
export type AskEvent = z.infer<typeof AskEvent>;
