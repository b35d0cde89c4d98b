/** What attache.yaml may say of models: their figures, the tiers, who answers in whose place, and the service. */
import { z } from 'zod';
import { ATTEMPTS, EFFORTS } from '../../chat/index.ts';
import type { Service } from '../events.ts';

type Shape = Readonly<Record<string, z.ZodType>>;

const got = (input: unknown): string =>
  input === undefined ? 'got nothing' : `got ${JSON.stringify(input)}`;

/** An object in which a name that nobody knows is told with the names that there are. */
const named = <S extends Shape>(what: string, shape: S) => {
  const names = Object.keys(shape).join(', ');
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `there is no ${what} ${issue.keys.join(' nor ')}; there is ${names}`
          : `expected a ${what} by its name (${names}), ${got(issue.input)}`,
    })
    .readonly();
};

const number = (expected: string, isFine: (value: number) => boolean) =>
  z.custom<number>((value) => Number.isFinite(value) && isFine(value as number), {
    error: ({ input }) => `expected ${expected}, ${got(input)}`,
  });

const dollars = number('dollars for a million tokens', (value) => value >= 0);
const factor = number('a factor above 0', (value) => value > 0);
const tokens = number('a whole number of tokens', (value) => Number.isSafeInteger(value) && value > 0);
const whole = number('a whole number above 0', (value) => Number.isSafeInteger(value) && value > 0);

const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, {
    error: ({ input }) => `expected ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}, ${got(input)}`,
  });
const yesOrNo = z.boolean({ error: ({ input }) => `expected true or false, ${got(input)}` });
const effort = oneOf(...EFFORTS);
const modelName = z.string({ error: 'expected the name of a model' }).min(1, 'expected the name of a model');

const PriceSettings = named('price', {
  input: dollars.exactOptional(),
  cachedInput: dollars.exactOptional(),
  cacheWrite: dollars.exactOptional(),
  output: dollars.exactOptional(),
  longContext: named('figure', {
    overTokens: tokens,
    inputFactor: factor,
    outputFactor: factor,
  }).exactOptional(),
  services: named('service', {
    flex: factor.exactOptional(),
    priority: factor.exactOptional(),
  }).exactOptional(),
});

const TakesSettings = named('kind', {
  images: yesOrNo.exactOptional(),
  files: oneOf('all', 'pdf', 'none').exactOptional(),
  tools: yesOrNo.exactOptional(),
  sound: named('figure', {
    as: oneOf('input_audio', 'input_audio with data URL', 'audio_url'),
    maxSeconds: whole,
  }).exactOptional(),
  video: named('figure', {
    as: oneOf('video_url', 'input_video'),
    maxSeconds: whole,
    maxSide: whole,
    maxBytes: whole,
    withSound: yesOrNo,
  }).exactOptional(),
});

const WireSettings = named('setting', {
  api: oneOf('responses', 'chat').exactOptional(),
  reasoning: oneOf(
    'effort',
    'reasoning object',
    'enable_thinking',
    'chat_template_kwargs',
    'none',
  ).exactOptional(),
  thoughts: oneOf('fields', 'begins in thought').exactOptional(),
});

const ModelSettings = named('figure', {
  /** A model of the built-in table or a known family, which this one is like in all that is not said. */
  like: modelName.exactOptional(),
  contextTokens: tokens.exactOptional(),
  maxInputTokens: tokens.exactOptional(),
  maxOutputTokens: tokens.exactOptional(),
  efforts: z.array(effort, { error: 'expected a list of efforts, such as [low, high]' }).exactOptional(),
  takes: TakesSettings.exactOptional(),
  prices: PriceSettings.exactOptional(),
  wire: WireSettings.exactOptional(),
  endsOn: z.iso.date('expected a day such as 2027-04-01').exactOptional(),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

const TierObject = named('setting', {
  model: modelName.exactOptional(),
  effort: effort.exactOptional(),
  attempts: number(
    `a whole number from 1 to ${ATTEMPTS}`,
    (value) => Number.isInteger(value) && value >= 1 && value <= ATTEMPTS,
  ).exactOptional(),
});
export type TierSettings = z.infer<typeof TierObject>;

/** The name of a model stands for `{ model: … }`. */
const Tiered = z.preprocess(
  (value) => (typeof value === 'string' ? { model: value } : value),
  TierObject,
) as z.ZodType<TierSettings>;

/** The keys of attache.yaml that are about models. */
export const CATALOG_KEYS = {
  models: z
    .record(z.string().min(1), ModelSettings, { error: 'expected models by their names' })
    .exactOptional(),
  tiers: named('tier', {
    nano: Tiered.exactOptional(),
    mini: Tiered.exactOptional(),
    standard: Tiered.exactOptional(),
    flagship: Tiered.exactOptional(),
    ultra: Tiered.exactOptional(),
  }).exactOptional(),
  fallbacks: z
    .record(z.string().min(1), modelName, {
      error: 'expected the names of models: who, and who answers in its place',
    })
    .exactOptional(),
};
export type CatalogSettings = Readonly<z.infer<z.ZodObject<typeof CATALOG_KEYS>>>;

/** The service to ask for, where a model offers it; `default` leaves it to the project at OpenAI. */
export const ServiceSetting = oneOf('default', 'flex', 'priority') satisfies z.ZodType<Service>;
