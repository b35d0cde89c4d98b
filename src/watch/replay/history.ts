/** What was said somewhere, out of a file: lines of JSON as this bot has messages, an export of Slack, or one of DiscordChatExporter. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Message, type ReactedEvent, UserError } from '../../chat/index.ts';
import { discordHistory, isDiscordExport } from './discord-export.ts';
import { lineOfFault } from './faults.ts';
import { linesHistory } from './lines.ts';
import { REPLAY } from './limits.ts';
import { slackHistory, type SlackDay } from './slack-export.ts';

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
  /** The emoji of one of Slack's names, as people see it. */
  readonly emojiOf: (name: string) => Promise<string>;
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
  return { ...history, messages };
}

async function ofFile(path: string, options: HistoryOptions): Promise<History> {
  const text = textOf(path);
  const folder = dirname(path);
  if (text.startsWith('PK'))
    throw new UserError('history', `“${path}” is packed.`, 'Unpack it, and give the folder of a channel.');
  if (text.startsWith('[')) {
    const day = { path, content: parsed(text, path) };
    return { format: 'slack', folder, ...(await slackHistory([day], namesNear(folder), options)) };
  }
  const whole = wholeOf(text);
  if (isDiscordExport(whole)) return { format: 'discord', folder, ...discordHistory(whole, path) };
  return { format: 'lines', folder, messages: linesHistory(text, path), reactions: [] };
}

/** The days of a channel; or the channels of a workspace, each with its days. */
async function ofFolder(path: string, options: HistoryOptions): Promise<History> {
  const days = daysIn(path);
  const channels = days.length > 0 ? [path] : foldersIn(path);
  const all = channels.flatMap((channel) => daysIn(channel));
  if (all.length === 0)
    throw new UserError(
      'history',
      `There is no export in the folder “${path}”.`,
      'A channel of a Slack export is a folder with a file for each day, such as 2026-01-31.json.',
    );
  const names = namesNear(days.length > 0 ? dirname(path) : path);
  return { format: 'slack', folder: path, ...(await slackHistory(all, names, options)) };
}

const DAY = /^\d{4}-\d{2}-\d{2}\.json$/;

const daysIn = (folder: string): readonly SlackDay[] =>
  readdirSync(folder)
    .filter((name) => DAY.test(name))
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      return { path, content: parsed(textOf(path), path) };
    });

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));

/** What a Slack export says of people and channels: beside the folders of its channels, or above a day's file. */
function namesNear(folder: string) {
  const read = (name: string): unknown => {
    const places = [folder, dirname(folder)].map((place) => join(place, name));
    const path = places.find((one) => statSync(one, { throwIfNoEntry: false })?.isFile());
    return path === undefined ? [] : parsed(textOf(path), path);
  };
  return { users: read('users.json'), channels: read('channels.json') };
}

/** @throws {UserError} `history` where it is too large or cannot be read */
function textOf(path: string): string {
  if (statSync(path).size > REPLAY.bytes)
    throw new UserError(
      'history',
      `“${path}” is larger than ${REPLAY.bytes / 1e6} MB.`,
      'Give a part of it.',
    );
  return readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
}

/** @throws {UserError} `history` with the line that is no JSON */
function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('history', `${basename(path)} line ${lineOfFault(text)}: it is no JSON. ${reason}.`);
  }
}

/** Undefined where it is not one value. */
function wholeOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
