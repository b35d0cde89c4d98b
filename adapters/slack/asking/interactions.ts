/** Slash commands and buttons → the events that are handed on. */
import { askedByHand, wordsFor } from '../../../src/chat/index.ts';
import { readCommand } from '../commands.ts';
import { ACTION_IDS, meaningOf } from './ids.ts';
import { codeAsTyped, mentionedUsers, toMarkdown } from '../text/mrkdwn.ts';
import { authorOf, toAuthor } from '../workspaces/names.ts';
import type { ButtonPress, SlashCommand } from '../intake/payloads.ts';
import { type EventContext, NOTHING, privately, type Taken } from '../intake/taken.ts';
import { channelOf, threadOf, writeHandle } from '../answer/target.ts';

/** A command has no message of its own, so it is named by its trigger, which stays the same when delivered again. */
export async function fromCommand(
  { command, text, user_id, user_name, channel_id, trigger_id, response_url }: SlashCommand,
  { us, names, choices }: EventContext,
): Promise<Taken> {
  const mentioned = mentionedUsers(text);
  const known = await names.of([user_id, ...mentioned]);
  const author = toAuthor(user_id, known.get(user_id) ?? { name: user_name ?? user_id });
  const read = readCommand(command, text, choices, wordsFor(author.locale));
  if ('fault' in read) return { events: [], answer: privately(read.fault) };

  const conversation = channelOf(us.team, channel_id);
  const eventId = `slack:${trigger_id}`;
  const handle = (question: string) => writeHandle({ kind: 'command', responseUrl: response_url, question });
  if (!('rest' in read)) {
    const { name, value, scope } = read;
    const target = { conversation, userId: user_id, private: true, handle: handle('') };
    const chosen = value === undefined ? {} : { value };
    return { events: [{ type: 'control', eventId, control: name, ...chosen, scope, author, target }] };
  }

  const { name, rest, private: isPrivate, schema, ...chosen } = read;
  const nameOf = (id: string) => known.get(id)?.name ?? id;
  const question = toMarkdown(rest, nameOf);
  // Of the others, what they are told matters as much as what they are asked.
  const shown = name === 'ask' ? question : `/${name} ${toMarkdown(text, nameOf)}`.trim();
  return {
    events: [
      {
        type: 'command',
        eventId,
        name,
        ...chosen,
        ...(schema === undefined ? {} : { schema: codeAsTyped(schema) }),
        message: askedByHand({
          id: trigger_id,
          conversation,
          author,
          text: question,
          mentionsOthers: mentioned.some((id) => id !== us.userId),
        }),
        target: { conversation, userId: user_id, private: isPrivate, handle: handle(shown) },
      },
    ],
  };
}

/** A button says itself what it does and to which turn, so that it also works after a restart. */
export async function fromPress(
  { trigger_id, response_url, user, channel, container, message, actions }: ButtonPress,
  { us, names }: EventContext,
): Promise<Taken> {
  const pressed = actions
    .map(({ action_id, value }) => ({ action: meaningOf(ACTION_IDS, action_id), turnId: value }))
    .find(({ action, turnId }) => action !== undefined && turnId !== undefined);
  if (pressed?.action === undefined || pressed.turnId === undefined) return NOTHING;
  const { action, turnId } = pressed;
  const { message_ts, is_ephemeral = false } = container;
  const thread_ts = container.thread_ts ?? message?.thread_ts;
  // What only one person sees is no message that a thread could begin with.
  const conversation =
    is_ephemeral && thread_ts === undefined
      ? channelOf(us.team, channel.id)
      : threadOf(us.team, channel.id, { ts: message_ts, thread_ts });
  return {
    events: [
      {
        type: 'action',
        eventId: `slack:${trigger_id}`,
        action,
        turnId,
        conversation,
        author: await authorOf(user.id, names),
        target: {
          conversation,
          ...(is_ephemeral ? {} : { messageId: message_ts }),
          userId: user.id,
          private: true,
          handle: writeHandle({
            kind: 'press',
            responseUrl: response_url,
            recipientTeam: user.team_id ?? us.team,
            ephemeral: is_ephemeral,
            opensFiles: action === 'files' || action === 'saw',
          }),
        },
      },
    ],
  };
}
