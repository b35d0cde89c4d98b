/** The page in a real browser: what a person sees, hears, presses and drops. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AskEvent } from '../../../src/chat/index.ts';
import { launchBrowser } from '../../browser.ts';
import {
  openPlayground,
  openReply,
  receipt,
  view,
  type Playground,
  type PlaygroundOptions,
} from './playground.ts';

// A browser shares the machine with every other test.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const stopButton = { id: 'stop', label: 'Stop', turnId: 'T1' } as const;

interface Visit extends AsyncDisposable {
  readonly play: Playground;
  readonly page: Page;
  /** Errors of the page's scripts, and everything its security policy blocked. */
  readonly faults: readonly string[];
  /** Types a question, sends it, and gives the event the bot receives. */
  ask(text: string): Promise<AskEvent>;
}

async function visit(look: BrowserContextOptions = {}, options: PlaygroundOptions = {}): Promise<Visit> {
  const play = await openPlayground(options);
  const context = await browser.newContext(look);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(play.url);
  await ready(page);
  return {
    play,
    page,
    faults,
    async ask(text) {
      await page.getByLabel('Message', { exact: true }).fill(text);
      await page.getByRole('button', { name: 'Send' }).click();
      return (await play.nextEvent()) as AskEvent;
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await play[Symbol.asyncDispose]();
    },
  };
}

/** The page listens once it knows what there is to choose. */
const ready = (page: Page) =>
  page.getByLabel('Effort').getByRole('option', { name: 'Medium' }).waitFor({ state: 'attached' });

const message = (page: Page) => page.getByLabel('Message', { exact: true });

/** Lets files arrive the way a paste or a drop brings them. */
const bring = (page: Page, kind: 'paste' | 'drop', name: string, type: string) =>
  page.evaluate(`{
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([${[...PNG].join()}])], '${name}', { type: '${type}' }));
    const rest = { bubbles: true, cancelable: true };
    document.body.dispatchEvent(${
      kind === 'paste'
        ? `new ClipboardEvent('paste', { clipboardData: data, ...rest })`
        : `new DragEvent('drop', { dataTransfer: data, ...rest })`
    });
  }`);

describe('sending files', () => {
  it('shows what is picked, pasted and dropped before it is sent, and lets each be removed', async () => {
    await using visited = await visit();
    const { page, ask, faults } = visited;
    const tray = page.getByRole('list', { name: 'Files to send' });
    await page.locator('input[type=file]').setInputFiles([
      { name: 'photo.png', mimeType: 'image/png', buffer: PNG },
      { name: 'note.ogg', mimeType: 'audio/ogg', buffer: Buffer.from('OggS') },
      { name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('oops') },
    ]);
    await bring(page, 'paste', 'image.png', 'image/png');
    await bring(page, 'drop', 'plan.pdf', 'application/pdf');
    expect(await tray.getByRole('listitem').allInnerTexts()).toHaveLength(5);
    expect(await tray.locator('img').count()).toBe(2);
    await page.getByRole('button', { name: 'Remove wrong.txt' }).click();

    const event = await ask('What are these?');
    expect(event.message.attachments.map(({ name, declaredType }) => [name, declaredType])).toEqual([
      ['photo.png', 'image/png'],
      ['note.ogg', 'audio/ogg'],
      ['image.png', 'image/png'],
      ['plan.pdf', 'application/pdf'],
    ]);
    const sent = page.getByRole('list', { name: 'Files', exact: true });
    await sent.getByText('plan.pdf').waitFor();
    expect(await sent.getByRole('listitem').count()).toBe(4);
    expect(await tray.isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });

  it('works without a word of text', async () => {
    await using visited = await visit();
    const { page, play } = visited;
    await bring(page, 'drop', 'photo.png', 'image/png');
    await page.getByRole('button', { name: 'Send' }).click();
    const { message: sent } = (await play.nextEvent()) as AskEvent;
    expect([sent.text, sent.attachments.length]).toEqual(['', 1]);
  });

  it('refuses a file that is too large with a sentence, and keeps what was written', async () => {
    await using visited = await visit({}, { uploads: { maxBytesPerFile: 1024, maxFilesPerMessage: 5 } });
    const { page } = visited;
    await message(page).fill('Have a look');
    await page.locator('input[type=file]').setInputFiles([
      { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1025) },
      { name: 'photo.png', mimeType: 'image/png', buffer: PNG },
    ]);
    await page.getByRole('alert').getByText('film.mp4 is larger than 1 kB').waitFor();
    expect(await message(page).inputValue()).toBe('Have a look');
    expect(await page.getByRole('list', { name: 'Files to send' }).innerText()).toMatch(/^\s*photo.png/);
  });
});

