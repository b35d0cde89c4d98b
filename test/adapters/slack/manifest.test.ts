/** The manifest of the app: what it asks for, what it offers, and the link that makes an app of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { EVENTS, installLink, SCOPES, slackManifest } from '../../../adapters/slack/index.ts';
import { COMMANDS, MENUS } from '../../../src/chat/index.ts';
import { manifestYaml } from '../../../src/cli/setup-slack.ts';

interface Manifest {
  readonly features: {
    readonly agent_view: {
      readonly agent_description: string;
      readonly suggested_prompts: readonly unknown[];
    };
    readonly app_home: object;
    readonly slash_commands: readonly {
      command: string;
      description: string;
      usage_hint?: string;
      should_escape: boolean;
      url?: string;
    }[];
    readonly shortcuts: readonly { name: string; type: string; callback_id: string; description: string }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly bot_events: readonly string[]; readonly request_url?: string };
    readonly interactivity: object;
    readonly socket_mode_enabled: boolean;
  };
}

const manifest = slackManifest() as unknown as Manifest;
const names = (needs: typeof SCOPES) => needs.map(({ name }) => name).toSorted();

test('the one in the docs is this one', () => {
  const written = readFileSync('docs/slack-manifest.yaml', 'utf8');
  expect(written).toBe(manifestYaml(slackManifest()));
  expect(parse(written)).toEqual(manifest);
});

test('asks for what the adapter needs, and for nothing else', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual(names(SCOPES));
  expect(manifest.settings.event_subscriptions.bot_events).toEqual(names(EVENTS));
});

test('an app that workspaces and organizations install themselves hears when it is removed, and its tokens are renewed', () => {
  const redirect = 'https://bot.example.org/slack/oauth_redirect';
  const { oauth_config, settings } = slackManifest(undefined, redirect) as unknown as Manifest;
  expect(oauth_config).toEqual({
    redirect_urls: [redirect],
    scopes: {
      bot: names(SCOPES),
      bot_optional: names(SCOPES.filter(({ optional }) => optional)),
    },
  });
  expect(settings).toMatchObject({
    org_deploy_enabled: true,
    token_rotation_enabled: true,
    socket_mode_enabled: true,
  });
  expect(settings.event_subscriptions.bot_events).toEqual(
    [...names(EVENTS), 'app_uninstalled', 'tokens_revoked'].toSorted(),
  );
});

test('the guide says what each scope and event is for, and names every command', () => {
  const guide = readFileSync('docs/slack.md', 'utf8');
  for (const { name } of SCOPES) expect(guide).toContain(`\`${name}\``);
  for (const { name } of COMMANDS) expect(guide).toContain(`\`/${name}`);
});

describe('offers', () => {
  test('every command, with what it does and what can be typed behind it', () => {
    const { slash_commands } = manifest.features;
    expect(slash_commands.map(({ command }) => command)).toEqual(COMMANDS.map(({ name }) => `/${name}`));
    expect(slash_commands.map(({ usage_hint }) => usage_hint)).toEqual([
      '[effort:…] [model:…] [best:…] [private:yes] your question',
      '[a:…] [b:…] [private:yes] your question',
      'schema:… [effort:…] [model:…] [private:yes] [your question]',
      '[since:…] [last:…] [effort:…] [model:…] [private:yes] [your question]',
      '[model|usual] [me|channel]',
      '[effort|usual] [me|channel]',
      undefined,
      '[conversation|everything]',
      '[today|month|everybody|csv]',
      '[list|add|test|pause|resume|remove|why] [rule]',
      undefined,
    ]);
    for (const { command, description, usage_hint = '' } of slash_commands) {
      expect(command.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(2_000);
      expect(usage_hint.length).toBeLessThanOrEqual(1_000);
    }
  });

  test('questions and rules with the people and channels in them as ids; settings as they are typed', () => {
    const { slash_commands } = manifest.features;
    const escaped = slash_commands.filter(({ should_escape }) => should_escape).map(({ command }) => command);
    expect(escaped).toEqual(['/ask', '/compare', '/extract', '/catchup', '/watch']);
  });

  test('what can be done with a message', () => {
    const { shortcuts } = manifest.features;
    expect(shortcuts.map(({ callback_id }) => callback_id)).toEqual(MENUS.map((menu) => `attache_${menu}`));
    for (const { type, name, description } of shortcuts) {
      expect(type).toBe('message');
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
  });

  test('the agent view with its prompts, the page and the direct messages', () => {
    const { agent_view, app_home } = manifest.features;
    expect(agent_view.agent_description.length).toBeLessThanOrEqual(300);
    expect(agent_view.suggested_prompts.length).toBeLessThanOrEqual(4);
    expect(app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
  });
});

test('over HTTP everything comes to one address, and no socket is opened', () => {
  const url = 'https://bot.example.org/slack/events';
  const { settings, features } = slackManifest(url) as unknown as Manifest;
  expect(settings).toMatchObject({
    socket_mode_enabled: false,
    event_subscriptions: { request_url: url },
    interactivity: { is_enabled: true, request_url: url },
  });
  expect(features.slash_commands.every((command) => command.url === url)).toBe(true);
  expect(JSON.stringify(manifest)).not.toContain('url');
});

test('the link brings the whole manifest along, and is short enough for every browser', () => {
  const link = new URL(installLink(slackManifest()));
  expect(`${link.origin}${link.pathname}`).toBe('https://api.slack.com/apps');
  expect(link.searchParams.get('new_app')).toBe('1');
  expect(JSON.parse(link.searchParams.get('manifest_json') ?? '')).toEqual(manifest);
  expect(link.href.length).toBeLessThan(8_000);
});
