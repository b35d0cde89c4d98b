/** What the tests of replays share: a rule run over messages that a test makes up, in front of a loopback model. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Conversation, Message, ReactedEvent } from '../../src/chat/index.ts';
import { type Progress, replay, type Replayed, reportJson, reportText } from '../../src/watch/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { ruleFrom } from '../rules/rule-of.ts';
import { message } from '../support/events.ts';
import { partsIn } from './parts.ts';

/** Thursday, nine in the morning. */
export const START = Date.UTC(2026, 0, 1, 9);
export const HERE: Conversation = { platform: 'discord', workspace: 'G1', channel: 'C1', kind: 'channel' };

/** Something that was said so many minutes after the start. */
export const at = (minutes: number, text = 'hello', changes: Partial<Message> = {}): Message =>
  message({
    id: `M${minutes}`,
    conversation: HERE,
    text,
    sentAt: START + minutes * 60_000,
    ...changes,
  });

export interface ReplayBench {
  readonly openai: LoopbackOpenAi;
  readonly folder: string;
  /** Where what the last replay noted is kept. */
  readonly notes: string;
  run(
    rule: unknown,
    messages: readonly Message[],
    more?: {
      readonly asks?: boolean;
      readonly reactions?: readonly ReactedEvent[];
      readonly folder?: string;
      readonly tell?: (progress: Progress) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<Result>;
}

export interface Result extends Replayed {
  readonly text: string;
  readonly json: ReturnType<typeof reportJson>;
  /** The messages it acted on, each act by itself, with the minutes at which it did. */
  readonly did: readonly { readonly on: readonly string[]; readonly minute: number }[];
}

export function useReplay(): ReplayBench {
  let openai: LoopbackOpenAi;
  let folder: string;
  let notes: string;

  beforeEach(async () => {
    openai = await startOpenAi();
    folder = mkdtempSync(join(tmpdir(), 'attache-replay-'));
  });
  afterEach(async () => {
    await openai.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    get openai() {
      return openai;
    },
    get folder() {
      return folder;
    },
    get notes() {
      return notes;
    },
    async run(
      written,
      messages,
      {
        asks = true,
        reactions = [],
        folder: files = folder,
        tell = () => undefined,
        signal = new AbortController().signal,
      } = {},
    ) {
      const rule = ruleFrom(written);
      const history = { format: 'lines', messages, reactions, folder: files } as const;
      notes = mkdtempSync(join(folder, 'notes-'));
      const replayed = await replay(
        { name: 'test', rule },
        history,
        partsIn(folder, openai),
        { asks, folder: notes, tell },
        signal,
      );
      const told = { name: 'test', rule, messages, timeZone: 'UTC', asks };
      const did = replayed.acts.map(({ at: time }, index) => ({
        on: replayed.runs.filter(({ act }) => act === index + 1).map(({ message: id }) => id ?? 'schedule'),
        minute: (time - START) / 60_000,
      }));
      return { ...replayed, did, text: reportText(replayed, told), json: reportJson(replayed, told) };
    },
  };
}
