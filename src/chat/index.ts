/** The vocabulary that every part speaks. It imports no other part. */
export type { AskChoices, ChatAdapter, Choice, Finding, HistoryRange, HomeView, Receive } from './adapter.ts';
export { type AskOptions, privately, readOptions } from './ask-options.ts';
export {
  type CommandDefinition,
  COMMANDS,
  type CommandName,
  ControlName,
  type MenuName,
  MENUS,
  type OptionDefinition,
  type OptionName,
  USUAL,
} from './commands.ts';
export { Conversation, conversationKey, LOCAL_WORKSPACE } from './conversation.ts';
export { Effort, EFFORTS } from './effort.ts';
export { RateLimited, sentenceFor, Unconfirmed, UserError } from './errors.ts';
export { AskEvent, ChatEvent, type ControlEvent, type HomeEvent, ReplyTarget } from './event.ts';
export { HostedTool } from './hosted-tool.ts';
export { askedByHand, Attachment, Author, Message } from './message.ts';
export {
  ActionId,
  type OutgoingFile,
  type Presence,
  type RateBudget,
  ReasoningDisplay,
  type Receipt,
  type ReplyAction,
  type ReplyPhase,
  type ReplyStep,
  type ReplySurface,
  type ReplyView,
  type Standing,
  type SurfaceLimits,
  type Write,
} from './reply.ts';
export { toldOf } from './told.ts';
export { type Language, LANGUAGES, languageOf, type Words, wordsFor, WORDS } from './words/index.ts';
