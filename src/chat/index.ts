/** The vocabulary that every part speaks. It imports no other part. */
export type { AskChoices, ChatAdapter, Choice, Finding, HistoryRange, Receive } from './adapter.ts';
export { Conversation, conversationKey, LOCAL_WORKSPACE } from './conversation.ts';
export { Effort, EFFORTS } from './effort.ts';
export { RateLimited, sentenceFor, UserError } from './errors.ts';
export { AskEvent, ChatEvent, ReplyTarget } from './event.ts';
export { Attachment, Author, Message } from './message.ts';
export type {
  OutgoingFile,
  Receipt,
  ReplyAction,
  ReplyPhase,
  ReplySurface,
  ReplyView,
  SurfaceLimits,
} from './reply.ts';
export { toldOf } from './told.ts';
