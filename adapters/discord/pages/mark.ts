/** Marks on the buttons of a message that tell which sending it is, and what else can be told from its components. */
import type { APIMessageTopLevelComponent } from 'discord.js';
import { LIMITS } from '../limits.ts';
import type { MessageBody } from './page.ts';

const MARK = /~(?<key>[\w-]+)$/;

/** What a button says without its mark. */
export const withoutMark = (customId: string): string => customId.replace(MARK, '');

interface Part {
  readonly custom_id?: unknown;
  readonly content?: unknown;
}

/** Everything that a layout of components holds, in order. */
function partsOf(components: readonly unknown[]): readonly Part[] {
  return components.flatMap((component) => {
    const part = component as Part & { readonly components?: readonly unknown[] };
    return [part, ...partsOf(part.components ?? [])];
  });
}

/** The marks on the buttons of a message; empty for a button without one. */
export function marksIn({ components }: { readonly components: readonly unknown[] }): readonly string[] {
  return partsOf(components).flatMap(({ custom_id }) =>
    typeof custom_id === 'string' ? [MARK.exec(custom_id)?.groups?.['key'] ?? ''] : [],
  );
}

/** The words of a message, whether they are content or laid out. */
export function textOf({
  content,
  components,
}: {
  readonly content?: string;
  readonly components: readonly unknown[];
}): string {
  const laidOut = partsOf(components).map((part) => (typeof part.content === 'string' ? part.content : ''));
  return [content ?? '', ...laidOut].filter((text) => text !== '').join('\n');
}

/** The same message with marked buttons. A button whose id would be too long stays as it is. */
export function withMark(body: MessageBody, key: string): MessageBody {
  const marked = (component: unknown): unknown => {
    const { custom_id, components } = component as Part & { readonly components?: readonly unknown[] };
    const id = typeof custom_id === 'string' ? `${custom_id}~${key}` : undefined;
    return {
      ...(component as object),
      ...(id !== undefined && id.length <= LIMITS.customId && { custom_id: id }),
      ...(components && { components: components.map(marked) }),
    };
  };
  return { ...body, components: body.components.map(marked) as APIMessageTopLevelComponent[] };
}
