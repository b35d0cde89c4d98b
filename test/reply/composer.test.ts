import { describe, expect, it } from 'vitest';
import { codeFilesOf, composer, emptyView, type ReplyFrame, type TurnEvent } from '../../src/reply/index.ts';
import { CHOSEN, frame, receipt, SPENT, SPENT_LINE } from './beside.ts';

const foldOf =
  (changes: Partial<ReplyFrame>) =>
  (...events: TurnEvent[]) => {
    const own = { ...frame, ...changes };
    return events.reduce(composer(own), emptyView(own));
  };
const view = foldOf({});
const text = (words: string): TurnEvent => ({ type: 'text', text: words });
const reasoning = (words: string): TurnEvent => ({ type: 'reasoning', text: words });
const step = (id: string, title: string, state: 'running' | 'done' = 'running'): TurnEvent => ({
  type: 'step',
  step: { id, title, state },
});
const source = (url: string): TurnEvent => ({ type: 'source', url, title: undefined });
const done = (reason: 'complete' | 'length' | 'filtered', reasoningTokens = 0): TurnEvent => ({
  type: 'done',
  reason,
  usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: reasoningTokens, reasoningTokens },
});
const failed: TurnEvent = { type: 'failed', sentence: 'The provider hung up.' };
const image = { name: 'cat.png', mediaType: 'image/png', data: new Uint8Array(3), altText: 'A cat' };
const code = (lines: number) => `\`\`\`ts\n${'x();\n'.repeat(lines)}\`\`\``;
const ids = ({ actions }: { readonly actions: readonly { readonly id: string }[] }) =>
  actions.map(({ id }) => id);

describe('the composer', () => {
  it('goes from working to thinking to answering to done', () => {
    expect(view().phase).toBe('working');
    expect(view(reasoning('Hm.')).phase).toBe('thinking');
    expect(view(reasoning('Hm.'), text('A')).phase).toBe('answering');
    expect(view(reasoning('Hm.'), text('A'), reasoning('More.')).phase).toBe('answering');
    expect(view(text('A'), done('complete'))).toMatchObject({ phase: 'done', markdown: 'A', notices: [] });
  });

  it('shows what is being done until the text starts, and again when something else is', () => {
    const status: TurnEvent = { type: 'status', text: 'Watching clip.mp4…' };
    expect(view(status).status).toBe('Watching clip.mp4…');
    expect(view(status, text('\n\n')).status).toBe('Watching clip.mp4…');
    expect(view(status, text('A')).status).toBeUndefined();
    expect(view(text('A'), status).status).toBe('Watching clip.mp4…');
    expect(view(text('A'), status, text('B')).status).toBeUndefined();
    expect(view(text('A'), status, done('complete')).status).toBeUndefined();
  });

  it('shows a refusal as the answer', () => {
    const refused = view(
      { type: 'refusal', text: 'I cannot ' },
      { type: 'refusal', text: 'help with that.' },
      done('complete'),
    );
    expect(refused).toMatchObject({ phase: 'done', markdown: 'I cannot help with that.' });
  });

  it('says when an answer was cut, and by whom', () => {
    expect(view(text('A'), done('length')).notices).toEqual([
      expect.stringContaining("the model's output limit"),
    ]);
    expect(view(text('A'), done('filtered')).notices).toEqual([
      expect.stringContaining("provider's content rules"),
    ]);
  });

  it('says so when there is no answer, and suggests less effort when thinking took it all', () => {
    const empty = 'The model returned an empty answer';
    expect(view(done('complete')).phase).toBe('failed');
    expect(view(text(' '), done('complete')).notices).toEqual([expect.stringContaining(empty)]);
    expect(view(reasoning('Hm.'), done('length')).notices).toEqual([expect.stringContaining('lower effort')]);
    expect(view(done('length', 900)).notices).toEqual([expect.stringContaining('lower effort')]);
    expect(view(done('length')).notices).toEqual([expect.not.stringContaining('effort')]);
    expect(view(done('filtered')).notices).toEqual([expect.stringContaining('content rules')]);
  });

  it('keeps what has arrived when the turn fails or is stopped', () => {
    expect(view(text('Half an ans'), failed)).toMatchObject({
      phase: 'failed',
      markdown: 'Half an ans',
      notices: ['The provider hung up.'],
    });
    const stopped = view(text('Half an ans'), { type: 'stopped' }, text('wer'), done('complete'));
    expect(stopped).toMatchObject({ phase: 'stopped', markdown: 'Half an ans', notices: ['Stopped.'] });
  });

  it('takes receipts, notices, files and the footer at any time, one receipt an attachment', () => {
    const whole = view(
      { type: 'receipt', receipt },
      { type: 'notice', text: 'Older messages were left out.' },
      text('A'),
      done('complete'),
      SPENT,
      { type: 'receipt', receipt: { ...receipt, summary: '24 frames of 3:40' } },
      { type: 'file', file: image },
    );
    expect(whole).toMatchObject({
      phase: 'done',
      footer: SPENT_LINE,
      notices: ['Older messages were left out.'],
      files: [image],
    });
    expect(whole.receipts.map(({ summary }) => summary)).toEqual(['24 frames of 3:40']);
  });

  it('takes an answer that is a picture alone for an answer', () => {
    expect(view({ type: 'file', file: image }, done('complete'))).toMatchObject({
      phase: 'done',
      notices: [],
    });
  });

  it('gives the same view back when nothing changes', () => {
    const events: TurnEvent[] = [
      { type: 'status', text: 'Looking…' },
      { type: 'plan', title: 'Compare' },
      { type: 'receipt', receipt },
      step('1', 'Looking at a.png'),
      source('https://example.com'),
      reasoning('Hm.'),
    ];
    const fold = composer(frame);
    const before = view(...events);
    for (const event of [...events.slice(0, -1), reasoning(''), text('')])
      expect(fold(before, structuredClone(event))).toBe(before);
  });
});

