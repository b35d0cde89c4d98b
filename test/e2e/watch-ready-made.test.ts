/** The rules that come along, each on both platforms: real clients, real media, a model's server that holds the API's rules. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { Rule } from '../../src/rules/index.ts';
import { openStore } from '../../src/store/index.ts';
import { knownAs } from '../../src/watch/fingerprint.ts';
import { type AskedModel, type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { FILES } from './bench.ts';
import { type Places, WATCHED, type WatchedRoom } from './watched.ts';

const [PHOTO, VOICE, SCREEN] = FILES;
const SPOKEN = 'ask not what your country can do for you';
const DAY_MS = 86_400_000;

const textOf = ({ turns }: AskedModel): string =>
  turns
    .flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)))
    .join('\n');

/** The questions of rules are told from what is to be answered by the shape they ask for. */
const isJudging = ({ format }: AskedModel): boolean => format?.name === 'judgement';

/** A model that says yes to messages in which this stands or is to be seen, and answers everything else with these words. */
async function startModel(yes: RegExp, answer: string): Promise<LoopbackOpenAi> {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  openai.transcripts(() => SPOKEN);
  openai.answers((asked) => {
    if (!isJudging(asked)) return [answer];
    const messages = [...textOf(asked).matchAll(/<message (\S+)>([^]*?)<\/message \1>/g)];
    const answers = messages.map(([, id, words]) => ({
      id,
      why: 'as it says',
      answer: yes.test(words!) ? 'yes' : 'no',
      confidence: 0.95,
    }));
    return [JSON.stringify({ answers })];
  });
  return openai;
}

const asked = (openai: LoopbackOpenAi) =>
  openai.requests
    .filter(({ endpoint }) => endpoint === 'responses')
    .flatMap((request) => request.asked ?? []);

/** Settings with one rule: a ready-made one, and what it still needs. */
const rule =
  (name: string, besides: (places: Places) => object = () => ({})) =>
  (places: Places): string =>
    JSON.stringify({
      admins: { users: [places.admin] },
      rules: { [name]: { ready: name, where: { channels: [places.channel] }, ...besides(places) } },
    });

const posted = (room: WatchedRoom, text: string) =>
  room.until(() => room.posted().find((message) => message.text.includes(text)), `“${text}”`);

