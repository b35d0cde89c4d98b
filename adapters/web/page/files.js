/** How a file looks before and after it is sent: a picture where the browser can draw it, its ending where it cannot. */
import { element } from './dom.js';

/** @param {{ name: string, type?: string, address: string }} file */
export function thumbnail({ name, type, address }) {
  const badge = element('span', { className: 'badge', ariaHidden: 'true' }, endingOf(name));
  if (!type?.startsWith('image/')) return badge;
  const image = element('img', { className: 'picture', src: address, alt: '' });
  image.addEventListener('error', () => image.replaceWith(badge));
  return image;
}

const endingOf = (name) => (/\.([A-Za-z0-9]{1,4})$/.exec(name)?.[1] ?? 'file').toLowerCase();