describe('reasoning', () => {
  it('is shown live while it happens, the newest of it, and folded once the answer begins', () => {
    const events = [reasoning('old '), reasoning('🙂'.repeat(5_000)), reasoning(' new')];
    const { reasoning: shown } = view(...events);
    expect(shown).toMatch(/^….* new$/u);
    expect(shown!.length).toBeLessThanOrEqual(4_000);
    expect(shown!.isWellFormed()).toBe(true);
    const answered = view(...events, text('Answer.'), reasoning('More.'));
    expect(answered).toMatchObject({ markdown: 'Answer.', reasoning: undefined });
  });

  it('is not shown at all where it is off', () => {
    const silent = foldOf({ reasoning: 'off' })(reasoning('Hm.'));
    expect(silent.phase).toBe('thinking');
    expect(silent.reasoning).toBeUndefined();
  });

  it.each([
    [
      'the newest heading',
      ['**Reading the table**\n\nI look. ', 'It has rows.\n\n**Adding', ' up**\n\nNow'],
      'Adding up',
    ],
    [
      'not a heading that is not finished',
      ['**Reading the table**\n\nI look.\n\n**Add'],
      'Reading the table',
    ],
    [
      'the newest whole sentence',
      ['I look at the table. It has ', 'three rows. Now I'],
      'It has three rows.',
    ],
    ['a Japanese sentence', ['表を見る。三行ある。そ'], '三行ある。'],
    ['nothing before the first sentence is whole', ['I look at'], undefined],
    ['not the dot of a number', ['The sum is 3', '.5 or so'], undefined],
  ])('in summary: %s', (_, pieces, line) => {
    expect(foldOf({ reasoning: 'summary' })(...pieces.map(reasoning)).reasoning).toBe(line);
  });

  it('in summary is one line of at most 200 characters, whatever comes', () => {
    const shown = foldOf({ reasoning: 'summary' })(
      reasoning(`- so ${'very '.repeat(100)}long. And`),
    ).reasoning!;
    expect(shown.length).toBeLessThanOrEqual(200);
    expect(shown).toMatch(/^so very.*…$/);
  });
});

describe('steps', () => {
  it('stand in order of their beginning; a later one with the same id takes its place', () => {
    const { steps, plan } = view(
      { type: 'plan', title: 'Compare two clips' },
      step('1', 'Watching a.mp4…'),
      step('2', 'Watching b.mp4…'),
      step('1', 'Watched a.mp4', 'done'),
    );
    expect(plan).toEqual({ title: 'Compare two clips' });
    expect(steps.map(({ title, state }) => [title, state])).toEqual([
      ['Watched a.mp4', 'done'],
      ['Watching b.mp4…', 'running'],
    ]);
  });

  it('end with the turn', () => {
    const end = (event: TurnEvent) => view(step('1', 'Looking'), text('A'), event).steps[0]!.state;
    expect(end(done('complete'))).toBe('done');
    expect(end({ type: 'stopped' })).toBe('failed');
    expect(end(failed)).toBe('failed');
  });
});

