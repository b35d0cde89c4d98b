/** Which moments of a video a question names: "at 12:30", "the last minute", "between 2:00 and 3:10". Pure. */

/** A stretch of a video, in seconds from its beginning; negative ones count back from its end. */
export interface Moment {
  readonly from: number;
  /** The same as `from` for a single moment, `Infinity` for the end of the video. */
  readonly to: number;
}

/** How long "the beginning" and "the end" are, in seconds. */
const EDGE = 15;

const HOURS = '(?:h|hrs?|hours?|stunden?|horas?|heures?|小时|小時|時間)';
const MINUTES = '(?:mins?|minutes?|minuten?|minutos?|分[钟鐘间間]?)';
const SECONDS = '(?:s|secs?|seconds?|sek|sekunden?|segundos?|secondes?|秒[钟鐘间間]?)';
/** In English, German, Spanish, French, Chinese and Japanese. */
const NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'a one eine un una une 一',
    'two zwei dos deux 两 二',
    'three drei tres trois 三',
    'four vier cuatro quatre 四',
    'five fünf cinco cinq 五',
    'ten zehn diez dix 十',
  ].flatMap((words, index) => words.split(' ').map((word) => [word, index < 5 ? index + 1 : 10])),
);
const NUMBER = `(?:\\d+(?:[.,]\\d+)?|${Object.keys(NUMBERS).join('|')})`;
const UNIT = `(?:${MINUTES}|${SECONDS})`;

/** Not inside a date, an address, a price or a word. */
const ALONE = String.raw`(?<![\p{Script=Latin}\d_.:/$€£])`;
const ENDED = String.raw`(?![\p{Script=Latin}\d_:/]|[.,]\d)`;
/** 0:45, 1:02:03, 0:04.5; not a time of the day. */
const CLOCK = String.raw`(?:\d{1,2}:[0-5]\d:[0-5]\d|\d{1,3}:[0-5]\d)(?:\.\d)?(?!\s*(?:[ap]\.?m\b|uhr|o.clock|h\b))`;
/** 90 s, 10 minutes, 2m10s, 1分30秒. */
const LENGTH =
  `(?:${NUMBER}\\s*${HOURS}(?:\\s*${NUMBER}\\s*${MINUTES})?(?:\\s*${NUMBER}\\s*${SECONDS})?` +
  `|${NUMBER}\\s*${MINUTES}(?:\\s*(?:and|und|y|et)?\\s*${NUMBER}\\s*${SECONDS})?` +
  `|\\d+m(?:\\s*\\d+\\s*s)?|${NUMBER}\\s*${SECONDS})`;
const TIME = `(?:${CLOCK}|${LENGTH})`;

const TO = '\\s*(?:-|–|—|~|〜|～|to|till|until|through|bis|hasta|à|から|到|至)\\s*';
const BETWEEN = '(?:between|from|zwischen|von|entre|desde|de|从)\\s*';
const AND = '\\s*(?:-|–|—|to|till|until|and|bis|und|a|y|hasta|à|et|到|和)\\s*';
const AT =
  '(?:at|after|around|from|past|um|bei|ab|nach|en|tras|a los|a las|desde|después de|à|vers|après|depuis|在|从|第)';
const LAST = '(?:last|final|letzten?|letzte[rs]?|últim[oa]s?|derni(?:er|ère)s?|最後の?|最后的?)';
const FIRST =
  '(?:first|opening|ersten?|erste[rs]?|primer|primer[oa]s?|premi(?:er|ère)s?|最初の?|最初的?|开头的?|前)';
const OF_VIDEO =
  '(?!\\s+(?:of|von|de|des|du|der)\\b(?!\\s*(?:the|this|that|my|your|our|dem|des|diesem|la|le|el|mi)?\\s*(?:video|vídeo|vidéo|clip|recording|film|movie|call|meeting|talk|demo|aufnahme)))';

