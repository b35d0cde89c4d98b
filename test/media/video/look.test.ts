import { describe, expect, it } from 'vitest';
import { LIMITS, type MediaLimits } from '../../../src/media/limits.ts';
import { lookAt } from '../../../src/media/video/look.ts';
import { RULE } from '../harness.ts';
import { ffmpeg, numberIn, pathOf } from './counted.ts';

const look = (name: string, moments: readonly number[], limits: Partial<MediaLimits> = {}) =>
  lookAt(pathOf(name), moments, {
    rule: RULE,
    limits: { ...LIMITS, ...limits },
    findFfmpeg: ffmpeg,
    signal: new AbortController().signal,
  });

describe('looking again', () => {
  it('gives exactly the pictures of the seconds asked for, in order, each once', async () => {
    const frames = await look('slides.webm', [299.5, 300, 42.2, 300.4]);
    expect(frames.map(({ seconds }) => seconds)).toEqual([42, 299, 300]);
    expect(await Promise.all(frames.map(({ data }) => numberIn(data)))).toEqual([42, 299, 300]);
  });

  it('moves what is outside to the beginning and the end', async () => {
    const frames = await look('uneven.mp4', [-5, 99]);
    expect(await Promise.all(frames.map(({ data }) => numberIn(data)))).toEqual([0, 49]);
  });

  it('turns the pictures, and gives them as large as they are', async () => {
    const [frame] = await look('rotated.mov', [1]);
    expect(frame).toMatchObject({ width: 360, height: 640 });
  });

  it('gives many pictures smaller, and not more than the limit', async () => {
    const [one] = await look('screen.mp4', [6]);
    expect(one).toMatchObject({ width: 1280, height: 720 });
    const seconds = Array.from({ length: 40 }, (_, index) => index / 4);
    const many = await look('screen.mp4', seconds, { frameTokens: 6000 });
    expect(many).toHaveLength(LIMITS.lookFrames);
    expect(many[0]!.width).toBeLessThan(1000);
  });

  it('says when there is nothing to look at', async () => {
    await expect(look('voice.ogg', [1])).rejects.toMatchObject({ code: 'no-video' });
    await expect(look('photo.jpg', [1])).rejects.toMatchObject({ code: 'unreadable' });
  });
});
