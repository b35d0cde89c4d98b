/** An app that workspaces install themselves: a store that keeps their tokens, the adapters of several processes, and a browser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSlackAdapter, type SlackAdapter, type SlackOptions } from '../../../adapters/slack/index.ts';
import type { ChatEvent, Installations } from '../../../src/chat/index.ts';
import { openStore } from '../../../src/store/index.ts';
import type {
  LoopbackSlack,
  LoopbackSlackOptions,
  LoopbackWorkspace,
  Where,
} from '../../loopback/slack/index.ts';
import { serve, slackOptions, startLoopback } from './harness.ts';

/** The installations of a store of its own: of a new data folder, or of a database that several processes share. */
async function openInstallations(databaseUrl?: string): Promise<Installations> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'attache-installing-'));
  const store = await openStore({ dataFolder, databaseUrl, secretKey: 'a-key-that-nobody-can-guess-at-all' });
  onTestFinished(async () => {
    await store.close();
    await rm(dataFolder, { recursive: true });
  });
  return { ...store.installations! };
}

export interface Process {
  readonly adapter: SlackAdapter;
  readonly events: readonly ChatEvent[];
  /** Where its pages are. */
  readonly url: string;
}

export interface Stage {
  readonly slack: LoopbackSlack;
  readonly kept: Installations;
  /** Another process of the same bot: `worker` takes no events in. */
  process(role?: 'gateway' | 'worker'): Promise<Process>;
}

export function oauthOptions(
  slack: LoopbackSlack,
  installations: Installations,
  more: Partial<SlackOptions> = {},
): SlackOptions {
  const { botToken: _, ...options } = slackOptions(slack);
  const { clientId, clientSecret } = slack;
  return {
    ...options,
    oauth: { clientId, clientSecret, stateSecret: 'a secret of many processes', installations },
    ...more,
  };
}

/** @param databaseUrl a database that every process opens for itself; without one they share what one has opened */
export async function stage(
  options: LoopbackSlackOptions = {},
  more: Partial<SlackOptions> = {},
  databaseUrl?: string,
): Promise<Stage> {
  const slack = await startLoopback(options);
  const kept = await openInstallations(databaseUrl);
  return {
    slack,
    kept,
    process: async (role = 'gateway') => {
      const own = databaseUrl === undefined ? kept : await openInstallations(databaseUrl);
      const adapter = createSlackAdapter(oauthOptions(slack, own, more));
      const events: ChatEvent[] = [];
      if (role === 'worker') await adapter.attend?.();
      else await adapter.start(async (event) => void events.push(event));
      onTestFinished(() => adapter.stop());
      return { adapter, events, url: await serve(adapter) };
    },
  };
}

/** What somebody sees on the page with the button. */
export async function openInstallPage(url: string) {
  const response = await fetch(`${url}/slack/install`);
  const page = await response.text();
  const link = /href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const cookie = response.headers.get('set-cookie') ?? '';
  return { response, page, link, cookie: cookie.split(';', 1)[0]! };
}

/** What they see after Slack has led them back. */
export async function comeBack(url: string, query: string, cookie: string) {
  const response = await fetch(`${url}/slack/oauth_redirect?${query}`, { headers: { cookie } });
  return { status: response.status, headers: response.headers, page: await response.text() };
}

/** Installs the app, as somebody does with a browser. */
export async function install(
  slack: LoopbackSlack,
  { url }: Pick<Process, 'url'>,
  where: LoopbackWorkspace | Where,
  scopes?: readonly string[],
) {
  const { link, cookie } = await openInstallPage(url);
  return comeBack(url, slack.allow(link, where, scopes), cookie);
}
