import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTranscriber, type SoundClip } from '../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi } from '../loopback/openai/index.ts';
import { log } from './ask.ts';
import { manualClock } from './manual-clock.ts';
import { wav } from './sounds.ts';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi();
});
afterEach(() => openai.close());

const { signal } = new AbortController();
const clip: SoundClip = { data: wav(1), format: 'wav', seconds: 1 };
const transcriber = (model = 'gpt-transcribe', clock = manualClock()) =>
  createTranscriber({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, model, log, clock });

describe('speech to text', () => {
  it('gives the words of a clip, and hands on what was said before', async () => {
    openai.transcripts(({ prompt }) => ` ${prompt} and then some\n`);
    expect(await transcriber().transcribe(clip, { prompt: 'Ada spoke', signal })).toBe(
      'Ada spoke and then some',
    );
    expect(openai.requests[0]?.clip).toMatchObject({
      name: 'clip.wav',
      model: 'gpt-transcribe',
      data: clip.data,
    });
  });

  it.each([
    ['gpt-transcribe', 'de'],
    // It would be refused, or taken for an order to translate.
    ['whisper-1', undefined],
  ])('tells %s what language to expect where that is only a hint', async (model, told) => {
    await transcriber(model).transcribe(clip, { language: 'de', signal });
    expect(openai.requests[0]?.clip?.language).toBe(told);
  });

  it('gives nothing where nothing is said', async () => {
    openai.transcripts(() => '');
    expect(await transcriber().transcribe(clip, { signal })).toBe('');
  });

  it('knows its price a minute, where there is one', () => {
    expect(transcriber().costPerMinute).toBe(0.0045);
    expect(transcriber('my-own-whisper').costPerMinute).toBeUndefined();
  });

  it('tries again when the server is overloaded', async () => {
    const clock = manualClock();
    openai.fail({ status: 503, message: 'Overloaded', headers: { 'retry-after': '3' } });
    const words = transcriber('gpt-transcribe', clock).transcribe(clip, { signal });
    clock.advance(await clock.sleeping(3000));
    expect(await words).toBe('These are the words that were said.');
  });

  it('says so where the server has no transcription', async () => {
    await openai.close();
    openai = await startOpenAi({ without: ['transcription'] });
    await expect(transcriber().transcribe(clip, { signal })).rejects.toMatchObject({
      name: 'UserError',
      code: 'transcription-unknown',
    });
  });

  it.each([
    ['an empty account', { status: 429, code: 'insufficient_quota', message: 'Quota' }, 'model-quota'],
    ['a wrong key', { status: 401, message: 'Key' }, 'model-auth'],
    ['a web page for an answer', { status: 200, html: '<h1>Hello</h1>' }, 'transcription-garbled'],
  ] as const)('tells %s in a sentence', async (_, failure, code) => {
    openai.fail(failure);
    await expect(transcriber().transcribe(clip, { signal })).rejects.toMatchObject({
      name: 'UserError',
      code,
    });
  });

  it('tells the server’s own words about sound it cannot read', async () => {
    const noise: SoundClip = { data: Buffer.from('no sound at all'), format: 'mp3', seconds: 1 };
    await expect(transcriber().transcribe(noise, { signal })).rejects.toMatchObject({
      message: expect.stringContaining('Invalid file format'),
    });
  });

  it('does not send more than 25 MB', async () => {
    const long: SoundClip = { data: new Uint8Array(26 * 1024 * 1024), format: 'wav', seconds: 1 };
    await expect(transcriber().transcribe(long, { signal })).rejects.toMatchObject({
      code: 'transcription-too-long',
    });
    expect(openai.requests).toHaveLength(0);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    openai.fail({ stall: new Promise(() => {}) });
    const told = expect(transcriber().transcribe(clip, { signal: stop.signal })).rejects.toThrow('enough');
    const request = await openai.until(() => true);
    stop.abort(new Error('enough'));
    await told;
    expect(await request.closed).toBe(false);
  });
});
