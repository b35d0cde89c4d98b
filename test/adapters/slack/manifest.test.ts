import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { EVENTS, SCOPES } from '../../../adapters/slack/index.ts';

const manifest = parse(readFileSync('docs/slack-manifest.yaml', 'utf8')) as {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } };
};
const names = (needs: typeof SCOPES) => needs.map(({ name }) => name).toSorted();

it('the manifest in the docs asks for what the adapter needs, and for nothing else', () => {
  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual(names(SCOPES));
  expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(names(EVENTS));
});

it('the guide says what each scope is for', () => {
  const guide = readFileSync('docs/slack.md', 'utf8');
  for (const { name } of SCOPES) expect(guide).toContain(`\`${name}\``);
});