describe('an answer', () => {
  it('streams in below its folded reasoning, with a receipt for each file and the price below', async () => {
    await using visited = await visit();
    const { page, play, ask, faults } = visited;
    const reply = await openReply(
      play,
      await ask('What is this?'),
      view({ phase: 'working', status: 'Watching clip.mp4…' }),
    );
    const answer = page.locator('.answer');
    await answer.getByText('Watching clip.mp4…').waitFor();

    const receipts = [
      receipt({ name: 'clip.mp4', kind: 'video', summary: '12 frames of 3:40' }),
      receipt({ name: 'old.zip', kind: 'unknown', outcome: 'skipped', summary: 'archives cannot be read' }),
    ];
    await reply.update(view({ phase: 'thinking', reasoning: 'It may be a **cat**.', receipts }));
    const thoughts = answer.getByText('It may be a cat.');
    await thoughts.waitFor({ state: 'visible' });
    expect(await answer.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/Video\s+clip\.mp4 12 frames of 3:40/),
      expect.stringMatching(/Skipped\s+old\.zip archives cannot be read/),
    ]);

    await reply.update(
      view({ phase: 'answering', reasoning: 'It may be a **cat**.', receipts, markdown: 'It is a' }),
    );
    await answer.getByText('It is a').waitFor();
    await thoughts.waitFor({ state: 'hidden' });
    await reply.close(
      view({
        phase: 'done',
        reasoning: 'It may be a **cat**.',
        receipts,
        markdown: 'It is a **cat**.',
        notices: ['old.zip was left out.'],
        footer: 'gpt-5.5 · medium · 1,200 tokens · $0.01',
      }),
    );
    await answer.getByText('gpt-5.5 · medium · 1,200 tokens · $0.01').waitFor();
    expect(await answer.locator('strong').last().innerText()).toBe('cat');
    expect(await answer.getByText('old.zip was left out.').isVisible()).toBe(true);
    await answer.getByText('Reasoning').click();
    await thoughts.waitFor({ state: 'visible' });
    expect(faults).toEqual([]);
  });

  it('leaves the reasoning as the reader set it', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    const reply = await openReply(play, await ask('Why?'), view({ phase: 'thinking', reasoning: 'Because' }));
    await page.locator('summary').click();
    await page.getByText('Because').waitFor({ state: 'hidden' });
    await reply.update(view({ phase: 'thinking', reasoning: 'Because of that', status: 'Thinking on' }));
    await reply.close(view({ phase: 'done', reasoning: 'Because of that', markdown: 'So.' }));
    await page.getByText('So.', { exact: true }).waitFor();
    expect(await page.getByText('Because of that').isVisible()).toBe(false);
  });

  it('is there again after a reload, and still growing', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    const reply = await openReply(play, await ask('Tell me a story'), view({ markdown: 'Once upon' }));
    await page.getByText('Once upon').waitFor();
    await page.reload();
    await page.getByText('Tell me a story').waitFor();
    await page.getByText('Once upon').waitFor();
    await reply.update(view({ markdown: 'Once upon a time' }));
    await page.getByText('Once upon a time').waitFor();
  });

  it('stops when asked to, by the button or by Escape', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    const first = await openReply(
      play,
      await ask('Count to a million'),
      view({ markdown: '1, 2', actions: [stopButton] }),
    );
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await play.nextEvent()).toMatchObject({ type: 'action', action: 'stop', turnId: 'T1' });
    await first.close(view({ phase: 'stopped', markdown: '1, 2', notices: ['Stopped.'] }));
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });

    await openReply(
      play,
      await ask('Go on'),
      view({ markdown: '3', actions: [{ ...stopButton, turnId: 'T2' }] }),
    );
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await play.nextEvent()).toMatchObject({ type: 'action', turnId: 'T2' });
  });

  it('offers to show what was seen, and shows it once, described and large in a tab of its own', async () => {
    await using visited = await visit();
    const { page, play, ask, faults } = visited;
    const actions = [{ id: 'saw', label: 'Show what you saw', turnId: 'T1' }] as const;
    const reply = await openReply(play, await ask('What is in it?'), view({ markdown: 'A heron' }));
    await reply.close(view({ phase: 'done', markdown: 'A heron.', actions, receipts: [receipt()] }));
    const button = page.getByRole('button', { name: 'Show what you saw' });
    await button.focus();
    await page.keyboard.press('Enter');
    const event = await play.nextEvent();
    if (event.type !== 'action') throw new Error(`a ${event.type} came instead of a press`);
    expect(event).toMatchObject({ action: 'saw', turnId: 'T1' });

    const altText = 'Twelve frames of clip.mp4';
    const sheet = { name: 'sheet.png', mediaType: 'image/png', data: PNG, altText };
    const signal = new AbortController().signal;
    await play.adapter.surface(event.target).attach([sheet], 'What I saw of <clip>:', signal);

    const picture = page.locator('.turn').getByRole('img', { name: altText });
    await picture.waitFor();
    expect(await picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(1);
    await page.getByText('What I saw of <clip>:').first().waitFor();
    await button.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.className')).toBe('shown');
    const [tab] = await Promise.all([page.waitForEvent('popup'), picture.click()]);
    expect(tab.url()).toContain('/api/uploads/');

    await page.reload();
    await picture.waitFor();
    expect(await picture.count()).toBe(1);
    expect(faults).toEqual([]);
  });

  it.each([
    ['Regenerate', 'regenerate'],
    ['Think harder (xhigh)', 'harder'],
    ['Show reasoning', 'reasoning'],
    ['Go on', 'agree'],
    ['Leave it', 'decline'],
  ] as const)('has a button “%s” for the mouse and for the keyboard, once it is over', async (name, id) => {
    await using visited = await visit();
    const { page, play, ask, faults } = visited;
    const actions = [
      { id: 'regenerate', label: 'Regenerate', turnId: 'T1' },
      { id: 'harder', label: 'Think harder (xhigh)', turnId: 'T1' },
      { id: 'reasoning', label: 'Show reasoning', turnId: 'T1' },
      { id: 'agree', label: 'Go on', turnId: 'T1' },
      { id: 'decline', label: 'Leave it', turnId: 'T1' },
    ] as const;
    const reply = await openReply(play, await ask('Why?'), view({ markdown: 'So', actions: [stopButton] }));
    await page.getByText('So', { exact: true }).waitFor();
    const button = page.locator('.answer').getByRole('button', { name });
    expect(await button.count()).toBe(0);
    await reply.close(view({ phase: 'done', markdown: 'So.', actions }));

    await button.click();
    expect(await play.nextEvent()).toMatchObject({ type: 'action', action: id, turnId: 'T1' });
    await page.getByRole('button', { name: 'Copy' }).focus();
    while ((await page.evaluate('document.activeElement.textContent')) !== name)
      await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    expect(await play.nextEvent()).toMatchObject({ type: 'action', action: id, turnId: 'T1' });
    expect(faults).toEqual([]);
  });

  it('that was asked for again stands below the first, with the focus where it was', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    const actions = [{ id: 'regenerate', label: 'Regenerate', turnId: 'T1' }] as const;
    const reply = await openReply(play, await ask('Why?'), view({ markdown: 'So.' }));
    await reply.close(view({ phase: 'done', markdown: 'So.', actions }));
    await page.getByRole('button', { name: 'Regenerate' }).focus();
    await page.keyboard.press('Enter');
    const again = await openReply(play, await play.nextEvent(), view({ markdown: 'Therefore' }));
    await again.close(view({ phase: 'done', markdown: 'Therefore.', actions }));
    await page.getByText('Therefore.', { exact: true }).waitFor();
    expect(await page.locator('.turn').count()).toBe(1);
    expect(await page.locator('.answer .prose:visible').allInnerTexts()).toEqual(['So.', 'Therefore.']);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Regenerate');
  });

  it('shows what is being done step by step, and no longer once it is over', async () => {
    await using visited = await visit();
    const { page, play, ask, faults } = visited;
    const steps = [
      { id: 'a', title: 'Read plan.pdf', state: 'done' },
      { id: 'b', title: 'Looking at <clip.mp4> again…', state: 'running' },
    ] as const;
    const reply = await openReply(play, await ask('What is it?'), view({ phase: 'working', steps }));
    const list = page.getByRole('list', { name: 'What is being done' });
    await list.getByText('Looking at <clip.mp4> again…').waitFor();
    expect(await list.getByRole('listitem').allInnerTexts()).toEqual([
      '✓ Read plan.pdf',
      '• Looking at <clip.mp4> again…',
    ]);
    await reply.update(view({ phase: 'working', steps: [steps[0], { ...steps[1], state: 'failed' }] }));
    await list.getByText('✗ Looking').waitFor();
    await reply.close(view({ phase: 'done', markdown: 'A plan.', steps: [steps[0]] }));
    await page.getByText('A plan.', { exact: true }).waitFor();
    expect(await list.isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });

  it('is copied as the Markdown it was written in', async () => {
    await using visited = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page, play, ask } = visited;
    const reply = await openReply(play, await ask('What is this?'), view());
    await reply.close(view({ phase: 'done', markdown: '# It is\n\n- a **cat**' }));
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('# It is\n\n- a **cat**');
  });

  it('can not run anything, load anything or lead into the playground', async () => {
    await using visited = await visit();
    const { page, play, ask, faults } = visited;
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(play.url)) elsewhere.push(request.url());
    });
    const hostile = [
      '<img src=x onerror="document.title=`owned`">',
      '<script>document.title = "owned"</script>',
      '[a link](javascript:document.title=`owned`)',
      '![a picture](https://evil.example/pixel.png)',
      '<a href="/sign-in">in</a>',
    ].join('\n\n');
    const reply = await openReply(play, await ask(hostile), view());
    const last = view({
      phase: 'done',
      markdown: hostile,
      reasoning: hostile,
      notices: [hostile],
      footer: hostile,
    });
    await reply.close({ ...last, receipts: [receipt({ name: hostile, summary: hostile })] });
    const answer = page.locator('.answer');
    await answer.getByRole('link', { name: 'a picture' }).first().waitFor();
    expect(await page.title()).toBe('Attaché');
    expect(await page.locator('.turn :is(img, script, iframe)').count()).toBe(0);
    const links = await answer.locator('a').evaluateAll((found) => found.map((link) => String(link)));
    expect([...new Set(links)]).toEqual(['https://evil.example/pixel.png']);
    expect(elsewhere).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe('a conversation', () => {
  it('goes on with the next question, and a new one starts empty', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    const first = await ask('One');
    await (await openReply(play, first, view())).close(view({ phase: 'done', markdown: 'The first.' }));
    const second = await ask('Two');
    expect(second.target.conversation).toEqual(first.target.conversation);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('heading', { name: 'Show it something, and ask.' }).waitFor();
    expect(await page.getByText('The first.').isVisible()).toBe(false);
    const third = await ask('Three');
    expect(third.target.conversation).not.toEqual(first.target.conversation);
  });

  it('that is no longer remembered says so and starts anew', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    await page.goto(`${play.url}/#00000000-0000-0000-0000-000000000000`);
    await page.getByText('This conversation is no longer remembered.').waitFor();
    const event = await ask('Hello again');
    expect(event.target.conversation.channel).not.toBe('00000000-0000-0000-0000-000000000000');
    await page.getByText('Hello again').waitFor();
  });

  it('survives a restart of the bot: what was said stays, and the rest is said to be lost', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    await openReply(
      play,
      await ask('Tell me a story'),
      view({ markdown: 'Once upon', actions: [stopButton] }),
    );
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await play.adapter.stop();
    await page.getByText('The connection is lost. Trying again…').waitFor();
    await using restarted = await openPlayground({ port: Number(new URL(play.url).port) });
    await page.getByText('This conversation is no longer remembered.').waitFor();
    await page.getByRole('list', { name: 'Notes' }).getByText('The rest of this answer was lost.').waitFor();
    expect(await page.getByText('Once upon', { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Stop' }).isVisible()).toBe(false);
    await message(page).fill('Hello again');
    await page.keyboard.press('Enter');
    expect(await restarted.nextEvent()).toMatchObject({ message: { text: 'Hello again' } });
  });

  it('takes a command as it is typed, slash and all', async () => {
    await using visited = await visit();
    const { page, play } = visited;
    await message(page).pressSequentially('/compare a:low b:high why?');
    await page.keyboard.press('Enter');
    expect(await play.nextEvent()).toMatchObject({
      type: 'message',
      message: { text: '/compare a:low b:high why?' },
    });
    await page.getByText('/compare a:low b:high why?', { exact: true }).waitFor();
  });

  it('asks with the model and the effort that were chosen', async () => {
    await using visited = await visit();
    const { page, ask } = visited;
    await page.getByLabel('Effort').selectOption('high');
    await page.getByLabel('Model').selectOption({ label: 'GPT-5.5 mini' });
    expect(await ask('Think')).toMatchObject({ type: 'command', effort: 'high', model: 'gpt-5.5-mini' });
  });
});

