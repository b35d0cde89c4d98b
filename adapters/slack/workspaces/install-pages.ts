/** What somebody sees who installs the app: short pages that load nothing, run nothing and tell no secret. */
import { createHash } from 'node:crypto';

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STYLE = `
:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
a { display: inline-block; margin-top: 0.5rem; padding: 0.7rem 1.2rem; border-radius: 0.5rem; background: #4a154b;
  color: #fff; text-decoration: none; font-weight: 600 }
a:focus-visible { outline: 3px solid #1264a3; outline-offset: 3px }
`;

export const PAGE_HEADERS: Page['headers'] = {
  'content-type': 'text/html; charset=utf-8',
  // The address of the way back has a code in it.
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (found) => ESCAPES[found]!);

function page(
  status: number,
  title: string,
  words: string,
  link: { readonly to: string; readonly label: string },
): Page {
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<h1>${escape(title)}</h1>
<p>${escape(words)}</p>
<p><a href="${escape(link.to)}">${escape(link.label)}</a></p>
</html>
`;
  return { status, headers: PAGE_HEADERS, body };
}

const AGAIN = { to: '/slack/install', label: 'Try again' };

/** @param url where Slack asks whether to allow it */
export const startPage = (url: string): Page =>
  page(
    200,
    'Add Attaché to Slack',
    'It reads, looks, listens and watches, and answers where it is mentioned. Slack shows you what it may do, and asks you to allow it.',
    { to: url, label: 'Add to Slack' },
  );

/** @param url opens the app in Slack */
export const installedPage = (name: string, url: string): Page =>
  page(
    200,
    `Attaché is in ${name}`,
    'Write to it in a direct message, or invite it to a channel with /invite @Attache and mention it.',
    { to: url, label: 'Open Slack' },
  );

export const refusedPage = (): Page =>
  page(403, 'Attaché was not added', 'Slack was not allowed to add it, and nothing has changed.', AGAIN);

export const stalePage = (): Page =>
  page(
    400,
    'This page is no longer good',
    'Adding Attaché began too long ago, or in another browser. Please begin again.',
    AGAIN,
  );

export const failedPage = (): Page =>
  page(
    502,
    'Attaché could not be added',
    'Something went wrong between Slack and me; my log has the reason. Please try again in a minute.',
    AGAIN,
  );
