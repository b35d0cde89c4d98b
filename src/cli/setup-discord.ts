/** `npm run setup:discord`: how to add the bot to Discord, with the links to follow. */
import { setupDiscord as guide } from '../../adapters/discord/index.ts';
import { UserError } from '../chat/index.ts';
import { loadConfig } from '../config/index.ts';

/** @throws UserError without a DISCORD_TOKEN, and with one that Discord refuses */
export async function setupDiscord(): Promise<void> {
  const { discord } = loadConfig();
  if (!discord)
    throw new UserError(
      'no-discord-token',
      'There is no DISCORD_TOKEN in .env yet.',
      [
        'To get one:',
        '1. Open https://discord.com/developers/applications → New Application, and give it a name.',
        '2. Bot → Reset Token → copy it into .env as DISCORD_TOKEN=…',
        '3. Run `npm run setup:discord` again.',
      ].join('\n'),
    );
  process.stdout.write(`${await guide(discord)}\n`);
}