describe.each(WATCHED)('Ready-made rules on %s', (_platform, open) => {
  it('voice-notes: a voice note is written down under it, with the rule and the price', async () => {
    const openai = await startModel(/x^/, 'She asks what one can do for one’s country.');
    const room = await open(openai, rule('voice-notes'));
    const said = room.say('', [VOICE!]);
    const answer = await posted(room, 'She asks what');

    expect(answer).toMatchObject({ channel: room.channel, under: said });
    expect(answer.footer).toContain('voice-notes');
    expect(answer.footer).toMatch(/\$\d/);
    const [request, ...others] = asked(openai);
    expect(others, 'nothing was to be judged').toEqual([]);
    expect(textOf(request!)).toContain(SPOKEN);
    expect(await room.watch(`why ${said}`)).toContain('voice-notes');
    expect(room.faults()).toEqual([]);
  });

  it('two rules on one voice note: both answer, and it is listened to once', async () => {
    const openai = await startModel(/x^/, 'Noted.');
    const room = await open(openai, ({ channel }) =>
      JSON.stringify({
        rules: Object.fromEntries(
          ['minutes', 'tasks'].map((name) => [
            name,
            { ready: 'voice-notes', where: { channels: [channel] } },
          ]),
        ),
      }),
    );
    room.say('', [VOICE!]);
    await room.until(() => room.posted().length === 2, 'both answers');

    expect(room.posted().map(({ footer }) => /minutes|tasks/.exec(footer)?.[0])).toEqual(
      expect.arrayContaining(['minutes', 'tasks']),
    );
    const clips = openai.requests.filter(({ endpoint }) => endpoint === 'transcription');
    expect(new Set(clips.map(({ clip }) => JSON.stringify(clip))).size).toBe(clips.length);
    expect(asked(openai).every((request) => textOf(request).includes(SPOKEN))).toBe(true);
  });

  it('voice-notes: of a screen recording the model sees frames and hears the words', async () => {
    const openai = await startModel(/x^/, 'A walk through the settings.');
    const room = await open(openai, rule('voice-notes'));
    room.say('have a look', [SCREEN!]);
    await posted(room, 'A walk through');
    expect(textOf(asked(openai)[0]!)).toMatch(/screen\.mp4 \d+:\d\d(\.\d)? frame[^<]*\n<image>/);
    expect(textOf(asked(openai)[0]!)).toContain(SPOKEN);
  });

  it('describe-images: a photo is described under it, and one that is decoration is left alone', async () => {
    const openai = await startModel(/x^/, 'never said');
    openai.answers((request) => [
      textOf(request).includes('our street') ? 'A street in the evening.' : 'NOTHING',
    ]);
    const room = await open(openai, rule('describe-images'));
    const left = room.say('lol', [PHOTO!]);
    const said = room.say('our street', [PHOTO!]);

    expect(await posted(room, 'A street in')).toMatchObject({ under: said });
    expect(room.posted()).toHaveLength(1);
    expect(textOf(asked(openai).at(-1)!)).toContain('<image>');
    expect(await room.watch(`why ${left}`)).toMatch(/nothing/i);
    expect(room.faults()).toEqual([]);
  });

  it('error-screenshots: a small model looks first; only an error is answered', async () => {
    const openai = await startModel(/it crashes/, 'It says `ENOSPC`: the disk is full. Which version?');
    const room = await open(openai, rule('error-screenshots'));
    const holiday = room.say('greetings from Rome', [PHOTO!]);
    const crash = room.say('it crashes', [PHOTO!]);

    expect(await posted(room, 'ENOSPC')).toMatchObject({ under: crash });
    expect(room.posted()).toHaveLength(1);
    const judged = asked(openai).filter(isJudging);
    expect(judged.length).toBeGreaterThan(0);
    expect(textOf(judged[0]!)).toContain('<image>');
    expect(await room.watch(`why ${holiday}`)).toMatch(/no: as it says/i);
    expect(await room.watch(`why ${crash}`)).toMatch(/95 %/);
    expect(room.faults()).toEqual([]);
  });

  it('daily-digest: what was missed while the bot was away is summed up once when it is back', async () => {
    const openai = await startModel(/x^/, '**Decided**: the offer goes out.');
    const when = { on: 'schedule', cron: '0 6 * * *', timeZone: 'UTC' };
    const digest = rule('daily-digest', ({ platform, channel }) => ({
      where: {},
      when,
      then: { to: { platform, channel } },
    }));
    const room = await open(openai, () => '');
    room.say('we send the offer on Monday');
    await room.restart(async (dataFolder) => {
      // As if it had had the rule three days ago already.
      const store = await openStore({ dataFolder, now: () => Date.now() - 3 * DAY_MS });
      const known = Rule.parse({ when, then: { say: 'What it says.', to: { webhook: 'anywhere' } } });
      await store.knowRules([knownAs('daily-digest', known, 'UTC')]);
      await store.close();
    }, digest);

    expect(await posted(room, 'the offer goes out')).toMatchObject({ channel: room.channel });
    expect(textOf(asked(openai)[0]!)).toContain('we send the offer on Monday');
    await room.restart(undefined, digest);
    expect(room.posted()).toHaveLength(1);
    expect(room.faults()).toEqual([]);
  });

  it('unanswered: a question nobody answers is answered from what was said before', async () => {
    const openai = await startModel(/printer/, 'From what was said before: it is PRN-2.');
    const room = await open(
      openai,
      rule('unanswered', () => ({ when: { after: '1s' } })),
    );
    room.say('for the record: PRN-2 is on the second floor');
    const question = room.say('what is our printer called?');

    expect(await posted(room, 'PRN-2')).toMatchObject({ under: question });
    const answering = asked(openai).filter((request) => !isJudging(request));
    expect(textOf(answering[0]!)).toContain('on the second floor');
    expect(answering).toHaveLength(1);
    expect(room.faults()).toEqual([]);
  });

  it('flag-posts: moderators are told in their channel, with a link, and nobody where it was said', async () => {
    const openai = await startModel(/free coins/, 'never asked');
    const room = await open(
      openai,
      rule('flag-posts', ({ platform, other }) => ({
        then: { to: { platform, channel: other } },
        limits: { batch: '1s' },
      })),
    );
    room.say('lunch?');
    const said = room.say('free coins here: https://coins.example');

    const flag = await posted(room, 'may need a look');
    expect(flag).toMatchObject({ channel: room.other });
    expect(flag.text).toContain('Bo');
    expect(flag.text).toContain(said.replace('.', ''));
    expect(room.posted()).toHaveLength(1);
    expect(asked(openai), 'both messages in one call, and no other').toHaveLength(1);
    expect(room.faults()).toEqual([]);
  });
});
