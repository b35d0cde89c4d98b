import { describe, expect, it } from 'vitest';
import { isKnownInvention, withoutSigns } from '../../../src/media/sound/invented.ts';

describe('what speech recognition invents where nobody speaks', () => {
  it.each([
    'Thank you for watching!',
    'Thanks for watching. Please subscribe to my channel.',
    'Thank you. Thank you. Thank you.',
    "Don't forget to subscribe!",
    'See you in the next video.',
    'Subtitles by the Amara.org community',
    'Untertitel der Amara.org-Community',
    'Untertitelung des ZDF, 2020',
    'Untertitel im Auftrag des ZDF für funk, 2017',
    'Vielen Dank fürs Zuschauen.',
    "Sous-titres réalisés par la communauté d'Amara.org",
    'Subtítulos realizados por la comunidad de Amara.org',
    'Sottotitoli creati dalla comunità Amara.org',
    'Субтитры сделал DimaTorzok',
    'Продолжение следует...',
    'ご視聴ありがとうございました',
    '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
    '시청해주셔서 감사합니다.',
    'you',
  ])('knows “%s”', (words) => expect(isKnownInvention(words)).toBe(true));

  it.each([
    'Thank you for watching the kids today, they were lovely.',
    'Press save, and thank you.',
    'The subtitles are wrong in this video.',
    'Vielen Dank für die Einladung.',
    'ご視聴の皆さん、今日は新しい機能を紹介します。',
    '',
  ])('does not take “%s” for one', (words) => expect(isKnownInvention(words)).toBe(false));

  it('sees what is only a sign for a sound', () => {
    for (const sign of ['[Music]', '(applause)', '♪ ♪', '*sighs*', ' [BLANK_AUDIO] ', '🎵'])
      expect(withoutSigns(sign)).toBe('');
    expect(withoutSigns('[laughs] Hello there')).toBe('Hello there');
  });
});
