/** A server that does not take a kind of part: how it says so, and what to tell the person. */
import { APIError } from 'openai';
import { UserError } from '../../chat/index.ts';
import { faultOf, mayBeSpared } from './faults.ts';
import type { MediaPart } from './fit.ts';
import { partsOf } from '../request.ts';
import type { ModelRequest } from '../request.ts';

export type MediaKind = MediaPart['type'];

/** What servers call the kinds. */
const NOUNS = {
  image: String.raw`images?\b|image_url|input_image|vision\b`,
  video: String.raw`videos?\b|video_url|input_video`,
  sound: String.raw`audios?\b|audio_url|input_audio|sound\b`,
  file: String.raw`files?\b|input_file|documents?\b`,
} as const satisfies Record<MediaKind, string>;
const KINDS = Object.keys(NOUNS) as readonly MediaKind[];

/** "… does not support image input", "image_url is only supported by certain models", "At most 0 image(s) …" */
const refusalOf = (nouns: string): RegExp =>
  new RegExp(
    [
      String.raw`(?:not|n't) (?:support|accept|allow|take|handle)\w* (?:\w+ )?(?:${nouns})`,
      String.raw`(?:${nouns})[^.]{0,30}(?:not|only) (?:supported|allowed|accepted)`,
      String.raw`(?:unknown variant|unsupported content (?:part )?type|invalid value|invalid content type)\W+(?:${nouns})`,
      String.raw`(?:at most 0|no endpoints found that support|data required for) (?:input )?(?:${nouns})`,
    ].join('|'),
    'i',
  );
const REFUSALS = Object.fromEntries(
  KINDS.map((kind) => [kind, refusalOf(NOUNS[kind])]),
) as unknown as Readonly<Record<MediaKind, RegExp>>;

/** Servers of models that only read say no more than that. */
const WORDS_ONLY = /not a multimodal model|multimodal[^.]{0,30}not support|content must be a string/i;
/** Such an error is about this one picture or file, not about its kind. */
const ABOUT_ONE = /format|media type|mime|too (large|small|big|long|many)|dimension|resolution|corrupt/i;

/** The kind of part that an error says the model does not take, among those the request holds. */
export function refusedKind(error: unknown, { turns }: ModelRequest): MediaKind | undefined {
  if (!(error instanceof APIError) || error.status === undefined) return undefined;
  const fault = faultOf(error);
  const { message } = fault;
  if (!mayBeSpared(fault) || ABOUT_ONE.test(message)) return undefined;
  const sent = new Set(turns.flatMap(partsOf).map(({ type }) => type));
  const held = KINDS.filter((kind) => sent.has(kind));
  return (
    held.find((kind) => REFUSALS[kind].test(message)) ?? (WORDS_ONLY.test(message) ? held[0] : undefined)
  );
}

/** The same request for a model that takes no such parts. */
export function withoutKinds(request: ModelRequest, kinds: ReadonlySet<MediaKind>): ModelRequest {
  const { sound, video, ...takes } = request.model.takes;
  return {
    ...request,
    model: {
      ...request.model,
      takes: {
        images: takes.images && !kinds.has('image'),
        files: kinds.has('file') ? 'none' : takes.files,
        ...(sound && !kinds.has('sound') && { sound }),
        ...(video && !kinds.has('video') && { video }),
        tools: takes.tools,
      },
    },
  };
}

const TOLD = {
  image: ['model-takes-no-images', 'takes no pictures', 'Describe in words what is on them'],
  sound: ['model-takes-no-sound', 'takes no sound', 'Write down what is said'],
  video: ['model-takes-no-video', 'takes no video', 'Send pictures of it'],
} as const;
type Untold = keyof typeof TOLD;

/** The kinds in the question that nothing can stand in for; a file has its words. */
export function kindsAsked({ turns }: ModelRequest): ReadonlySet<MediaKind> {
  const question = turns.findLast(({ role }) => role === 'user');
  const types = question ? partsOf(question).map(({ type }) => type) : [];
  return new Set(types.filter((type): type is Untold => type in TOLD));
}

/** What the person is told whose question holds a part of a kind that the server refuses. */
export function notTakenError(model: string, kind: MediaKind, options: ErrorOptions): UserError | undefined {
  if (kind === 'file') return undefined;
  const [code, what, instead] = TOLD[kind];
  return new UserError(
    code,
    `${model} ${what}, or its server does not.`,
    `${instead}, or have another model chosen with ATTACHE_MODEL.`,
    options,
  );
}