describe('buttons', () => {
  it('are Stop while the answer runs, then what can be asked of it', () => {
    expect(view(text('A')).actions).toEqual([{ id: 'stop', label: 'Stop', turnId: 't1' }]);
    expect(view(text('A'), done('complete')).actions).toEqual([
      { id: 'regenerate', label: 'Regenerate', turnId: 't1' },
    ]);
    expect(view(CHOSEN, text('A'), done('complete')).actions).toEqual([
      { id: 'regenerate', label: 'Regenerate', turnId: 't1' },
      { id: 'harder', label: 'Think harder (high)', turnId: 't1' },
    ]);
  });

  it('ask for a price to be agreed to in place of an answer', () => {
    const asked = view({ type: 'asks', usd: 0.4213 });
    expect(asked).toMatchObject({ phase: 'done', markdown: 'This will cost about $0.42. Go on?' });
    expect(asked.actions).toEqual([
      { id: 'agree', label: 'Go on', turnId: 't1' },
      { id: 'decline', label: 'Leave it', turnId: 't1' },
    ]);
  });

  it('offer another try of an answer that failed or was stopped', () => {
    expect(ids(view(text('A'), failed))).toEqual(['regenerate']);
    expect(ids(view(text('A'), { type: 'stopped' }))).toEqual(['regenerate']);
    expect(ids(view(done('complete')))).toEqual(['regenerate']);
  });

  it('offer the reasoning where there was any and it may be shown', () => {
    expect(ids(view(reasoning('Hm.'), text('A'), done('complete')))).toContain('reasoning');
    expect(ids(view(text('A'), reasoning('Hm.'), done('complete')))).toContain('reasoning');
    const off = foldOf({ reasoning: 'off' });
    expect(ids(off(reasoning('Hm.'), text('A'), done('complete')))).not.toContain('reasoning');
  });

  it('offer the sources, each once', () => {
    const whole = view(source('https://a.example'), source('https://a.example'), text('A'), done('complete'));
    expect(ids(whole)).toContain('sources');
    expect(whole.sources).toHaveLength(1);
  });

  it('offer files where there is code long enough to be wanted as one', () => {
    expect(ids(view(text(code(12)), done('complete')))).toContain('files');
    expect(ids(view(text(code(3)), done('complete')))).not.toContain('files');
  });

  it('offer to show what was seen of a video, and nothing of a single photo', () => {
    const after = (pictures: number) =>
      ids(view({ type: 'receipt', receipt: { ...receipt, pictures } }, text('A'), done('complete')));
    expect(after(12)).toContain('saw');
    expect(after(1)).not.toContain('saw');
  });

  it('are none without a turn', () => {
    const none = foldOf({ turnId: undefined });
    expect(none(text('A')).actions).toEqual([]);
    expect(none(text('A'), done('complete')).actions).toEqual([]);
  });
});

describe('code as files', () => {
  const filesOf = (markdown: string) =>
    codeFilesOf(markdown).map(({ name, data }) => [name, new TextDecoder().decode(data)]);
  const lines = 'line\n'.repeat(10);

  it('takes the blocks that are worth it, named by their language', () => {
    const answer = `${code(12)}\n\n\`\`\`py\nprint()\n\`\`\`\n\n~~~Python\n${lines}~~~\n\n\`\`\`\n${lines}\`\`\``;
    expect(filesOf(answer)).toEqual([
      ['code-1.ts', 'x();\n'.repeat(12)],
      ['code-2.py', lines],
      ['code-3.txt', lines],
    ]);
  });

  it('takes code in lists and quotes without their marks, and code that was never closed', () => {
    const inList = `1. So:\n\n   \`\`\`sh\n${lines.replace(/^/gm, '   ').trimEnd()}\n   \`\`\``;
    const inQuote = `> \`\`\`sh\n${lines.trimEnd().replace(/^/gm, '> ')}\n> \`\`\``;
    for (const answer of [inList, inQuote]) expect(filesOf(answer)[0]![1]!.trim()).toBe(lines.trim());
    expect(filesOf(`\`\`\`rust\n${lines}`)).toEqual([['code-1.rs', lines]]);
  });

  it('knows a fence within a longer one', () => {
    expect(filesOf(`\`\`\`\`md\n\`\`\`ts\n${lines}\`\`\`\n\`\`\`\``)).toEqual([
      ['code-1.md', `\`\`\`ts\n${lines}\`\`\`\n`],
    ]);
  });

  it('names no file after anything but a plain language', () => {
    expect(filesOf(`\`\`\`../../etc/passwd\n${lines}\`\`\``)[0]![0]).toBe('code-1.txt');
    expect(filesOf(`\`\`\`constructor\n${lines}\`\`\``)[0]![0]).toBe('code-1.txt');
  });
});
