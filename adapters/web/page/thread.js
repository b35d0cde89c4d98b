/**
 * The conversation on the page: each question with its files, beneath it the answer as it is being written, and what was
 * seen where that was asked for.
 */
import { fileAddress } from './api.js';
import { copy } from './clipboard.js';
import { element, setBlocks, setChildren, setText } from './dom.js';
import { thumbnail } from './files.js';

const RUNNING = ['working', 'thinking', 'answering'];
const PHASES = { working: 'Working', thinking: 'Thinking', answering: 'Answering' };
const ENDS = {
  done: 'The answer is ready.',
  failed: 'The answer could not be finished.',
  stopped: 'The answer was stopped.',
};
const KINDS = {
  image: 'Image',
  audio: 'Audio',
  video: 'Video',
  document: 'Document',
  text: 'Text',
  unknown: 'File',
};

/**
 * @param {HTMLElement} root
 * @param {{ announce: (text: string) => void, onChange: () => void, onPress: (action: object) => Promise<void> }} options
 */
export function createThread(root, { announce, onChange, onPress }) {
  const questions = new Map();
  const answers = new Map();
  /** Ids of the pictures shown: they come again after a lost connection. */
  const pictures = new Set();
  let live = false;

  const turnOf = (questionId) => {
    const known = questions.get(questionId);
    if (known) return known;
    const turn = element('article', { className: 'turn' });
    questions.set(questionId, turn);
    root.append(turn);
    return turn;
  };

  const drawQuestion = (entry) => {
    const turn = turnOf(entry.id);
    turn.querySelector('.question')?.remove();
    turn.prepend(question(entry));
  };

  const drawAnswer = (entry) => {
    let answer = answers.get(entry.id);
    if (!answer) {
      answer = createAnswer({ announce, onPress, isLive: () => live });
      answers.set(entry.id, answer);
      turnOf(entry.answers ?? entry.id).append(answer.node);
    }
    answer.draw(entry);
  };

  const drawShown = (entry) => {
    if (pictures.has(entry.id)) return;
    pictures.add(entry.id);
    const shown = createShown(entry);
    const turn = turnOf(entry.answers ?? entry.id);
    // The button that asked for it may go, and what has the focus goes with it.
    const asked = turn.contains(document.activeElement);
    turn.append(shown);
    if (asked) shown.focus();
    else if (live) announce(shown.textContent);
  };

  return {
    draw(entry) {
      if (entry.kind === 'question') drawQuestion(entry);
      else if (entry.kind === 'files') drawShown(entry);
      else drawAnswer(entry);
      onChange();
    },
    isEmpty: () => questions.size === 0,
    /** From now on an answer that is complete at first sight is news; after a reload it was heard before. */
    goLive: () => (live = true),
    /** The stop button of the latest answer that is still being written. */
    stopAction: () =>
      [...answers.values()]
        .filter(({ entry }) => RUNNING.includes(entry().phase))
        .flatMap(({ entry }) => entry().actions.filter(({ id }) => id === 'stop'))
        .at(-1),
    /** Nothing more will come: answers under way stay as they are. */
    abandon() {
      for (const { entry, draw } of answers.values()) {
        if (RUNNING.includes(entry().phase))
          draw({ ...entry(), phase: 'failed', actions: [], notices: ['The rest of this answer was lost.'] });
      }
      onChange();
    },
    clear() {
      questions.clear();
      answers.clear();
      pictures.clear();
      root.replaceChildren();
      onChange();
    },
  };
}

function question({ text, files, problem }) {
  return element(
    'div',
    { className: 'question' },
    element('h2', { className: 'unseen' }, 'You'),
    files.length > 0
      ? element('ul', { className: 'sent', ariaLabel: 'Files' }, ...files.map(sentFile))
      : undefined,
    text ? element('p', { className: 'said' }, text) : undefined,
    problem ? element('p', { className: 'problem' }, problem) : undefined,
  );
}

function sentFile({ id, name, type }) {
  return element(
    'li',
    { className: 'file' },
    thumbnail({ name, type, address: fileAddress(id) }),
    element('span', { className: 'name', title: name }, name),
  );
}

/** What was posted beside an answer: words, pictures with their descriptions and large in a tab of their own, files to keep. */
function createShown({ html, files }) {
  const words = element('div', { className: 'prose' });
  setBlocks(words, html);
  return element(
    'div',
    { className: 'shown', tabIndex: -1 },
    html ? words : undefined,
    ...files.map(shownFile),
  );
}

function shownFile({ id, name, type, altText }) {
  const address = fileAddress(id);
  if (type.startsWith('audio/'))
    return element('audio', { src: address, controls: true, ariaLabel: altText });
  if (!type.startsWith('image/'))
    return element('a', { href: address, download: name, className: 'download' }, name);
  const image = element('img', { src: address, alt: altText });
  image.addEventListener('error', () => image.replaceWith(`${name} is no longer kept here.`));
  return element('a', { href: address, target: '_blank', title: name }, image);
}

