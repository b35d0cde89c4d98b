import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../../src/media/sound/stretches.ts';
import { textureOf } from '../../../src/media/sound/texture.ts';
import { chord, mixed, noise, samplesOf, sound } from './sounds.ts';

const melody = sound(6, (t) => {
  const note = 220 * 2 ** (((Math.floor(t * 3) * 5) % 12) / 12);
  return (
    0.3 * Math.sin(2 * Math.PI * note * t) * Math.exp(-3 * (t % (1 / 3))) + 0.1 * Math.sin(220 * Math.PI * t)
  );
});
const tone = sound(6, (t) => 0.3 * Math.sin(2 * Math.PI * 440 * t));

describe('what a stretch of sound is like', () => {
  it.each(['voice.ogg', 'screen.mp4'])('takes a voice for speech: %s', async (name) => {
    expect(textureOf(await samplesOf(name))).toBe('speech');
  });

  it('takes a voice over music and in noise for speech', async () => {
    const voice = await samplesOf('voice.ogg');
    expect(textureOf(mixed(voice, chord(11), 0.2))).toBe('speech');
    expect(textureOf(mixed(voice, noise(11), 0.2))).toBe('speech');
  });

  it('takes chords and melodies for music', () => {
    expect(textureOf(chord(6))).toBe('music');
    expect(textureOf(melody)).toBe('music');
  });

  it('takes hissing and humming for noise', () => {
    expect(textureOf(noise(6))).toBe('noise');
    expect(textureOf(tone)).toBe('noise');
  });

  it('takes what is too short to tell for speech', () => {
    expect(textureOf(chord(0.9))).toBe('speech');
    expect(textureOf(new Int16Array(0))).toBe('speech');
  });

  it('finds music in the middle of it', () => {
    const faded = new Int16Array(8 * SAMPLE_RATE);
    faded.set(chord(6), SAMPLE_RATE);
    expect(textureOf(faded)).toBe('music');
  });
});
