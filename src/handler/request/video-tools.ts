/** Tools with which a model looks again at the videos of a conversation, instead of guessing between two frames. */
import { z } from 'zod';
import { type Attachment, type Receipt, sentenceFor } from '../../chat/index.ts';
import { preciseClock } from '../../media/index.ts';
import type { ModelTool, Part } from '../../model/index.ts';
import type { Logger } from '../../ops/index.ts';
import type { ToolCall, ToolOutcome, Tools } from '../answer/converse.ts';

/** A video that was shown, and what was told of it. Its name is like no other's: models call for it by its name. */
export interface Shown {
  readonly attachment: Attachment;
  readonly receipt: Receipt;
}

export interface VideoToolOptions {
  /** Pictures of a video at these seconds. */
  readonly look: (video: Attachment, seconds: readonly number[]) => Promise<readonly Part[]>;
  /** The most pictures at once. */
  readonly most: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const LookAt = z.object({ file: z.string(), seconds: z.array(z.number()).min(1) });
const Zoom = z.object({ file: z.string(), from: z.number(), to: z.number() });

export function createVideoTools(
  videos: readonly Shown[],
  { look, most, log, signal }: VideoToolOptions,
): Tools {
  const names = videos.map(({ attachment }) => attachment.name);
  /** Which seconds of each video were looked at again. */
  const looked = new Map<string, readonly number[]>();

  /** @throws {SyntaxError | z.ZodError} when the model wrote something else */
  function momentsOf(call: ToolCall): { readonly file: string; readonly seconds: readonly number[] } {
    const given: unknown = JSON.parse(call.arguments);
    if (call.name === 'look_at') {
      const { file, seconds } = LookAt.parse(given);
      return { file, seconds: seconds.slice(0, most) };
    }
    const { file, from, to } = Zoom.parse(given);
    const step = (to - from) / (most - 1);
    return { file, seconds: Array.from({ length: most }, (_, index) => from + index * step) };
  }

  return {
    offered: videos.length === 0 ? [] : toolsFor(most),
    tell(call) {
      const file = names.find((name) => call.arguments.includes(JSON.stringify(name))) ?? 'the video';
      return { doing: `Looking at ${file} again…`, done: `Looked at ${file} again` };
    },
    async run(call) {
      try {
        const { file, seconds } = momentsOf(call);
        const video = videos.find(({ attachment }) => attachment.name === file);
        if (!video) return failed(`There is no video “${file}” here, only ${names.join(', ')}.`);
        const parts = await look(video.attachment, seconds);
        const all = [...new Set([...(looked.get(file) ?? []), ...seconds])].sort((a, b) => a - b);
        looked.set(file, all);
        const again = `looked again at ${all.map(preciseClock).join(', ')}`;
        return {
          parts,
          worked: true,
          receipt: { ...video.receipt, summary: `${video.receipt.summary} · ${again}` },
        };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof z.ZodError || error instanceof SyntaxError)
          return failed(`The arguments do not fit the tool: ${error.message}`);
        log.warn({ err: error, tool: call.name }, 'a video could not be looked at again');
        return failed(sentenceFor(error));
      }
    },
  };
}

const failed = (text: string): ToolOutcome => ({ parts: [{ type: 'text', text }], worked: false });

/** They name no video, so that one more in the conversation does not change how its requests begin. */
function toolsFor(most: number): readonly ModelTool[] {
  const file = { type: 'string', description: 'Name of the video, as it stands before its frames.' };
  const second = (what: string) => ({
    type: 'number',
    description: `${what}, in seconds from its beginning.`,
  });
  const tool = (
    name: string,
    description: string,
    properties: Readonly<Record<string, unknown>>,
  ): ModelTool => ({
    name,
    description,
    parameters: {
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    },
  });
  return [
    tool(
      'look_at',
      `Look again at a video of this conversation: a picture in full size at each of these moments. Use it when the frames you were given do not show what you need, instead of guessing. At most ${most} moments at once.`,
      { file, seconds: { type: 'array', items: second('A moment') } },
    ),
    tool(
      'zoom',
      `Watch a stretch of a video of this conversation more closely: ${most} pictures at even times from one moment to another.`,
      { file, from: second('Where the stretch begins'), to: second('Where it ends') },
    ),
  ];
}
