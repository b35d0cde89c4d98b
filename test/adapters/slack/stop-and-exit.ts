/** A program that connects to the Slack named in its arguments, stops, and has nothing left to do. */
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import { createLogger } from '../../../src/ops/index.ts';

const [botToken = '', appToken = '', apiUrl = ''] = process.argv.slice(2);
const choices = { models: [], efforts: [], schemas: [] };
const log = createLogger('silent');
const adapter = createSlackAdapter({ botToken, appToken, apiUrl, mediaHosts: [], choices, log });
await adapter.start(() => Promise.resolve());
await adapter.stop();
