/** What a model would be given for files, as one page to open in a browser: every picture, label and word in its order. */
import { type Receipt, toldOf } from '../chat/index.ts';
import type { Part } from '../model/index.ts';

export interface InspectedFile {
  readonly receipt: Receipt;
  readonly parts: readonly Part[];
}

/** @param summary what all of it comes to, in one line */
export function inspectPage(files: readonly InspectedFile[], summary: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'">
<title>What a model is given · Attaché</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  section { margin: 2rem 0; border-top: 1px solid #8884; }
  p { margin: 0.4rem 0; overflow-wrap: anywhere; white-space: pre-wrap; }
  figure { margin: 0.4rem 0 1.2rem; }
  img, video { max-width: 100%; height: auto; border-radius: 0.3rem; }
  figcaption, .receipt { color: #777; font-size: 0.9rem; }
  details pre { white-space: pre-wrap; }
</style>
<h1>What a model is given</h1>
<p>${escape(summary)}</p>
${files.map(section).join('\n')}
`;
}

const section = ({ receipt, parts }: InspectedFile): string => `<section>
<h2>${escape(receipt.name)}</h2>
<p class="receipt">${receipt.outcome === 'used' ? 'Used' : 'Skipped'}: ${escape(toldOf(receipt))}</p>
${parts.map(partHtml).join('\n')}
</section>`;

/** Longer texts are folded. */
const OPEN_CHARS = 600;

function partHtml(part: Part): string {
  switch (part.type) {
    case 'text':
      return part.text.length <= OPEN_CHARS
        ? `<p>${escape(part.text)}</p>`
        : `<details><summary>${escape(part.text.slice(0, OPEN_CHARS))}…</summary><pre>${escape(part.text)}</pre></details>`;
    case 'image':
      return `<figure><img src="${source(part)}" width="${part.width}" height="${part.height}" alt=""><figcaption>${part.width}×${part.height}, ${size(part.data)}</figcaption></figure>`;
    case 'sound':
      return `<figure><audio controls src="${source(part)}"></audio><figcaption>${part.seconds.toFixed(1)} seconds, ${size(part.data)}</figcaption></figure>`;
    case 'video':
      return `<figure><video controls src="${source(part)}" width="${part.width}"></video><figcaption>${part.seconds.toFixed(1)} seconds, ${size(part.data)}</figcaption></figure>`;
    case 'file':
      return `<p>${escape(part.name)} as a file: ${escape(part.mediaType)}, ${size(part.data)}</p>${
        part.text === ''
          ? ''
          : `<details><summary>Its words</summary><pre>${escape(part.text)}</pre></details>`
      }`;
  }
}

const size = (data: Uint8Array): string => `${Math.ceil(data.byteLength / 1000).toLocaleString('en')} kB`;

const source = ({ mediaType, data }: Exclude<Part, { type: 'text' }>): string =>
  `data:${escape(mediaType)};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`;

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
