/** The options that `ask` and `inspect` share. */
import { parseArgs } from 'node:util';
import { EffortChoice, UserError } from '../chat/index.ts';

export interface Options {
  readonly positionals: readonly string[];
  /** A model, a tier or `auto`. */
  readonly model: string | undefined;
  readonly effort: EffortChoice | undefined;
  readonly json: boolean;
}

/** @throws {UserError} `usage` for an unknown option or effort */
export function parseOptions(args: readonly string[], usage: string): Options {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        effort: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const effort = EffortChoice.optional().safeParse(values.effort);
    if (!effort.success)
      throw new UserError(
        'usage',
        `There is no effort “${values.effort}”.`,
        `Use one of: ${EffortChoice.options.join(', ')}.`,
      );
    return { positionals, model: values.model, effort: effort.data, json: values.json };
  } catch (error) {
    if (error instanceof UserError || !(error instanceof TypeError)) throw error;
    // Node's first sentence names the option; the rest is about how to escape it.
    throw new UserError('usage', `${error.message.split('. ')[0]}.`, usage, { cause: error });
  }
}
