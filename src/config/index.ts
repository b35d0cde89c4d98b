/** Configuration: the environment, `.env` and attache.yaml become one frozen, typed Config. */
export { type Config, parseConfig } from './config.ts';
export { VARIABLES } from './environment.ts';
export type { AccessList, Place } from './file.ts';
export { loadConfig } from './load.ts';
export type { Shards } from './shards.ts';
export type { Webhook } from './webhooks.ts';
