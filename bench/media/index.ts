/** `npm run bench -- media`: what it costs to look, hear and watch, and how much of what happens a model is told. */
import { cpus } from 'node:os';
import type { BenchOptions } from '../main.ts';
import { openWorkshop } from './cache.ts';
import { type Quality, quality } from './quality.ts';
import { report } from './report.ts';
import {
  imageSpeed,
  type ImageSpeed,
  soundSpeeds,
  type SoundSpeed,
  videoSpeeds,
  type VideoSpeed,
} from './speed.ts';
import { type Starvation, starvation } from './starvation.ts';

/** Seconds, bytes, tokens; only starvation is in milliseconds. */
export interface MediaFigures {
  readonly machine: { readonly cores: number; readonly platform: string; readonly node: string };
  readonly ffmpeg: { readonly version: string; readonly source: string };
  readonly isQuick: boolean;
  readonly video: readonly VideoSpeed[];
  readonly sound: readonly SoundSpeed[];
  readonly images: ImageSpeed;
  readonly starvation: Starvation;
  readonly quality: Quality;
}

export async function media({ isJson, isQuick }: BenchOptions): Promise<void> {
  const workshop = await openWorkshop();
  const { version, source } = workshop.ffmpeg;
  process.stderr.write(`ffmpeg ${version} (${source}); media is kept in ${workshop.folder}\n`);
  const figures: MediaFigures = {
    machine: { cores: cpus().length, platform: process.platform, node: process.version },
    ffmpeg: { version, source },
    isQuick,
    quality: await quality(workshop, isQuick),
    starvation: await starvation(workshop, isQuick),
    images: await imageSpeed(workshop, isQuick),
    sound: await soundSpeeds(workshop, isQuick),
    video: await videoSpeeds(workshop, isQuick),
  };
  process.stdout.write(isJson ? `${JSON.stringify(figures, undefined, 2)}\n` : report(figures));
}
