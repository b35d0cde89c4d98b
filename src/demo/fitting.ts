/** A value that fits a JSON Schema, put together from the words of a question: the demo model fills in forms, no more. */

type Json = Readonly<Record<string, unknown>>;

/** Deeper than this, whatever may be left out is: schemas may contain themselves. */
const DEPTH_MOST = 6;
const STRING_CHARS = 120;

const EXAMPLES: Readonly<Record<string, string>> = {
  date: '2000-01-01',
  time: '00:00:00Z',
  'date-time': '2000-01-01T00:00:00Z',
  duration: 'P0D',
  email: 'demo@example.com',
  hostname: 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/**
 * The value. Strings are the question's words, numbers are those it names where they fit, and all else is the least that
 * the schema allows. Patterns are beyond it.
 *
 * @example fitting({ type: 'object', properties: { n: { type: 'integer' } } }, 'Take 3') // { n: 3 }
 */
export function fitting(schema: Json, question: string): unknown {
  const words = question.replace(/\s+/g, ' ').trim().slice(0, STRING_CHARS);
  const numbers = (words.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  let nextNumber = 0;

  const resolve = (value: unknown): Json => {
    if (!isObject(value)) return {};
    const ref = value['$ref'];
    if (typeof ref !== 'string') return value;
    const steps = ref.replace(/^#\/?/, '').split('/').filter(Boolean);
    const found = steps.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), schema);
    return isObject(found) && found !== value ? found : {};
  };

  const build = (given: unknown, depth: number): unknown => {
    const at = merged(resolve(given));
    if ('const' in at) return at['const'];
    const choices = listOf(at['enum']);
    if (choices.length > 0) return choices[0];
    const options = [...listOf(at['anyOf']), ...listOf(at['oneOf'])].map(resolve);
    if (options.length > 0)
      return build((depth > DEPTH_MOST && options.find(({ type }) => type === 'null')) || options[0], depth);
    const types = Array.isArray(at['type']) ? (at['type'] as readonly unknown[]) : [at['type']];
    if (depth > DEPTH_MOST && types.includes('null')) return null;
    switch (types.find((type) => type !== 'null') ?? (types.includes('null') ? 'null' : 'object')) {
      case 'string':
        return textFor(at);
      case 'integer':
      case 'number':
        return numberFor(at, types.includes('integer'));
      case 'boolean':
        return false;
      case 'null':
        return null;
      case 'array': {
        const count = numberOf(at['minItems']) ?? (depth > DEPTH_MOST ? 0 : 1);
        return Array.from({ length: Math.min(count, numberOf(at['maxItems']) ?? count) }, () =>
          build(at['items'], depth + 1),
        );
      }
      default: {
        const required = new Set(listOf(at['required']));
        const entries = Object.entries(isObject(at['properties']) ? at['properties'] : {}).filter(
          ([name]) => depth <= DEPTH_MOST || required.has(name),
        );
        return Object.fromEntries(entries.map(([name, of]) => [name, build(of, depth + 1)]));
      }
    }
  };

  /** Everything that all parts of the schema ask for. */
  const merged = (at: Json): Json => {
    const { allOf, ...rest } = at;
    return listOf(allOf)
      .map((one) => merged(resolve(one)))
      .reduce<Json>(
        (all, one) => ({
          ...all,
          ...one,
          ...(isObject(all['properties']) &&
            isObject(one['properties']) && { properties: { ...all['properties'], ...one['properties'] } }),
          required: [...listOf(all['required']), ...listOf(one['required'])],
        }),
        rest,
      );
  };

  const textFor = (at: Json): string => {
    const example = EXAMPLES[String(at['format'])];
    if (example !== undefined) return example;
    const least = numberOf(at['minLength']) ?? 0;
    const filled = words.length >= least ? words : words.padEnd(least, '…');
    return filled.slice(0, numberOf(at['maxLength']) ?? filled.length);
  };

  const numberFor = (at: Json, isWhole: boolean): number => {
    const step = numberOf(at['multipleOf']) ?? (isWhole ? 1 : undefined);
    const least = Math.max(
      numberOf(at['minimum']) ?? -Infinity,
      (numberOf(at['exclusiveMinimum']) ?? -Infinity) + (step ?? 1e-6),
    );
    const most = Math.min(
      numberOf(at['maximum']) ?? Infinity,
      (numberOf(at['exclusiveMaximum']) ?? Infinity) - (step ?? 1e-6),
    );
    const fits = (value: number): boolean =>
      value >= least && value <= most && (step === undefined || Number.isInteger(value / step));
    const named = numbers[nextNumber];
    if (named !== undefined && fits(named)) {
      nextNumber += 1;
      return named;
    }
    const nearest = Math.min(Math.max(0, least), most);
    return step === undefined ? nearest : Math.ceil(nearest / step) * step;
  };

  return build(schema, 0);
}