describe('for everyone', () => {
  it('works by keyboard alone, from an example to a stopped answer', async () => {
    await using visited = await visit();
    const { page, play } = visited;
    const focused = () => page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.id');
    expect(await focused()).toBe('text');
    await page.getByRole('button', { name: 'What is wrong in this screenshot' }).focus();
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('text');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Be brief.');
    const order: unknown[] = [];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order).toEqual(['add', 'model', 'effort', 'send']);
    await message(page).focus();
    await page.keyboard.press('Enter');
    const event = (await play.nextEvent()) as AskEvent;
    expect(event.message.text).toBe('What is wrong in this screenshot, and how do I fix it?\nBe brief.');
    await openReply(play, event, view({ markdown: 'Well', actions: [stopButton] }));
    await page.getByRole('button', { name: 'Stop' }).focus();
    await page.keyboard.press('Enter');
    expect(await play.nextEvent()).toMatchObject({ type: 'action', turnId: 'T1' });
  });

  it('tells a screen reader each step and then the whole answer, not each word of it', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    await page.evaluate(`{
      globalThis.said = [];
      const region = document.getElementById('announcer');
      new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true });
    }`);
    const reply = await openReply(
      play,
      await ask('What is this?'),
      view({ phase: 'working', status: 'Looking…' }),
    );
    const drawn = async (words: string) => page.locator('.prose').getByText(words, { exact: true }).waitFor();
    await page.locator('.status').getByText('Looking…').waitFor();
    for (const markdown of ['It', 'It is', 'It is a']) {
      await reply.update(view({ markdown }));
      await drawn(markdown);
    }
    await reply.close(view({ phase: 'done', markdown: 'It is a **cat**.' }));
    await drawn('It is a cat.');
    expect(await page.evaluate('said')).toEqual([
      'Sent',
      'Looking…',
      'Answering',
      'The answer is ready. It is a cat.',
    ]);
  });

  it('tells a screen reader an answer that was there at once, and not again after a reload', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    const reply = await openReply(play, await ask('Ping'), view({ phase: 'done', markdown: 'Pong' }));
    await reply.close(view({ phase: 'done', markdown: 'Pong' }));
    const announcer = page.locator('#announcer');
    await announcer.getByText('The answer is ready. Pong').waitFor({ state: 'attached' });
    await page.reload();
    await page.locator('.prose').getByText('Pong').waitFor();
    expect(await announcer.innerText()).toBe('');
  });

  it('names every control and heading', async () => {
    await using visited = await visit();
    const { page, play, ask } = visited;
    await bring(page, 'drop', 'plan.pdf', 'application/pdf');
    const nameless = async () =>
      (await page.locator('body').ariaSnapshot()).match(
        /- (button|link|textbox|combobox|heading|img|list|progressbar|form|region)\b(?! ")[^\n]*/g,
      );
    expect(await nameless()).toBeNull();
    const reply = await openReply(play, await ask('What is this?'), view({ actions: [stopButton] }));
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await bring(page, 'drop', 'plan.pdf', 'application/pdf');
    await reply.close(
      view({
        phase: 'done',
        receipts: [receipt()],
        markdown: '# Title\n\n[a](https://a.example)',
        notices: ['b'],
      }),
    );
    await page.getByRole('button', { name: 'Copy' }).waitFor();
    expect(await nameless()).toBeNull();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  const full = view({
    phase: 'done',
    reasoning: 'Long '.repeat(50),
    markdown:
      '# A title\n\nText with `code` and a [link](https://a.example).\n\n> quoted\n\n' +
      `\`\`\`\n${'wide '.repeat(60)}\n\`\`\`\n\n| ${'column | '.repeat(12)}\n|${'---|'.repeat(12)}\n| ${'cell | '.repeat(12)}\n\n` +
      'unbreakable'.repeat(40),
    receipts: [
      receipt({ name: `${'long'.repeat(40)}.png` }),
      receipt({ outcome: 'skipped', summary: 'It is empty.' }),
    ],
    notices: ['n'.repeat(300)],
    footer: 'gpt-5.5 · medium · 18,412 tokens in · 640 tokens out · $0.0412',
  });

  it('fits a phone 320 pixels wide without scrolling sideways', async () => {
    await using visited = await visit({ viewport: { width: 320, height: 640 } });
    const { page, play, ask } = visited;
    const width = () => page.evaluate('document.documentElement.scrollWidth');
    expect(await width()).toBe(320);
    await bring(page, 'drop', `${'name'.repeat(40)}.pdf`, 'application/pdf');
    const reply = await openReply(play, await ask('w'.repeat(500)), view({ actions: [stopButton] }));
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await width()).toBe(320);
    await reply.close(full);
    await page.getByRole('button', { name: 'Copy' }).waitFor();
    expect(await width()).toBe(320);
  });

  it.each(['light', 'dark'] as const)('has readable contrast in %s mode', async (colorScheme) => {
    await using visited = await visit({ colorScheme });
    const { page, play, ask } = visited;
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await bring(page, 'drop', 'plan.pdf', 'application/pdf');
    await (await openReply(play, await ask('What is this?'), view())).close(full);
    await page.getByText('Reasoning').click();
    await bring(page, 'drop', 'plan.pdf', 'application/pdf');
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    const paper = (await page.evaluate(
      'getComputedStyle(document.documentElement).backgroundColor',
    )) as string;
    const brightness = Math.max(...paper.match(/\d+/g)!.map(Number));
    expect(brightness > 128).toBe(colorScheme === 'light');
  });
});

