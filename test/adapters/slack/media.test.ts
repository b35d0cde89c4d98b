/** What there is to see and hear in a message: files, clips with Slack's own transcript, pictures of link previews. */
import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../../src/chat/index.ts';
import type { NewFile, Saying } from '../../loopback/slack/index.ts';
import { connect, NEVER, type Scene } from './harness.ts';

async function heard(saying: Partial<Saying>) {
  const scene = await connect();
  const direct = scene.slack.directMessage(scene.slack.user('Ann').id);
  const said = scene.slack.say({ user: direct.name, channel: direct.id, ...saying });
  return { ...scene, direct, said, message: (await scene.event('message')).message };
}

const read = async ({ adapter }: Scene, attachment: Attachment) =>
  new Response(await adapter.open(attachment, NEVER)).text();

test('ten images in one message are ten images', async () => {
  const files = Array.from({ length: 10 }, (_, index) => ({
    name: `photo-${index}.jpg`,
    mimetype: 'image/jpeg',
    bytes: Buffer.from(`photo ${index}`),
  }));
  const scene = await heard({ files });
  expect(scene.message.attachments.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
  const contents = await Promise.all(scene.message.attachments.map((one) => read(scene, one)));
  expect(contents).toEqual(files.map((_, index) => `photo ${index}`));
});

describe("Slack's own transcript of a clip", () => {
  const VTT = 'WEBVTT\n\n00:00.000 --> 00:02.000\nso when I press save it crashes';
  const CLIP: NewFile = {
    name: 'audio_message.m4a',
    mimetype: 'video/mp4',
    subtype: 'slack_audio',
    duration_ms: 4_200,
    bytes: Buffer.from('sound'),
  };
  /** Opens the transcript as the one who uses it does. */
  const transcript = (scene: Scene, clip: Attachment) =>
    read(scene, { ...clip, source: clip.transcript ?? 'there is none' });

  test('is there in full when it is complete', async () => {
    const scene = await heard({ files: [{ ...CLIP, transcription: 'complete', vtt: VTT }] });
    const [clip] = scene.message.attachments;
    expect(clip).toMatchObject({ declaredType: 'audio/mp4', durationSeconds: 4.2 });
    expect(await transcript(scene, clip!)).toBe(VTT);
    expect(await read(scene, clip!)).toBe('sound');
  });

  test.each(['processing', 'failed'] as const)('is not waited for while it is %s', async (transcription) => {
    const { message } = await heard({ files: [{ ...CLIP, transcription }] });
    expect(message.attachments[0]).not.toHaveProperty('transcript');
  });

  test('of a clip that came without a word of it is looked up when it is wanted', async () => {
    const scene = await heard({ files: [CLIP] });
    const [clip] = scene.message.attachments;
    await expect(transcript(scene, clip!)).rejects.toMatchObject({ code: 'slack-no-transcript' });
    scene.slack.transcribe(clip!.id, VTT);
    expect(await transcript(scene, clip!)).toBe(VTT);
  });

  test('of a video recorded in Slack counts as well, and the video stays one', async () => {
    const video = { ...CLIP, name: 'clip.mp4', subtype: 'slack_video' };
    const { message } = await heard({ files: [{ ...video, transcription: 'complete', vtt: VTT }] });
    expect(message.attachments[0]).toMatchObject({
      declaredType: 'video/mp4',
      transcript: expect.any(String),
    });
  });

  test('is not expected of other files', async () => {
    const { message } = await heard({
      files: [{ name: 'song.mp3', mimetype: 'audio/mpeg', bytes: Buffer.from('la') }],
    });
    expect(message.attachments[0]).not.toHaveProperty('transcript');
  });

  test('is for nobody without the token', async () => {
    const scene = await heard({ files: [{ ...CLIP, transcription: 'complete', vtt: VTT }] });
    scene.slack.setScopes(['chat:write']);
    await expect(transcript(scene, scene.message.attachments[0]!)).rejects.toMatchObject({
      code: 'slack-files-read',
    });
  });
});

describe('link previews', () => {
  const copied = 'https://slack-imgs.com/?c=1&o1=ro&url=https%3A%2F%2Fbirds.example%2Fheron.png';

  test('are seen where Slack hands out a copy; strangers’ servers are not asked', async () => {
    const { message } = await heard({
      text: '<https://birds.example/heron>',
      attachments: [
        { from_url: 'https://birds.example/heron', title: 'Heron', image_url: copied },
        { from_url: 'https://birds.example/stork', image_url: 'https://birds.example/stork.png' },
        { from_url: 'https://birds.example/crane', thumb_url: 'http://slack-imgs.com/crane.png' },
        { from_url: 'https://birds.example/egret', image_url: 'https://slack-imgs.com.example/egret.png' },
        { from_url: 'https://birds.example/again', thumb_url: copied },
      ],
    });
    expect(message.attachments.map(({ name }) => name)).toEqual(['preview of birds.example']);
  });

  test('are four at most, after the files', async () => {
    const { message } = await heard({
      files: [{ name: 'a.png', mimetype: 'image/png', bytes: Buffer.from('a') }],
      attachments: Array.from({ length: 9 }, (_, i) => ({
        from_url: `https://${i}.example/`,
        image_url: `https://slack-imgs.com/?c=${i}`,
      })),
    });
    expect(message.attachments.map(({ name }) => name)).toEqual([
      'a.png',
      ...[0, 1, 2, 3].map((i) => `preview of ${i}.example`),
    ]);
  });

  test('are fetched without the token, and from nowhere else', async () => {
    const scene = await heard({
      files: [{ name: 'a.png', mimetype: 'image/png', bytes: Buffer.from('a') }],
    });
    const [file] = scene.message.attachments;
    const { url } = JSON.parse(file!.source) as { url: string };
    const picture = (address: string): Attachment => ({
      id: 'P',
      name: 'preview of birds.example',
      source: JSON.stringify({ kind: 'picture', url: address }),
    });
    // Asked for the same file without its token, Slack shows the login page.
    expect(await read(scene, file!)).toBe('a');
    await expect(read(scene, picture(url))).rejects.toMatchObject({ code: 'slack-file-page' });
    await expect(read(scene, picture('https://files.slack.com/a.png'))).rejects.toMatchObject({
      code: 'slack-file-host',
    });
  });
});