function createAnswer({ announce, onPress, isLive }) {
  let entry = { phase: 'new', actions: [] };
  let foldedByReader = false;
  const receipts = element('ul', { className: 'receipts', ariaLabel: 'What became of the files' });
  const status = element('p', { className: 'status' });
  const steps = element('ol', { className: 'steps', ariaLabel: 'What is being done' });
  const summary = element('summary');
  const thoughts = element('div', { className: 'prose' });
  const reasoning = element('details', { className: 'reasoning' }, summary, thoughts);
  const prose = element('div', { className: 'prose' });
  const notices = element('ul', { className: 'notices', ariaLabel: 'Notes' });
  const footer = element('span', { className: 'footer' });
  const copyButton = element('button', { type: 'button', className: 'quiet' }, 'Copy');
  const buttons = element('span', { className: 'buttons' });
  const all = element('div', { className: 'all' }, buttons, copyButton);
  const foot = element('div', { className: 'foot' }, footer, all);
  const node = element(
    'div',
    { className: 'answer' },
    element('h2', { className: 'unseen' }, 'Attaché'),
    receipts,
    reasoning,
    steps,
    status,
    prose,
    notices,
    foot,
  );

  // A reader who opened or folded it wants it that way.
  summary.addEventListener('click', () => (foldedByReader = true));
  copyButton.addEventListener('click', async () => {
    const copied = await copy(entry.markdown);
    setText(copyButton, copied ? 'Copied' : 'Not copied');
    announce(copied ? 'Answer copied' : 'The browser did not allow copying');
    setTimeout(() => setText(copyButton, 'Copy'), 2000);
  });

  /** The buttons for what can be done with a finished answer; a press waits for the one before. */
  const drawButtons = (actions) => {
    const offered = actions.filter(({ id }) => id !== 'stop');
    const key = offered.map(({ id, label }) => `${id} ${label}`).join();
    if (buttons.dataset.offered === key) return;
    buttons.dataset.offered = key;
    setChildren(
      buttons,
      offered.map((action) => {
        const button = element(
          'button',
          { type: 'button', className: `${action.id === 'agree' ? 'primary' : 'quiet'} do-${action.id}` },
          action.label,
        );
        button.addEventListener('click', async () => {
          if (button.ariaDisabled === 'true') return;
          button.ariaDisabled = 'true';
          await onPress(action);
          button.ariaDisabled = 'false';
        });
        return button;
      }),
    );
  };

  const draw = (next) => {
    const running = RUNNING.includes(next.phase);
    const isNews = entry.phase === 'new' ? isLive() : RUNNING.includes(entry.phase);
    if (running) tellStep(entry, next, announce);
    else if (isNews) tellEnd(next, announce);

    receipts.hidden = next.receipts.length === 0;
    setChildren(receipts, next.receipts.map(receipt));
    reasoning.hidden = !next.reasoningHtml;
    setText(summary, running && next.phase !== 'answering' ? 'Thinking' : 'Reasoning');
    if (next.reasoningHtml) setBlocks(thoughts, next.reasoningHtml);
    if (!foldedByReader) reasoning.open = next.phase === 'thinking';
    // The line says nothing that a step says already.
    const isSaid = next.steps.some(({ state, title }) => state === 'running' && title === next.status);
    status.hidden =
      !running ||
      isSaid ||
      (next.html !== '' && !next.status) ||
      (next.phase === 'thinking' && Boolean(next.reasoningHtml));
    steps.hidden = !running || next.steps.length === 0;
    setChildren(steps, next.steps.map(step));
    setText(status, next.status ?? PHASES[next.phase] ?? '');
    setBlocks(prose, next.html);
    notices.hidden = next.notices.length === 0;
    setChildren(
      notices,
      next.notices.map((notice) => element('li', {}, notice)),
    );
    setText(footer, next.footer ?? '');
    foot.hidden = running || (!next.footer && next.markdown === '');
    copyButton.hidden = next.markdown === '';
    drawButtons(running ? [] : next.actions);
    node.dataset.phase = next.phase;
    node.ariaBusy = String(running);
    entry = next;
  };
  return { node, draw, entry: () => entry };
}

/** A listener hears each new step, and the whole answer once it is there; not every word on its way. */
function tellStep(before, next, announce) {
  const step = (entry) => entry.status ?? PHASES[entry.phase];
  if (step(before) !== step(next)) announce(step(next));
}

function tellEnd({ phase, notices, html }, announce) {
  const words = element('div');
  setBlocks(words, html);
  announce([ENDS[phase], ...notices, words.textContent].join(' '));
}

const MARKS = { running: '•', done: '✓', failed: '✗' };

function step({ title, state }) {
  return element('li', { className: `step ${state}` }, `${MARKS[state]} ${title}`);
}

function receipt({ name, kind, outcome, summary }) {
  const used = outcome === 'used';
  return element(
    'li',
    { className: `receipt ${outcome}` },
    element('span', { className: 'mark', ariaHidden: 'true' }, used ? '✓' : '–'),
    element('span', { className: 'kind' }, used ? KINDS[kind] : 'Skipped'),
    element(
      'span',
      { className: 'what' },
      element('span', { className: 'name' }, name),
      ' ',
      element('span', { className: 'summary' }, summary),
    ),
  );
}
