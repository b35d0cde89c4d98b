/** What the media tests share: a media part on a temporary folder of its own, and attachments made of bytes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Attachment } from '../../src/chat/index.ts';
import {
  createMedia,
  type Media,
  type MediaOptions,
  type OpenAttachment,
  type PrepareOptions,
} from '../../src/media/index.ts';
import type { Part, SoundClip, Transcriber } from '../../src/model/index.ts';
import { createLogger } from '../../src/ops/index.ts';

/** What gpt-5.5 takes of an image. */
export const RULE = { maxSide: 2048, maxPatches: 2500, tokensPerPatch: 1.2 };

/** A model like gpt-5.5. */
export const MODEL = { images: RULE, takes: { images: true, files: 'all', tools: true } } as const;

export const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../fixtures', name));

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'attache-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Heard extends SoundClip {
  readonly prompt: string | undefined;
}

/** A transcriber that gives the lines one after the other and remembers what it was given. */
export function sayingLines(lines: readonly string[]): Transcriber & { readonly heard: Heard[] } {
  const heard: Heard[] = [];
  return {
    heard,
    costPerMinute: 0.006,
    transcribe: (clip, { prompt }) => {
      heard.push({ ...clip, prompt });
      return Promise.resolve(lines[heard.length - 1] ?? '');
    },
  };
}

export interface Bench {
  readonly media: Media;
  readonly folder: string;
  /** Names of what is being worked on now. */
  leftovers(): readonly string[];
}

export function setUp(options: Partial<MediaOptions> = {}): Bench {
  const folder = options.folder ?? temporaryFolder();
  const media = createMedia({
    transcriber: { costPerMinute: 0.006, transcribe: () => Promise.resolve('so when I press save') },
    transcriptionModel: 'test',
    folder,
    log: createLogger('silent'),
    ...options,
  });
  return { media, folder, leftovers: () => readdirSync(join(folder, 'tmp')) };
}

export const attach = (name: string, more: Partial<Attachment> = {}): Attachment => ({
  id: name,
  name,
  source: name,
  ...more,
});

export const serving =
  (bytes: Uint8Array): OpenAttachment =>
  () =>
    Promise.resolve(new Blob([Uint8Array.from(bytes)]).stream());

export const asking = (bytes: Uint8Array, more: Partial<PrepareOptions> = {}): PrepareOptions => ({
  model: MODEL,
  about: '',
  open: serving(bytes),
  onProgress: () => {},
  signal: new AbortController().signal,
  ...more,
});

/** Prepares a file that is called `name` and holds `bytes`, or the fixture of that name. */
export const prepare = (media: Media, name: string, bytes: Uint8Array = fixture(name)) =>
  media.prepare(attach(name), asking(bytes));

export const texts = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));

export const images = (parts: readonly Part[]) => parts.filter((part) => part.type === 'image');

/** Child processes of this process that are still there. */
export const children = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap');

/** A server that counts who asks it: nothing in a file may make anybody do so. */
export async function startCanary(): Promise<{ readonly url: string; requests(): number }> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
  };
}
