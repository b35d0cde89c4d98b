/** How the loopback Discord gives the past of a channel: a page at a time, to those who may read it. */
import { describe, expect, test } from 'vitest';
import { startBare } from './bare.ts';

/** A channel in which 130 messages have been said; what a request for its past gives of them. */
async function startTalk() {
  const bare = await startBare();
  const { discord, general, ana, call, messages } = bare;
  const ids = Array.from(
    { length: 130 },
    (_, i) => discord.say({ channel: general, author: ana, content: String(i) }).id,
  );
  const past = async (query: string) => {
    const { status, json } = await call('GET', `${messages}?${query}`);
    const texts = Array.isArray(json) ? json.map(({ content }) => Number(content)) : [];
    return { status, json, texts, newest: texts[0], oldest: texts.at(-1) };
  };
  return { ...bare, ids, past };
}

describe('the past of a channel', () => {
  test('is given newest first, 50 messages unless told otherwise, 100 at most', async () => {
    const { past } = await startTalk();
    expect(await past('')).toMatchObject({ newest: 129, oldest: 80 });
    expect(await past('limit=100')).toMatchObject({ newest: 129, oldest: 30 });
    for (const limit of [0, 101, 'many'])
      expect(await past(`limit=${limit}`)).toMatchObject({ status: 400, json: { code: 50035 } });
  });

  test('is given above, beneath or around a message, never in two of these ways', async () => {
    const { past, ids } = await startTalk();
    expect(await past(`before=${ids[100]}&limit=3`)).toMatchObject({ texts: [99, 98, 97] });
    expect(await past(`after=${ids[100]}&limit=3`)).toMatchObject({ texts: [103, 102, 101] });
    expect(await past(`around=${ids[100]}&limit=4`)).toMatchObject({ texts: [101, 100, 99, 98] });
    for (const query of [`before=${ids[9]}&after=${ids[1]}`, 'before=yesterday'])
      expect(await past(query)).toMatchObject({ status: 400, json: { code: 50035 } });
  });

  test('is empty for a bot that may see the channel but not its past', async () => {
    const { discord, general, past } = await startTalk();
    discord.deny(general, 'ReadMessageHistory');
    expect(await past('')).toMatchObject({ status: 200, texts: [] });
    discord.deny(general, 'ViewChannel');
    expect(await past('')).toMatchObject({ status: 403, json: { code: 50001 } });
  });
});
