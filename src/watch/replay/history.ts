/** What was said somewhere, out of a file: lines of JSON as this bot has messages, an export of Slack, or one of DiscordChatExporter. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { type Message, type ReactedEvent, UserError } from '../../chat/index.ts';
import { discordHistory, type Export, isDiscordExport } from './discord-export.ts';
import { checkBegin, FORMATS, isFile, textOf } from './file.ts';
import { mayGoOn, parsed, valueOf } from './json.ts';
import { linesHistory } from './lines.ts';
import { slackHistory, type SlackDay } from './slack-export.ts';
import type { SlackNames } from './slack-names.ts';

export interface History {
  readonly format: 'lines' | 'slack' | 'discord';
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Nobody knows when: as soon as the message was there. */
  readonly reactions: readonly ReactedEvent[];
  /** Attachments are looked for in here, by a path or a name. */
  readonly folder: string;
}

export interface HistoryOptions {
  /** The emoji of one of Slack's names, as people see it, and all its names. */
  readonly emojiOf: (name: string) => Promise<Pick<ReactedEvent, 'emoji' | 'names'>>;
}

/**
 * Reads a history; which format it is, its content tells.
 *
 * @throws {UserError} `usage` where there is no such file, `history` with every fault of what is in it
 */
export async function readHistory(path: string, options: HistoryOptions): Promise<History> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UserError('usage', `There is no file “${path}”.`, 'Check the path and try again.');
  const history = stat.isDirectory() ? await ofFolder(path, options) : await ofFile(path, options);
  const messages = history.messages.toSorted((a, b) => a.sentAt - b.sentAt);
  if (messages.length === 0)
    throw new UserError('history', `Nobody says anything in “${path}”.`, 'Is it the file you meant?');
  if (messages.every(({ conversation }) => conversation.kind === 'dm'))
    throw new UserError(
      'history',
      `There are only direct messages in “${path}”, and rules never see those.`,
      'Give what was said in a channel.',
    );
  return { ...history, messages };
}

async function ofFile(path: string, options: HistoryOptions): Promise<History> {
  const text = textOf(path);
  checkBegin(text, path);
  const folder = dirname(path);
  if (text.startsWith('[')) {
    const day = { path, content: parsed(text, path) };
    return { format: 'slack', folder, ...(await slackHistory([day], namesNear(folder), options)) };
  }
  const whole = valueOf(text);
  if (isDiscordExport(whole)) return ofChannels([{ path, content: whole }], folder);
  const [first = ''] = text.split('\n', 1);
  if (text !== '' && valueOf(first) === undefined && mayGoOn(first)) {
    // It goes on in the second line, so that it is one value: a broken one, or one that nobody knows.
    parsed(text, path);
    throw new UserError('history', `“${path}” is JSON, but no export that I know.`, FORMATS);
  }
  return { format: 'lines', folder, messages: linesHistory(text, path), reactions: [] };
}

/** The days of a channel; the channels of a workspace, each with its days; or channels of Discord, each in a file. */
async function ofFolder(path: string, options: HistoryOptions): Promise<History> {
  const days = daysIn(path);
  const all = days.length > 0 ? days : foldersIn(path).flatMap((channel) => daysIn(channel));
  if (all.length > 0) {
    const names = namesNear(days.length > 0 ? dirname(path) : path);
    return { format: 'slack', folder: path, ...(await slackHistory(all, names, options)) };
  }
  const channels = filesIn(path, (name) => extname(name) === '.json').flatMap((one) => {
    const content = contentOf(one);
    return isDiscordExport(content) ? [{ path: one, content }] : [];
  });
  if (channels.length === 0)
    throw new UserError('history', `There is no export in the folder “${path}”.`, FORMATS);
  return ofChannels(channels, path);
}

function ofChannels(
  files: readonly { readonly path: string; readonly content: Export }[],
  folder: string,
): History {
  const channels = files.map(({ path, content }) => discordHistory(content, path));
  return {
    format: 'discord',
    folder,
    messages: channels.flatMap(({ messages }) => messages),
    reactions: channels.flatMap(({ reactions }) => reactions),
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}\.json$/;

const daysIn = (folder: string): readonly SlackDay[] =>
  filesIn(folder, (name) => DAY.test(name)).map((path) => ({ path, content: contentOf(path) }));

const contentOf = (path: string): unknown => parsed(textOf(path), path);

const filesIn = (folder: string, isWanted: (name: string) => boolean): readonly string[] =>
  readdirSync(folder)
    .filter(isWanted)
    .toSorted()
    .map((name) => join(folder, name))
    .filter(isFile);

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));

/** What a Slack export says of people and channels: beside the folders of its channels, or above a day's file. */
function namesNear(folder: string): SlackNames {
  const read = (name: string): unknown => {
    const path = [folder, dirname(folder)].map((place) => join(place, name)).find(isFile);
    return path === undefined ? [] : contentOf(path);
  };
  return {
    users: read('users.json'),
    channels: read('channels.json'),
    groups: read('groups.json'),
    mpims: read('mpims.json'),
    dms: read('dms.json'),
  };
}
