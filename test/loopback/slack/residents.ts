/** Who is in a workspace, the channels there are, and who is in which. */
import type { Channel, OtherApp, State, User } from './state.ts';

export interface Residents {
  user(name: string, locale?: string): User;
  /** Somebody who is only where they are invited to. */
  visitor(name: string, guest?: User['guest']): User;
  /** Takes somebody's account away. */
  deactivate(user: string): void;
  /** Another app, with a bot. */
  bot(name: string): OtherApp;
  /** Somebody of another company, whose workspace is named by its id. */
  guest(name: string, team: string): User;
  /** The bot is a member unless `withoutBot`. */
  channel(
    name: string,
    options?: {
      readonly kind?: 'channel' | 'group' | 'mpim';
      readonly withoutBot?: boolean;
      /** With other companies. */
      readonly isShared?: boolean;
    },
  ): Channel;
  directMessage(user: string): Channel;
  /** Somebody joins. Whoever speaks in a channel has joined it. */
  invite(user: string, channel: string): void;
  /** The workspace gets an emoji of its own. */
  addEmoji(name: string): void;
}

export function channelIn({ channels }: State, id: string): Channel {
  const channel = channels.get(id);
  if (!channel) throw new Error(`no channel ${id} on the loopback Slack`);
  return channel;
}

export function createResidents(state: State): Residents {
  const addChannel = (channel: Channel): Channel => {
    state.channels.set(channel.id, channel);
    return channel;
  };
  return {
    user: (name, locale) => {
      const user = { id: state.nextId('U'), name, ...(locale === undefined ? {} : { locale }) };
      state.users.set(user.id, user);
      return user;
    },
    visitor: (name, guest = 'some channels') => {
      const user: User = { id: state.nextId('U'), name, guest };
      state.users.set(user.id, user);
      return user;
    },
    deactivate: (id) => {
      const user = state.users.get(id);
      if (user) user.deleted = true;
    },
    bot: (name) => {
      const app = {
        userId: state.nextId('U'),
        botId: state.nextId('B'),
        appId: state.nextId('A'),
        name,
      };
      state.users.set(app.userId, { id: app.userId, name, app });
      return app;
    },
    guest: (name, team) => {
      const user = { id: state.nextId('U'), name, team };
      state.users.set(user.id, user);
      return user;
    },
    channel: (name, { kind = 'channel', withoutBot = false, isShared = false } = {}) =>
      addChannel({
        id: state.nextId(kind === 'channel' ? 'C' : 'G'),
        name,
        kind,
        members: new Set(withoutBot ? [] : [state.bot.userId]),
        archived: false,
        isShared,
      }),
    directMessage: (user) =>
      addChannel({
        id: state.nextId('D'),
        name: user,
        kind: 'im',
        members: new Set([user, state.bot.userId]),
        archived: false,
      }),
    invite: (user, channel) => void channelIn(state, channel).members.add(user),
    addEmoji: (name) => void state.ownEmoji.add(name),
  };
}
