/** Discord's error answers: an HTTP status, a JSON code and a message. */

export const CODE = {
  general: 0,
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownUser: 10013,
  unknownEmoji: 10014,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  unknownCommand: 10063,
  tooManyReactions: 30010,
  tooManyCommands: 30032,
  tooManyOldEdits: 30046,
  tooLarge: 40005,
  alreadyAcknowledged: 40060,
  tooManyFollowUps: 40094,
  missingAccess: 50001,
  editOfOthers: 50005,
  emptyMessage: 50006,
  cannotMessageUser: 50007,
  missingPermissions: 50013,
  wrongChannelType: 50024,
  invalidWebhookToken: 50027,
  invalidForm: 50035,
  archivedThread: 50083,
  invalidJson: 50109,
  replyWithoutHistory: 160002,
  threadExists: 160004,
  threadLocked: 160005,
  tooManyThreads: 160006,
} as const;

export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly details: Record<string, unknown> | undefined;

  constructor(status: number, code: number, message: string, details?: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  toJSON(): Record<string, unknown> {
    return { message: this.message, code: this.code, ...this.details };
  }
}
