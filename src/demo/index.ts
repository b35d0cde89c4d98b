/** The demo model: an OpenAI-compatible server inside this program, for trying everything out without an account. */
export type { AnswerWriter, CallWords, TokenCounts } from './answer.ts';
export { chatWriter } from './chat-wire.ts';
export { compactedItems, compactionResponse, openCompaction } from './compaction.ts';
export { fitting } from './fitting.ts';
export { ApiFault, parseForm, parseJson, readBody, sendJson } from './http.ts';
export { responsesWriter } from './responses-wire.ts';
export { partTokens, textTokens } from './tokens.ts';
export { startDemoModel, type DemoModel } from './server.ts';
