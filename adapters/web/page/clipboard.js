/** Copying text, also where the page was opened over plain HTTP from another machine and the clipboard API is withheld. */

/** @returns {Promise<boolean>} whether it was copied */
export async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

/** The files a paste brings. Text from a document may bring a picture of itself along; then the text is meant. */
export function pastedFiles(clipboard) {
  const isDocument = ['text/plain', 'text/html'].every((type) => clipboard.types.includes(type));
  return isDocument ? [] : [...clipboard.files];
}
