/** The models that write down what was said: what they cost and when they end. Data only. */

export interface TranscriptionModel {
  readonly id: string;
  /** Dollars a minute; undefined where it is priced otherwise or not known. */
  readonly costPerMinute: number | undefined;
  /** The day its provider turns it off, as `2027-02-26`, where one is announced. */
  readonly endsOn?: string;
  readonly source: string;
}

/** OpenAI's deprecations page (October 2026): all but gpt-transcribe. */
const ENDS_ON = '2027-02-26';

export const TRANSCRIPTION_MODELS: readonly TranscriptionModel[] = [
  { id: 'gpt-transcribe', costPerMinute: 0.0045, source: "OpenAI's speech-to-text guide (October 2026)" },
  {
    id: 'whisper-1',
    costPerMinute: 0.006,
    endsOn: ENDS_ON,
    source: 'price as resold by OpenRouter (2026-04-27)',
  },
  { id: 'gpt-4o-transcribe', costPerMinute: undefined, endsOn: ENDS_ON, source: 'priced by the token' },
  { id: 'gpt-4o-mini-transcribe', costPerMinute: undefined, endsOn: ENDS_ON, source: 'priced by the token' },
  {
    id: 'gpt-4o-transcribe-diarize',
    costPerMinute: undefined,
    endsOn: ENDS_ON,
    source: 'priced by the token',
  },
  { id: 'demo', costPerMinute: 0, source: 'runs inside this program and costs nothing' },
];
