/** A JSON Schema as a function that finds what is wrong with a value. */
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonSchema } from './json-schema.ts';
import { LIMITS } from './limits.ts';

/** What is wrong with a value; nothing where it fits. */
export type FaultsOf = (value: unknown) => readonly string[];

/** By the draft that a schema names in `$schema`; the newest where it names none. */
const draftOf = ({ $schema }: JsonSchema): typeof Ajv | typeof Ajv2019 | typeof Ajv2020 => {
  if (typeof $schema !== 'string') return Ajv2020;
  if (/draft-0\d/.test($schema)) return Ajv;
  return $schema.includes('2019-09') ? Ajv2019 : Ajv2020;
};

/**
 * Nothing is loaded from elsewhere: a reference that leads out of the schema is an error. Slow or endless for some schemas and
 * values (see `checkJson`), so only for those that whoever runs the bot has written.
 *
 * @throws {Error} saying what is wrong with the schema
 */
export function compile(schema: JsonSchema): FaultsOf {
  if (isAsync(schema)) throw new Error('“$async” has no meaning here: please leave it out');
  const Draft = draftOf(schema);
  const ajv = new Draft({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  const { $schema: _, ...rest } = schema;
  const validate = ajv.compile(rest);
  return (value) => {
    const fits: unknown = validate(value);
    if (fits === true) return [];
    if (fits !== false) throw new Error('it does not say whether a value fits');
    return (validate.errors ?? [])
      .slice(0, LIMITS.faults)
      .map(({ instancePath, message, params }) =>
        `${instancePath || 'the whole'}: ${message}${detailOf(params)}`.slice(0, LIMITS.faultCharacters),
      );
  };
}

/** Whether ajv could take a schema, or one within it, for one whose outcome is a promise: the word is ajv's own. */
const isAsync = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '$async') || Object.values(value).some(isAsync));

/** What ajv's messages leave out: which values are allowed, which property is too many. */
function detailOf(params: Readonly<Record<string, unknown>>): string {
  const { allowedValues, allowedValue, additionalProperty } = params;
  const detail = allowedValues ?? allowedValue ?? additionalProperty;
  return detail === undefined ? '' : ` (${JSON.stringify(detail)})`;
}
