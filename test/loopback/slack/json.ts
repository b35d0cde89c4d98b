/** Plain JSON values, and reading arguments of unknown shape. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Args = Readonly<Record<string, Json | undefined>>;

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textArg(args: Args, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

export function listArg(args: Args, name: string): readonly Json[] | undefined {
  const value = args[name];
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? (parsed as Json[]) : undefined;
  } catch {
    return undefined;
  }
}
