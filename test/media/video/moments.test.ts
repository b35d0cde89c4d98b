import { describe, expect, it } from 'vitest';
import { momentsIn, stretchesOf } from '../../../src/media/video/moments.ts';

const one = (from: number, to = from) => [{ from, to }];

describe('the moments a question names', () => {
  it.each([
    ['what does it say at 12:30?', one(750)],
    ['around 1:02:03 something moves', one(3723)],
    ['what is shown 0:45-1:10?', one(45, 70)],
    ['what happens between 2:00 and 3:10', one(120, 190)],
    ['from 2:00 to 3:10, please', one(120, 190)],
    ['compare 0:45 and 1:10', [...one(45), ...one(70)]],
    ['what happens in the last minute?', one(-60, Infinity)],
    ['the last two minutes', one(-120, Infinity)],
    ['the first 30 seconds', one(0, 30)],
    ['what do we see at 90s', one(90)],
    ['at 2m10s', one(130)],
    ['after 10 minutes', one(600)],
    ['10 minutes in', one(600)],
    ['between 2 and 3 minutes', one(120, 180)],
    ['in minute 12', one(720, 780)],
    ['in the 3rd minute', one(180, 240)],
    ['what is written at the end?', one(-15, Infinity)],
    ['what do we see at the end of the video?', one(-15, Infinity)],
    ['how does it end?', one(-15, Infinity)],
    ['who speaks at the beginning?', one(0, 15)],
    ['at 0:04.5', one(4.5)],
  ])('English: %s', (question, moments) => expect(momentsIn(question)).toEqual(moments));

  it.each([
    ['Was steht bei 12:30?', one(750)],
    ['zwischen 2:00 und 3:10', one(120, 190)],
    ['von 0:45 bis 1:10', one(45, 70)],
    ['die letzte Minute', one(-60, Infinity)],
    ['in den letzten 30 Sekunden', one(-30, Infinity)],
    ['die ersten zwei Minuten', one(0, 120)],
    ['nach 10 Minuten', one(600)],
    ['in Minute 12', one(720, 780)],
    ['Was ist am Ende zu sehen?', one(-15, Infinity)],
    ['¿qué pasa en los últimos 30 segundos?', one(-30, Infinity)],
    ['entre 2:00 y 3:10', one(120, 190)],
    ['el último minuto', one(-60, Infinity)],
    ['después de 10 minutos', one(600)],
    ['que voit-on à la fin ?', one(-15, Infinity)],
    ['les 30 dernières secondes', one(-30, Infinity)],
    ['la dernière minute', one(-60, Infinity)],
    ['après 10 minutes', one(600)],
    ['entre 2:00 et 3:10', one(120, 190)],
    ['最後の30秒', one(-30, Infinity)],
    ['最初の1分', one(0, 60)],
    ['1分30秒のところ', one(90)],
    ['12:30に何が映っていますか', one(750)],
    ['2:00から3:10まで', one(120, 190)],
    ['最后一分钟发生了什么', one(-60, Infinity)],
    ['前30秒', one(0, 30)],
    ['从2:00到3:10', one(120, 190)],
    ['在1分30秒', one(90)],
    ['第12分钟', one(720, 780)],
  ])('other languages: %s', (question, moments) => expect(momentsIn(question)).toEqual(moments));

  it.each([
    'what is in this video?',
    'we met on 2026-11-22T12:30:00Z',
    'the meeting was at 12:30 pm',
    'um 12:30 Uhr',
    'it costs $12.50 or 1,300 in total',
    'summarise it in 30 seconds',
    'open 10.0.0.1:8080 or http://localhost:30',
    'a ratio of 16:9, 3 people, version 1.2.3',
    'John 3:165',
    'what is due at the end of the month?',
    'The 2nd slide of the first part',
    'last year and the last slide',
    'Fix line 42:7 and item 3:4',
  ])('none in: %s', (question) => expect(momentsIn(question)).toEqual([]));

  it('are stretches on the clock of the video, a little wider than a moment', () => {
    const inside = (from: number, to: number, seconds: number) => stretchesOf([{ from, to }], seconds);
    expect(inside(-60, Infinity, 300)).toEqual(one(240, 300));
    expect(inside(-60, Infinity, 20)).toEqual(one(0, 20));
    expect(inside(45, 70, 50)).toEqual(one(45, 50));
    expect(inside(100, 100, 300)).toEqual(one(96, 104));
    expect(inside(0, 0, 300)).toEqual(one(0, 4));
    expect(inside(750, 750, 300)).toEqual([]);
  });

  it('are one stretch where they overlap', () => {
    const moments = [
      { from: 100, to: 100 },
      { from: 20, to: 40 },
      { from: 103, to: 103 },
    ];
    expect(stretchesOf(moments, 300)).toEqual([
      { from: 20, to: 40 },
      { from: 96, to: 107 },
    ]);
  });
});
