/** A platform with people who ask, as one run needs it: the same for Discord and Slack. */
import { readFileSync } from 'node:fs';
import type { Seen } from './check.ts';
import type { MediaName, Place, Question } from './plan.ts';
import type { Remark } from './remarks.ts';
import type { WireOptions } from './wire.ts';

export interface Stage {
  /** The address of the platform's server. */
  readonly origin: string;
  /** Variables of a process that reaches the platform at an address. */
  env(origin: string): Readonly<Record<string, string>>;
  readonly wire: Pick<WireOptions, 'fateOf' | 'isKept' | 'writtenBy'>;
  /** Somebody asks. */
  ask(question: Question): void;
  /** Somebody says something in a channel that is not for the bot. */
  remark(remark: Remark): void;
  /** What was asked so far: its place among all that was said, and whether order is promised between it and others. */
  asked(): ReadonlyMap<number, { readonly position: number; readonly conversation: number }>;
  /** Messages of the bot, oldest first. */
  seen(): readonly Seen[];
  /** The platform breaks all connections, and does not know them any more. */
  disconnect(): void;
  /** What the platform refused, in words. */
  refused(): readonly string[];
  /** How often it asked to be called later. */
  throttled(): number;
  close(): Promise<void>;
}

/**
 * @param places by number of conversation
 * @param onTold called when the bot is told of a question: `isKept`, when it has said that it has it
 */
export type OpenStage = (
  places: readonly Place[],
  onTold: (question: number, at: number, isKept: boolean) => void,
) => Promise<Stage>;

export const MEDIA: Readonly<Record<MediaName, string>> = {
  'photo.jpg': 'image/jpeg',
  'voice.ogg': 'audio/ogg',
  'screen.mp4': 'video/mp4',
  'report.pdf': 'application/pdf',
};

const FIXTURES = new URL('../fixtures/', import.meta.url);

export const fixture = (name: MediaName): Uint8Array => readFileSync(new URL(name, FIXTURES));

/** Bytes behind a file that nobody draws or plays: in a recording, a box that is free. */
function ending(media: MediaName, said: string): Uint8Array {
  if (media !== 'screen.mp4') return Buffer.from(`\n% ${said}\n`);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(8 + said.length);
  return Buffer.concat([size, Buffer.from(`free${said}`)]);
}

/** Each file is another one, so that nothing of it is known already. What is behind its end changes nothing. */
export const mediaOf = ({ media, number }: Question) =>
  media === undefined
    ? []
    : [
        {
          name: media,
          mimetype: MEDIA[media],
          bytes: Buffer.concat([fixture(media), ending(media, String(number))]),
        },
      ];

/** Milliseconds that a late frame is held back, and after which one comes again. */
export const LATE_MS = { least: 200, most: 2_500 } as const;
