/** The playground: one conversation, one message box, and what connects them to the server. */
import { getOptions, postAction, postMessage } from './api.js';
import { pastedFiles } from './clipboard.js';
import { connect } from './connection.js';
import { element, setText } from './dom.js';
import { createThread } from './thread.js';
import { createTray } from './tray.js';

const byId = (id) => document.getElementById(id);
const text = byId('text');
const problem = byId('problem');
const send = byId('send');
const stop = byId('stop');

/** The conversation's id stands in the address, so that a reload and the back button find it again. */
let conversation = location.hash.slice(1) || undefined;
let disconnect = () => {};
let sending = false;

const announce = (words) => setText(byId('announcer'), words);

const showProblem = (sentence) => {
  problem.hidden = !sentence;
  setText(problem, sentence);
};

const { choices, defaults, limits } = await getOptions().catch((error) => {
  showProblem(error.message);
  throw error;
});

const tray = createTray(byId('tray'), {
  limits,
  announce,
  onProblem: showProblem,
});

const thread = createThread(byId('thread'), { announce, onChange: drawFrame, onPress: press });

/** Draws what depends on the thread: the welcome before it, and the buttons it makes useful. */
function drawFrame() {
  const empty = thread.isEmpty() && conversation === undefined;
  byId('welcome').hidden = !empty;
  byId('new').hidden = empty;
  const action = thread.stopAction();
  if (!action && document.activeElement === stop) text.focus();
  stop.hidden = !action;
  setText(stop.querySelector('span'), action?.label ?? '');
}

/** Runs a change of the page and then scrolls along, unless the reader has scrolled up to read. */
function followingEnd(change) {
  const page = document.documentElement;
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 160;
  change();
  if (atEnd) page.scrollTop = page.scrollHeight;
}

function join(id) {
  disconnect();
  conversation = id;
  history.replaceState(null, '', `#${id}`);
  disconnect = connect(id, {
    onEntry: (entry) => followingEnd(() => thread.draw(entry)),
    onState: showConnection,
  });
}

function showConnection(state) {
  byId('connection').hidden = state === 'open';
  setText(
    byId('connection'),
    state === 'forgotten'
      ? 'This conversation is no longer remembered. Your next message starts a new one.'
      : 'The connection is lost. Trying again…',
  );
  if (state !== 'forgotten') return;
  conversation = undefined;
  history.replaceState(null, '', location.pathname);
  thread.abandon();
}

function startAnew() {
  disconnect();
  conversation = undefined;
  history.pushState(null, '', location.pathname);
  byId('connection').hidden = true;
  showProblem('');
  thread.clear();
  announce('New conversation');
  text.focus();
}

async function submit() {
  if (sending) return;
  if (text.value.trim() === '' && tray.isEmpty()) return;
  showProblem('');
  setSending(true);
  try {
    const uploads = await tray.uploads();
    thread.goLive();
    const asked = await postMessage({ conversation, text: text.value, uploads, ...chosen() });
    text.value = '';
    fitText();
    tray.remove(uploads);
    announce('Sent');
    if (asked.conversation !== conversation) {
      thread.clear();
      join(asked.conversation);
    }
    document.documentElement.scrollTop = document.documentElement.scrollHeight;
  } catch (error) {
    showProblem(error.message);
  } finally {
    setSending(false);
  }
}

function setSending(value) {
  sending = value;
  text.readOnly = value;
  send.ariaDisabled = String(value);
  setText(send.querySelector('span'), value ? 'Sending' : 'Send');
}

/** Only what differs from the server's own choice is sent, so that a later change there is followed. */
function chosen() {
  return Object.fromEntries(
    ['model', 'effort'].map((id) => [id, byId(id).value]).filter(([id, value]) => value !== defaults[id]),
  );
}

/** Presses a button of an answer; what comes of it arrives in the thread. */
async function press(action) {
  showProblem('');
  await postAction(conversation, action).catch((error) => showProblem(error.message));
}

async function stopAnswer() {
  const action = thread.stopAction();
  if (!action) return;
  announce('Stopping');
  await press(action);
}

/** The message box grows with its text; the style sheet says how far. */
function fitText() {
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight}px`;
}

function fill(select, entries, value) {
  select.append(...entries.map((entry) => element('option', { value: entry.value }, entry.label)));
  select.value = value;
}

const bringsFiles = (event) => event.dataTransfer?.types.includes('Files');

fill(byId('model'), choices.models, defaults.model);
fill(byId('effort'), choices.efforts, defaults.effort);

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
text.addEventListener('input', fitText);
text.addEventListener('keydown', (event) => {
  // While an input method composes a character, Enter accepts the character.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void submit();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing) void stopAnswer();
});
stop.addEventListener('click', () => void stopAnswer());
byId('new').addEventListener('click', startAnew);
byId('add').addEventListener('click', () => byId('picker').click());
byId('picker').addEventListener('change', ({ target }) => {
  tray.add([...target.files]);
  target.value = '';
  text.focus();
});
byId('examples').addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return;
  text.value = target.textContent;
  fitText();
  text.focus();
});
document.addEventListener('paste', (event) => {
  const files = pastedFiles(event.clipboardData);
  if (files.length === 0) return;
  event.preventDefault();
  tray.add(files);
});
document.addEventListener('dragover', (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  byId('dropzone').hidden = false;
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) byId('dropzone').hidden = true;
});
document.addEventListener('drop', (event) => {
  byId('dropzone').hidden = true;
  if (!bringsFiles(event)) return;
  event.preventDefault();
  tray.add([...event.dataTransfer.files]);
  text.focus();
});
addEventListener('popstate', () => location.reload());

if (conversation) join(conversation);
drawFrame();
