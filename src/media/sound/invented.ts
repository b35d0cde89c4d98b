/** What speech recognition writes where nobody speaks: signs for sounds, and the last lines of the videos it learned from. Pure. */

/** Whole transcripts, without their punctuation. Each is known from several recognisers and many recordings. */
const INVENTED = [
  /^(thank you|thanks)( (so|very) much)?( (for|to) (watching|listening|viewing)( (this|the|my) (video|channel|episode))?)?$/,
  /^(please )?(like( and)? )?(don ?t forget to )?subscribe( to (my|the|our) channel)?( .*)?$/,
  /^see you( (in|on) the)?( (next|again))?( (time|video|one))?$/,
  /^(sub(titles?|titled|s)|captions?|captioning|transcri(bed|ption)|translat(ed|ion)) (by|provided|made) .{1,60}$/,
  /^amara org.{0,40}$|^.{0,60}amara org( community)?$/,
  /^untertitel(ung)?( (im auftrag|der|des|von|aufgrund|bereitgestellt).{0,60})?( \d{4})?$/,
  /^(vielen|herzlichen) dank( fürs? (zuschauen|zuhören|anschauen))?$|^danke fürs (zuschauen|zuhören)$/,
  /^sous titr(es?|age)( .{1,60})?$|^merci d avoir regardé( .{1,40})?$/,
  /^subt[ií]tulos .{1,60}$|^gracias por ver( el video)?$|^suscr[ií]bete( al canal)?$/,
  /^sottotitoli .{1,60}$|^grazie (a tutti )?per (la visione|aver guardato.{0,30})$/,
  /^legendas? .{1,60}$|^obrigad[oa] por assistir$/,
  /^ondertitel(d|s|ing)( .{1,60})?$|^bedankt voor het kijken$/,
  /^napisy .{1,60}$|^dziękuję za (uwagę|oglądanie)$/,
  /^(редактор субтитров|субтитры) .{1,60}$|^продолжение следует$|^спасибо за просмотр$/,
  /^(ご視聴|ご清聴)(いただき)?(誠に)?ありがとうございま(した|す)$|^チャンネル登録(を)?(よろしく)?お願い(いた)?します$/,
  /^(谢谢|謝謝|感谢|感謝)(大家)?(的)?(观看|觀看|收看|收听)$|^(中文)?字幕.{0,30}$|^请不吝点赞.{0,40}$/,
  /^시청해 ?주셔서 감사합니다$|^구독과 좋아요.{0,20}$/,
  /^you$|^bye( bye)*$|^okay$|^oh$|^(m+h*m*|uh|um|hm+)$/,
];

/** "[Music]", "(applause)", "*sighs*", "♪ ♪": told about the sound, not said in it. */
const SIGNS = /\[[^\]]{0,60}\]|\([^)]{0,60}\)|\*[^*]{0,60}\*|[♪♫♬♩🎵🎶]+/gu;

/** What was said, without the signs for other sounds; empty when there is nothing else. */
export const withoutSigns = (transcript: string): string =>
  transcript.replace(SIGNS, ' ').replace(/\s+/g, ' ').trim();

/** Whether these words, in a stretch that does not sound like speech, are known to come from nowhere. */
export function isKnownInvention(words: string): boolean {
  const sentences = words
    .toLowerCase()
    .normalize('NFC')
    .split(/[.!?。！？…]+(?=\s|$|[^\w])/u)
    .map((sentence) => sentence.replace(/[^\p{L}\p{N}]+/gu, ' ').trim())
    .filter(Boolean);
  return sentences.length > 0 && sentences.every((sentence) => INVENTED.some((line) => line.test(sentence)));
}
