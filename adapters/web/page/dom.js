/** Making elements without a framework. */

/**
 * An element with properties, classes and children; text is always text, never HTML.
 *
 * @example element('button', { type: 'button', className: 'quiet' }, 'Copy')
 */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Writes text only where it changed, so that a selection or a screen reader is not disturbed. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Shows HTML the server wrote (and made safe), replacing only the blocks that changed: what a reader has selected in
 * an earlier paragraph stays selected while the answer grows.
 */
export function setBlocks(container, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  setChildren(container, [...template.content.children]);
}

/** Gives a container these children, leaving those alone that are the same already. */
export function setChildren(container, next) {
  const now = [...container.children];
  next.forEach((child, index) => {
    if (!now[index]) container.append(child);
    else if (!now[index].isEqualNode(child)) now[index].replaceWith(child);
  });
  for (const left of now.slice(next.length)) left.remove();
}

/** `1.5 MB` */
export function readableBytes(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Math.round((bytes / 1024 ** power) * 10) / 10} ${units[power]}`;
}
