/** Sends each new message once: it is noted before it goes out, so that whoever tries again asks the platform first. */
import type { OutgoingFile, ReplySurface, Sending } from '../chat/index.ts';

/** Where it is noted what was sent, of one answer. */
export interface Sent {
  /** Notes that a part is about to be sent; undefined when it has been sent already. */
  begin(part: string): Promise<Sending | undefined>;
  /** Notes that it has arrived; `page`: the message in which the answer goes on. */
  end(part: string, page?: string): Promise<void>;
}

/**
 * A surface whose new messages are sent once, however often and by however many processes they are tried. Pages are told apart
 * by their number, what stands beside them by its content.
 *
 * @param pages of this answer that are there already
 */
export function sentOnce(surface: ReplySurface, sent: Sent, pages: number): ReplySurface {
  let arrived = pages;
  /** The page that was sent last; whether that could be noted is another question. */
  let last: { readonly part: string; readonly id: string } | undefined;

  async function page(send: (sending: Sending) => Promise<string>): Promise<string> {
    const part = pagePart(arrived + 1);
    const sending = await sent.begin(part);
    if (sending) last = { part, id: await send(sending) };
    if (last?.part !== part) throw new Error(`${part} has been sent, and nobody knows where it is`);
    if (sending) await sent.end(part, last.id);
    arrived += 1;
    return last.id;
  }

  return {
    get limits() {
      return surface.limits;
    },
    open: (view, signal) => page((sending) => surface.open(view, signal, sending)),
    post: (view, signal) => page((sending) => surface.post(view, signal, sending)),
    update: (id, view, signal) => surface.update(id, view, signal),
    close: (id, view, signal) => surface.close(id, view, signal),
    async attach(files, markdown, signal) {
      const part = `files:${await nameOf(files, markdown)}`;
      const sending = await sent.begin(part);
      if (!sending) return;
      await surface.attach(files, markdown, signal, sending);
      await sent.end(part);
    },
    ...(surface.presence && { presence: surface.presence }),
  };
}

/** @param number from 1 */
export const pagePart = (number: number): string => `page:${number}`;

/** A name for what stands beside an answer: the same for the same names, bytes and text. */
async function nameOf(files: readonly OutgoingFile[], markdown: string): Promise<string> {
  const each = files.map(async ({ name, data }) => [name, await hashOf(data)]);
  const all = JSON.stringify([await Promise.all(each), markdown]);
  return (await hashOf(new TextEncoder().encode(all))).slice(0, 32);
}

const hashOf = async (data: Uint8Array): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(data))).toString('hex');