/** Every visible text whose contrast with what is behind it is under 4.5 (WCAG 2.2, 1.4.3). */
const LOW_CONTRAST = `{
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const color = getComputedStyle(node).backgroundColor;
    return (channels(color)[3] ?? 1) === 1 || !node.parentElement ? color : behind(node.parentElement);
  };
  [...document.body.querySelectorAll('*')]
    .filter((node) => node.checkVisibility() && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
    .map((node) => {
      const [low, high] = [luminance(getComputedStyle(node).color), luminance(behind(node))].sort((a, b) => a - b);
      return { text: node.textContent.trim().slice(0, 40), contrast: (high + 0.05) / (low + 0.05) };
    })
    .filter(({ contrast }) => contrast < 4.5);
}`;

describe('the sign-in page', () => {
  it('asks for the password, says when it is wrong, and lets in who knows it', async () => {
    await using play = await openPlayground({ password: 'open sesame' });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(play.url);
    await page.getByLabel('Password').fill('abracadabra');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That is not the password.').waitFor();
    await page.getByLabel('Password').fill('open sesame');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await ready(page);
    await message(page).fill('Hello');
    await page.keyboard.press('Enter');
    expect(await play.nextEvent()).toMatchObject({ message: { text: 'Hello' } });
    await context.close();
  });
});
