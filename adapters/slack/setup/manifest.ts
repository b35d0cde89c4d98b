/** What a Slack app has to be for this bot: the manifest it is made from, and the link that makes it. */
import {
  COMMANDS,
  type CommandDefinition,
  isQuestion,
  type MenuName,
  MENUS,
  type OptionDefinition,
  USUAL,
  WORDS,
} from '../../../src/chat/index.ts';
import { SHORTCUT_IDS } from '../asking/ids.ts';
import { EVENTS, INSTALL_EVENTS, type Need, SCOPES } from './scopes.ts';

/** Slack shows these texts to everybody in one language. */
const { commands, menus, options, prompts } = WORDS.en;

/** Slack hands no files to commands. */
const DESCRIPTIONS = { ...commands, ask: 'Ask a question, for your eyes only if you like' };

const SHORTCUTS: Readonly<Record<MenuName, string>> = {
  ask: 'Ask a question about this message and its files',
  transcribe: 'Write down what is said in the recordings of this message',
  describe: 'Describe what this message and its files show',
};

const namesOf = (needs: readonly Need[]): readonly string[] => needs.map(({ name }) => name).toSorted();

/**
 * The manifest of the app.
 *
 * @param requestUrl where Slack is to send events over HTTP; without it they come over a socket
 * @param redirectUrl where Slack leads people back to who install the app in workspaces and organizations of their own; without it
 * the app is for one workspace
 */
export function slackManifest(requestUrl?: string, redirectUrl?: string): Readonly<Record<string, unknown>> {
  const isInstalled = redirectUrl !== undefined;
  const at = (key: string) => (requestUrl === undefined ? {} : { [key]: requestUrl });
  return {
    display_information: {
      name: 'Attaché',
      description: 'A teammate that reads, looks, listens and watches',
    },
    features: {
      agent_view: {
        agent_description:
          'Mention me with text, images, recordings, videos or documents, and I answer in the thread.',
        suggested_prompts: prompts.map(({ title, message }) => ({ title, message })),
      },
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      // Slack documents letters without accents here.
      bot_user: { display_name: 'Attache', always_online: true },
      shortcuts: MENUS.map((menu) => ({
        type: 'message',
        name: menus[menu],
        callback_id: SHORTCUT_IDS[menu],
        description: SHORTCUTS[menu],
      })),
      slash_commands: COMMANDS.map((command) => ({
        command: `/${command.name}`,
        description: DESCRIPTIONS[command.name],
        ...usageHint(command),
        // A mention comes as an id: in a question it can be made a name, and a rule wants ids. Elsewhere a dotted name must stay no link.
        should_escape: isQuestion(command.name) || command.name === 'watch',
        ...at('url'),
      })),
    },
    oauth_config: {
      ...(isInstalled && { redirect_urls: [redirectUrl] }),
      scopes: {
        bot: namesOf(SCOPES),
        ...(isInstalled && { bot_optional: namesOf(SCOPES.filter(({ optional }) => optional)) }),
      },
    },
    settings: {
      event_subscriptions: {
        ...at('request_url'),
        bot_events: namesOf(isInstalled ? [...EVENTS, ...INSTALL_EVENTS] : EVENTS),
      },
      interactivity: { is_enabled: true, ...at('request_url') },
      org_deploy_enabled: isInstalled,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: isInstalled,
    },
  };
}

/** Opens the page that makes an app of a manifest: all that is left is to choose the workspace. */
export function installLink(manifest: Readonly<Record<string, unknown>>): string {
  return `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(JSON.stringify(manifest))}`;
}

/** What can be typed behind a command: its options, and at the end the question. */
function usageHint({ name, options: all }: CommandDefinition): { readonly usage_hint?: string } {
  const isNamed = isQuestion(name);
  const typed = all.filter(({ kind }) => kind !== 'file');
  const question = typed.filter((option) => option.name === 'question');
  const rest = typed.filter((option) => option.name !== 'question');
  const hints = [
    ...rest.map((option) => hint(option, isNamed)),
    ...question.map(({ required }) => optional(`your ${options.question.name}`, required)),
  ];
  return hints.length === 0 ? {} : { usage_hint: hints.join(' ') };
}

/** Beside a question an option is known by its name; where it stands alone by what it is. */
function hint({ name, kind, choices = [], required }: OptionDefinition, isNamed: boolean): string {
  if (kind === 'choice') return `[${choices.join('|')}]`;
  if (kind === 'flag') return `[${name}:yes]`;
  if (isNamed) return optional(`${name}:…`, required);
  return kind === 'text' ? `[${name}]` : `[${name}|${USUAL}]`;
}

const optional = (text: string, required = false): string => (required ? text : `[${text}]`);
