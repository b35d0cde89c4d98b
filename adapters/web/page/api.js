/** The requests the page makes. Each one that fails throws an Error whose message is a sentence for the reader. */

const UNREACHABLE = 'Attaché cannot be reached. Is it still running?';

export const getOptions = () => request('/api/options');

/** @returns {Promise<{ conversation: string, message: string }>} */
export const postMessage = (message) => postJson('/api/messages', message);

/** Presses a button of an answer. */
export const postAction = (conversation, { id, turnId }) =>
  postJson('/api/actions', { conversation, action: id, turnId });

export const eventsAddress = (conversation) =>
  `/api/conversations/${encodeURIComponent(conversation)}/events`;

/** The address of an uploaded file. */
export const fileAddress = (id) => `/api/uploads/${encodeURIComponent(id)}`;

/** Why an event stream was refused: its HTTP status, or 0 when the server cannot be reached. */
export async function eventsStatus(conversation) {
  const abort = new AbortController();
  try {
    return (await fetch(eventsAddress(conversation), { signal: abort.signal })).status;
  } catch {
    return 0;
  } finally {
    abort.abort();
  }
}

/**
 * Uploads one file. `fetch` cannot tell how far an upload has come, XMLHttpRequest can.
 *
 * @param {File} file
 * @param {{ onProgress: (share: number) => void, signal: AbortSignal }} options
 * @returns {Promise<string>} the id of the upload
 */
export function upload(file, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open('POST', `/api/uploads?name=${encodeURIComponent(file.name)}`);
    // Without a type of its own a file would be sent without one, and the browser would guess.
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () =>
      request.status === 201
        ? resolve(request.response.id)
        : reject(new Error(request.response?.error ?? `${file.name} was refused.`));
    request.onerror = () => reject(new Error(`${file.name} could not be sent.`));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function postJson(path, body) {
  return request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function request(path, init) {
  const response = await fetch(path, init).catch(() => {
    throw new Error(UNREACHABLE);
  });
  const answer = response.status === 204 ? undefined : await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
  return answer;
}
