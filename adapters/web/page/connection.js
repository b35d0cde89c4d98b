/** The event stream of the conversation, kept up over reloads, lost connections and restarts of the server. */
import { eventsAddress, eventsStatus } from './api.js';

const RETRY_MS = 1000;
/** After a restart an answer that was under way comes back within a few seconds, and its conversation with it. */
const TRIES = 3;

/**
 * @param {string} conversation
 * @param {{ onEntry: (entry: object) => void, onState: (state: 'open' | 'lost' | 'forgotten') => void }} options
 * @returns {() => void} closes it
 */
export function connect(conversation, { onEntry, onState }) {
  let source;
  // A page that never got through has nothing to wait for.
  let tries = TRIES;
  let retry;
  let closed = false;

  const open = () => {
    source = new EventSource(eventsAddress(conversation));
    source.onopen = () => {
      tries = 0;
      onState('open');
    };
    source.onmessage = ({ data }) => onEntry(JSON.parse(data));
    source.onerror = async () => {
      onState('lost');
      // Otherwise the browser tries again by itself.
      if (source.readyState !== EventSource.CLOSED) return;
      const status = await eventsStatus(conversation);
      if (closed) return;
      if (status === 404 && tries++ >= TRIES) onState('forgotten');
      else retry = setTimeout(open, RETRY_MS);
    };
  };
  open();

  return () => {
    closed = true;
    clearTimeout(retry);
    source.close();
  };
}
