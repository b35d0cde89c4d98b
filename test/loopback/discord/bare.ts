/** A loopback Discord, called without any client library. */
import { onTestFinished } from 'vitest';
import { startDiscord } from './index.ts';

/** It is stopped when the test is over. */
export async function startBare() {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const { guild } = discord.guild('Studio');
  const general = discord.channel(guild, 'general');
  const ana = discord.user('Ana');
  const call = async (method: string, path: string, body?: unknown, token = discord.token) => {
    const response = await fetch(`${discord.apiUrl}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, json };
  };
  return { discord, general, ana, call, messages: `/channels/${general.id}/messages` };
}

/** A row with one button. */
export function row(button: Record<string, unknown>) {
  return { type: 1, components: [{ type: 2, style: 2, label: 'a', custom_id: 'a', ...button }] };
}
