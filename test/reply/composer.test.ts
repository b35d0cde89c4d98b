import { describe, expect, it } from 'vitest';
import type { ReplyAction } from '../../src/chat/index.ts';
import { compose, emptyView, type TurnEvent } from '../../src/reply/index.ts';
import { receipt, SPENT, SPENT_LINE } from './beside.ts';

const stop: ReplyAction = { id: 'stop', label: 'Stop', turnId: 't1' };
const view = (...events: TurnEvent[]) => events.reduce(compose, emptyView([stop]));
const text = (words: string): TurnEvent => ({ type: 'text', text: words });
const reasoning = (words: string): TurnEvent => ({ type: 'reasoning', text: words });
const done = (reason: 'complete' | 'length' | 'filtered', reasoningTokens = 0): TurnEvent => ({
  type: 'done',
  reason,
  usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: reasoningTokens, reasoningTokens },
});

describe('the composer', () => {
  it('goes from working to thinking to answering to done', () => {
    expect(view().phase).toBe('working');
    expect(view(reasoning('Hm.')).phase).toBe('thinking');
    expect(view(reasoning('Hm.'), text('A')).phase).toBe('answering');
    expect(view(reasoning('Hm.'), text('A'), reasoning('More.')).phase).toBe('answering');
    expect(view(text('A'), done('complete'))).toMatchObject({
      phase: 'done',
      markdown: 'A',
      notices: [],
      actions: [],
    });
  });

  it('shows what is being done until the text starts', () => {
    const status: TurnEvent = { type: 'status', text: 'Watching clip.mp4…' };
    expect(view(status).status).toBe('Watching clip.mp4…');
    expect(view(status, text('\n\n')).status).toBe('Watching clip.mp4…');
    expect(view(status, text('A')).status).toBeUndefined();
  });

  it('keeps reasoning out of the answer, and only the newest of it', () => {
    const long = view(reasoning('old '), reasoning('🙂'.repeat(5_000)), reasoning(' new'), text('Answer.'));
    expect(long.markdown).toBe('Answer.');
    expect(long.reasoning).toMatch(/^….* new$/u);
    expect(long.reasoning!.length).toBeLessThanOrEqual(4_000);
    expect(long.reasoning!.isWellFormed()).toBe(true);
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
    expect(view(done('complete'))).toMatchObject({ phase: 'failed', actions: [] });
    expect(view(text(' '), done('complete')).notices).toEqual([expect.stringContaining(empty)]);
    expect(view(reasoning('Hm.'), done('length')).notices).toEqual([expect.stringContaining('lower effort')]);
    expect(view(done('length', 900)).notices).toEqual([expect.stringContaining('lower effort')]);
    expect(view(done('length')).notices).toEqual([expect.not.stringContaining('effort')]);
    expect(view(done('filtered')).notices).toEqual([expect.stringContaining('content rules')]);
  });

  it('keeps what has arrived when the turn fails or is stopped', () => {
    const failed = view(text('Half an ans'), { type: 'failed', sentence: 'The provider hung up.' });
    expect(failed).toMatchObject({
      phase: 'failed',
      markdown: 'Half an ans',
      notices: ['The provider hung up.'],
      actions: [],
    });
    const stopped = view(text('Half an ans'), { type: 'stopped' }, text('wer'), done('complete'));
    expect(stopped).toMatchObject({
      phase: 'stopped',
      markdown: 'Half an ans',
      notices: ['Stopped.'],
      actions: [],
    });
  });

  it('offers to show what was seen of a video once the answer is over, and nothing of a single photo', () => {
    const actionsAfter = (pictures: number) =>
      view({ type: 'receipt', receipt: { ...receipt, pictures } }, text('A'), done('complete')).actions;
    expect(actionsAfter(12)).toEqual([{ id: 'saw', label: 'Show what you saw', turnId: 't1' }]);
    expect(actionsAfter(1)).toEqual([]);
  });

  it('takes receipts, notices and the footer at any time, one receipt an attachment', () => {
    const whole = view(
      { type: 'receipt', receipt },
      { type: 'notice', text: 'Older messages were left out.' },
      text('A'),
      done('complete'),
      SPENT,
      { type: 'receipt', receipt: { ...receipt, summary: '24 frames of 3:40' } },
    );
    expect(whole).toMatchObject({
      phase: 'done',
      footer: SPENT_LINE,
      notices: ['Older messages were left out.'],
    });
    expect(whole.receipts.map(({ summary }) => summary)).toEqual(['24 frames of 3:40']);
  });
});
