/** `/watch list`, `pause`, `resume` and `remove`: what stands, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { LANGUAGES, WORDS } from '../../../src/chat/index.ts';
import { HERE, NOW, useCommand } from './commanding.ts';

const bench = useCommand();
const LINE = 'wave: {about: Says *hello*, when: {on: message, matches: hello}, then: {react: 👋}}';
const ELSEWHERE = { ...HERE, workspace: 'G2', channel: 'C9' };
const FILE = { thumbs: { when: { on: 'message' }, then: { react: '👍' } } };

describe('the list', () => {
  it('is what is said where nothing is', async () => {
    expect(await bench.say(undefined)).toMatch(/^No rules watch here yet\.\n\nReady-made rules/);
    expect(await bench.say('list')).toBe(await bench.say(undefined));
  });

  it('tells of each rule what it is for, where it watches, whose it is and how it is doing', async () => {
    await bench.restart(FILE);
    await bench.say(`add ${LINE}`);
    const [, ...lines] = (await bench.say('list')).split('\n\n')[0]!.split('\n');
    expect(lines).toEqual([
      '- **thumbs** · everywhere · by attache.yaml · last 24 hours: set off 0 times, acted 0 times, $0.00',
      '- **wave**: Says \\*hello\\* · in this channel · by Ada · last 24 hours: set off 0 times, acted 0 times, $0.00',
    ]);
  });

  it('counts what happened since yesterday', async () => {
    await bench.say(`add ${LINE}`);
    await bench.store.addRuns(
      ['M1', 'M2'].map((message) => ({
        key: 'discord:G1/wave',
        trigger: `message:discord:G1:C1:${message}`,
        conversation: HERE,
        message,
        person: 'discord:U1',
        isFromBot: false,
        at: NOW,
        dueAt: NOW,
        group: undefined,
        putOffMs: undefined,
        cause: '{}',
      })),
    );
    expect(await bench.say('list')).toContain('set off 2 times, acted 0 times');
  });

  it('tells why a rule is paused', async () => {
    await bench.say(`add ${LINE}`);
    await bench.say('pause wave');
    expect(await bench.say('list')).toContain('· paused: Ada has paused it.');
    await bench.store.resume('discord:G1/wave');
    await bench.store.pause({
      key: 'discord:G1/wave',
      why: 'broken',
      sentence: 'The webhook is gone.',
      at: NOW,
    });
    await bench.rulebook.reload();
    expect(await bench.say('list')).toContain('paused because something went wrong: The webhook is gone.');
  });

  it('tells that in the language of whoever asks, whoever paused it', async () => {
    await bench.say(`add ${LINE}`);
    await bench.say('pause wave', { author: { name: 'A*da' } });
    expect(await bench.say('list', { author: { locale: 'fr' } })).toContain(
      '· suspendue : A\\*da l’a suspendue.',
    );
    expect(await bench.say('pause wave', { author: { locale: 'ja', name: 'Bo' } })).toBe(
      '**wave** はもう一時停止中です：A\\*da さんが一時停止しました。',
    );
  });

  it('tells nobody of rules of another workspace or platform', async () => {
    await bench.restart({ far: { ...FILE.thumbs, where: { platforms: ['slack'] } } });
    await bench.say(`add ${LINE}`, { in: ELSEWHERE });
    expect(await bench.say('list')).not.toMatch(/\*\*(far|wave)\*\*/);
  });

  it.each(LANGUAGES)('is told in %s', async (locale) => {
    await bench.restart(FILE);
    expect(await bench.say('list', { author: { locale } })).toContain(WORDS[locale].watch.everywhere);
  });
});

describe('a rule', () => {
  it('that is paused watches no more until it is resumed', async () => {
    await bench.say(`add ${LINE}`);
    expect(await bench.say('pause wave')).toBe('Paused **wave**: it does nothing until it is resumed.');
    expect(bench.rulebook.around(HERE)).toEqual([]);
    expect(await bench.say('resume Wave')).toBe('Resumed **wave**.');
    expect(bench.rulebook.around(HERE)).toHaveLength(1);
    expect(await bench.say('resume wave')).toBe('**wave** is not paused.');
  });

  it('that is paused twice stays paused by whoever was first', async () => {
    await bench.say(`add ${LINE}`);
    await bench.say('pause wave');
    expect(await bench.say('pause wave', { author: { id: 'U2', name: 'Bo' } })).toBe(
      '**wave** is paused already: Ada has paused it.',
    );
  });

  it('that is removed is gone', async () => {
    await bench.say(`add ${LINE}`);
    expect(await bench.say('remove wave')).toBe('Removed **wave**.');
    expect(await bench.store.keptRules()).toEqual([]);
    expect(await bench.say('remove wave')).toBe('No rules watch here yet.');
  });

  it('of attache.yaml can be paused, and not removed', async () => {
    await bench.restart(FILE);
    expect(await bench.say('remove thumbs')).toMatch(/^\*\*thumbs\*\* stands in attache\.yaml/);
    expect(await bench.say('pause thumbs')).toMatch(/^Paused/);
    expect(bench.rulebook.find('thumbs')?.pause?.why).toBe('asked');
  });

  it('of another workspace is not known here', async () => {
    await bench.restart(FILE);
    await bench.say(`add ${LINE}`, { in: ELSEWHERE });
    expect(await bench.say('remove wave')).toBe('There is no rule **wave** here. There are: **thumbs**.');
    expect(await bench.store.keptRules()).toHaveLength(1);
  });

  it('that is not named is asked for', async () => {
    await bench.say(`add ${LINE}`);
    expect(await bench.say('pause')).toBe('Say which rule. There are: **wave**.');
  });
});

it('what is none of these is answered with what there is', async () => {
  expect(await bench.say('dance')).toBe(
    'I do not know “dance”. It can be list, add, test, pause, resume, remove, why.',
  );
});

it('nothing is watched in direct messages', async () => {
  expect(await bench.say('list', { in: { ...HERE, kind: 'dm' } })).toBe(
    'Rules watch channels, so please say this in one.',
  );
});
