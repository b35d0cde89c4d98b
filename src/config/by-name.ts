/** Settings that stand under names of people's own choice: rules, schemas and webhooks. */
import { z } from 'zod';
import { isMap, RuleName } from '../rules/index.ts';

/**
 * All that is wrong is told at once, of the names and of what stands under them.
 *
 * @param what as it ends the sentence "expected …"
 */
export const byName = <Setting>(setting: z.ZodType<Setting>, what: string) =>
  z
    .unknown()
    .transform((value, context): Readonly<Record<string, Setting>> => {
      if (!isMap(value)) {
        context.addIssue(`expected ${what} by their names`);
        return z.NEVER;
      }
      const read = Object.entries(value).map(([name, written]) => {
        const { data, error } = setting.safeParse(written);
        const issues = [...(RuleName.safeParse(name).error?.issues ?? []), ...(error?.issues ?? [])];
        for (const { path, message } of issues)
          context.addIssue({ code: 'custom', path: [name, ...path], message });
        return [name, data as Setting] as const;
      });
      // Not one by one: to an object, `__proto__` is a name unlike others.
      return Object.fromEntries(read);
    })
    .default({});
