/** The files that will go with the next message. Each is uploaded as soon as it is added, one after the other. */
import { upload } from './api.js';
import { element, readableBytes, setText } from './dom.js';
import { thumbnail } from './files.js';

/**
 * @param {HTMLElement} list
 * @param {{ limits: { maxBytesPerFile: number, maxFilesPerMessage: number },
 *   onProblem: (sentence: string) => void, announce: (text: string) => void }} options
 *   `onProblem` gets an empty sentence when the last problem is out of the way.
 */
export function createTray(list, { limits, onProblem, announce }) {
  const files = new Set();
  let queue = Promise.resolve();

  const remove = (file) => {
    file.abort.abort();
    URL.revokeObjectURL(file.address);
    file.node.remove();
    files.delete(file);
    list.hidden = files.size === 0;
  };

  const send = async (file) => {
    const { signal } = file.abort;
    if (signal.aborted) return;
    try {
      file.id = await upload(file.picked, { signal, onProgress: (share) => (file.progress.value = share) });
    } catch (error) {
      if (signal.aborted) return;
      file.problem = `${error.message} Remove it to send the rest.`;
      file.node.classList.add('failed');
      setText(file.note, 'Not sent');
      onProblem(file.problem);
    }
    file.progress.remove();
  };

  /** Why a file cannot come along, or undefined. */
  const refusal = ({ name, size }) => {
    if (files.size >= limits.maxFilesPerMessage)
      return `One message takes at most ${limits.maxFilesPerMessage} files.`;
    if (size > limits.maxBytesPerFile)
      return `${name} is larger than ${readableBytes(limits.maxBytesPerFile)}, the most one file may have here.`;
    return undefined;
  };

  const addOne = (picked) => {
    const file = createFile(picked);
    file.removal.addEventListener('click', () => {
      const neighbour = file.node.nextElementSibling ?? file.node.previousElementSibling;
      remove(file);
      onProblem('');
      announce(`${picked.name} removed`);
      (neighbour?.querySelector('.remove') ?? document.querySelector('#text')).focus();
    });
    files.add(file);
    list.append(file.node);
    list.hidden = false;
    queue = queue.then(() => send(file));
  };

  return {
    add(picked) {
      onProblem('');
      let added = 0;
      for (const file of picked) {
        const problem = refusal(file);
        if (problem) {
          onProblem(problem);
        } else {
          addOne(file);
          added++;
        }
      }
      if (added > 0) announce(added === 1 ? 'File added' : `${added} files added`);
    },
    isEmpty: () => files.size === 0,
    /** The upload ids of all files, once they are there. Throws where one of them failed. */
    async uploads() {
      const chosen = [...files];
      await queue;
      const left = chosen.filter((file) => files.has(file));
      const failed = left.find(({ problem }) => problem);
      if (failed) throw new Error(failed.problem);
      return left.map(({ id }) => id);
    },
    /** Takes out what was sent; what was added meanwhile stays for the next message. */
    remove(uploads) {
      for (const file of files) if (uploads.includes(file.id)) remove(file);
    },
  };
}

function createFile(picked) {
  const { name, type, size } = picked;
  const address = URL.createObjectURL(picked);
  const note = element('span', { className: 'note' }, readableBytes(size));
  const progress = element('progress', { max: 1, value: 0, ariaLabel: `Uploading ${name}` });
  const removal = element(
    'button',
    { type: 'button', className: 'remove', ariaLabel: `Remove ${name}` },
    '×',
  );
  const node = element(
    'li',
    { className: 'file' },
    thumbnail({ name, type, address }),
    element('span', { className: 'what' }, element('span', { className: 'name', title: name }, name), note),
    removal,
    progress,
  );
  return { picked, address, note, progress, removal, node, abort: new AbortController() };
}
