/** The vocabulary that every part speaks. It imports no other part. */
export type {
  Acts,
  AskChoices,
  ChannelRange,
  ChatAdapter,
  Choice,
  Finding,
  Gap,
  HistoryRange,
  HomeView,
  Placing,
  Receive,
  Right,
} from './adapter.ts';
export { type AskOptions, optionsFor, privately, readOptions } from './ask-options.ts';
export {
  ATTEMPTS,
  CATCHUP,
  type CommandDefinition,
  COMMANDS,
  type CommandName,
  ControlName,
  isQuestion,
  type MenuName,
  MENUS,
  type OptionDefinition,
  type OptionName,
  QuestionName,
  USUAL,
  WATCH_ACTIONS,
  type WatchAction,
} from './commands.ts';
export { Conversation, conversationKey, LOCAL_WORKSPACE } from './conversation.ts';
export { AUTO, Effort, EffortChoice, EFFORTS, Tier, TIERS } from './effort.ts';
export { isTimeout, RateLimited, sentenceFor, Unconfirmed, UserError } from './errors.ts';
export {
  AskEvent,
  ChatEvent,
  type ControlEvent,
  type HomeEvent,
  type ReactedEvent,
  ReplyTarget,
  RuleAsk,
  Settlement,
} from './event.ts';
export { HostedTool } from './hosted-tool.ts';
export { askedByHand, Attachment, Author, Message } from './message.ts';
export { momentIn } from './moment.ts';
export { type CodedOutcome, Outcome, readOutcome, writtenOutcome } from './outcome.ts';
export { outcomeFor, OutcomeError } from './outcome-error.ts';
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
  type Sending,
  type Standing,
  type SurfaceLimits,
  type Write,
} from './reply.ts';
export type { Installations, RateLedger } from './shared.ts';
export { toldOf } from './told.ts';
export {
  type Language,
  LANGUAGES,
  languageOf,
  type Purse,
  type WatchWords,
  type Why,
  type Words,
  wordsFor,
  WORDS,
} from './words/index.ts';