/** The ways to name a moment. Words that one has taken are gone for those after it. */
const FORMS: readonly (readonly [RegExp, (a: string, b: string) => Moment])[] = [
  [words(`${ALONE}(${CLOCK})${TO}(${CLOCK})${ENDED}`), span],
  [words(`${ALONE}${BETWEEN}(${TIME})${AND}(${TIME})${ENDED}`), span],
  [
    words(`${ALONE}${BETWEEN}(${NUMBER})${AND}(${NUMBER}\\s*${UNIT})${ENDED}`),
    (a, b) => span(a + b.replace(new RegExp(`^${NUMBER}`, 'iu'), ''), b),
  ],
  [words(`${ALONE}(${NUMBER})\\s+${LAST}\\s+(${UNIT})${ENDED}`), (number, unit) => lastOf(number + unit)],
  [words(`${ALONE}${LAST}\\s*(${LENGTH}|${UNIT})${ENDED}`), (length) => lastOf(length)],
  [words(`${ALONE}(${NUMBER})\\s+${FIRST}\\s+(${UNIT})${ENDED}`), (number, unit) => firstOf(number + unit)],
  [words(`${ALONE}${FIRST}\\s*(${LENGTH}|${UNIT})${ENDED}`), (length) => firstOf(length)],
  [words(`${ALONE}(?:minute|minuto)\\s+(\\d{1,3})${ENDED}`), minute],
  [words(`${ALONE}(\\d{1,3})(?:st|nd|rd|th|\\.|º|e|ème)\\s*(?:minute|minuto)${ENDED}`), minute],
  [words(`${ALONE}第?(\\d{1,3})分[钟鐘]?(?!\\s*\\d|[钟鐘間间半]|で|以?内)`), minute],
  [words(`${ALONE}(${CLOCK})${ENDED}`), at],
  [words(`${ALONE}${AT}\\s*(?:the\\s+|about\\s+|etwa\\s+)?(${LENGTH})${ENDED}`), at],
  [words(`${ALONE}(${LENGTH})\\s*(?:in\\b(?!\\s+\\w)|into\\b|mark\\b|目|のところ|付近|頃|时|的时候|处)`), at],
  [words(`(?:at|towards?|near|by) the (?:very )?end\\b${OF_VIDEO}`), theEnd],
  [words(`(?:does|did|will) (?:it|this|that|the \\w+) end\\b|\\b(?:the|its) ending\\b`), theEnd],
  [words(`am (?:ende|schluss)\\b${OF_VIDEO}|al final\\b${OF_VIDEO}|à la fin\\b${OF_VIDEO}`), theEnd],
  [words('最後(?:に|は|の(?:場面|シーン|部分))|(?:视频|影片|視頻)?(?:最后|结尾|末尾)'), theEnd],
  [words(`(?:at|in|from) the (?:very )?(?:beginning|start)\\b${OF_VIDEO}`), theBeginning],
  [
    words(`am anfang\\b${OF_VIDEO}|al (?:principio|comienzo)\\b${OF_VIDEO}|au début\\b${OF_VIDEO}`),
    theBeginning,
  ],
  [words('最初(?:に|は|の(?:場面|シーン|部分))|开头|開頭|一开始'), theBeginning],
];

/** The moments that a question names, in the order it names them. */
export function momentsIn(question: string): readonly Moment[] {
  let rest = question.normalize('NFKC');
  const found: { readonly at: number; readonly moment: Moment }[] = [];
  for (const [form, meaning] of FORMS)
    rest = rest.replace(form, (all: string, ...more: readonly unknown[]) => {
      const [a, b] = more.filter((group) => typeof group === 'string');
      const position = more.find((group) => typeof group === 'number')!;
      found.push({ at: position, moment: meaning(a ?? '', b ?? '') });
      // Of the same length, so that the others keep their places.
      return '\0'.repeat(all.length);
    });
  return found.toSorted((a, b) => a.at - b.at).map(({ moment }) => moment);
}

/** What is looked at around a single moment, in seconds to each side: who says "at 12:30" may be off by a few. */
const AROUND = 4;

/** The moments as stretches of a video of so many seconds, in order; those beyond its end are left out. */
export function stretchesOf(moments: readonly Moment[], seconds: number): readonly Moment[] {
  const onClock = (time: number): number => Math.max(0, time < 0 ? seconds + time : time);
  const stretches: Moment[] = [];
  for (const moment of moments.toSorted((a, b) => onClock(a.from) - onClock(b.from))) {
    const [from, to] = [onClock(moment.from), onClock(moment.to)];
    if (from > seconds) continue;
    const wider = Math.max(0, AROUND - (to - from) / 2);
    const stretch = { from: Math.max(0, from - wider), to: Math.min(seconds, to + wider) };
    const before = stretches.at(-1);
    // Two that overlap are one.
    if (before && stretch.from <= before.to)
      stretches[stretches.length - 1] = { from: before.from, to: Math.max(before.to, stretch.to) };
    else stretches.push(stretch);
  }
  return stretches;
}

function words(source: string): RegExp {
  return new RegExp(source, 'giu');
}

function at(time: string): Moment {
  return { from: secondsOf(time), to: secondsOf(time) };
}

function span(from: string, to: string): Moment {
  const [a, b] = [secondsOf(from), secondsOf(to)];
  return { from: Math.min(a, b), to: Math.max(a, b) };
}

function minute(number: string): Moment {
  return { from: Number(number) * 60, to: (Number(number) + 1) * 60 };
}

function lastOf(length: string): Moment {
  return { from: -secondsOf(length), to: Infinity };
}

function firstOf(length: string): Moment {
  return { from: 0, to: secondsOf(length) };
}

function theEnd(): Moment {
  return { from: -EDGE, to: Infinity };
}

function theBeginning(): Moment {
  return { from: 0, to: EDGE };
}

/** Seconds of a clock time or a length; a unit without a number is one of it. */
function secondsOf(time: string): number {
  if (time.includes(':')) return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  let seconds = 0;
  for (const [, number = '1', unit = ''] of time
    .toLowerCase()
    .matchAll(new RegExp(`(${NUMBER})?\\s*(${HOURS}|${MINUTES}|m|${SECONDS})(?!\\p{Script=Latin})`, 'gu')))
    seconds += (NUMBERS[number] ?? Number(number.replace(',', '.'))) * secondsIn(unit);
  return seconds;
}

function secondsIn(unit: string): number {
  if (/^(?:h|stunde|小|時)/u.test(unit)) return 3600;
  return /^(?:m|分)/u.test(unit) ? 60 : 1;
}
