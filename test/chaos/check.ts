/** Looks at what stands on a platform as its readers do, and counts what was promised and not kept. Pure. */
import { answeredIn, fileOf, type RightAnswer } from './answers.ts';
import { joined } from './pages.ts';

/** A message of the bot. */
export interface Seen {
  readonly id: string;
  /** Its text, as Markdown. */
  readonly text: string;
  /** Sentences that tell a reader what went wrong. */
  readonly notices: readonly string[];
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** It looks as if more were to come: it streams, says that it works, or can be stopped. */
  readonly isOpen: boolean;
  /** Questions and remarks that it stands under, the nearest first. */
  readonly under: readonly number[];
  /** Goes up with every message of the platform. */
  readonly position: number;
}

export interface Asked {
  readonly number: number;
  readonly conversation: number;
  /** Its own place in what was said: as `position`. */
  readonly position: number;
  /** The first moment, in milliseconds, in which the bot may have heard of it, be it by reading what it had missed. */
  readonly heardAt: number;
  /** From when on it certainly had it; undefined where nobody knows. It may have had it long before it could say so. */
  readonly takenAt: number | undefined;
  readonly answer: RightAnswer;
}

export interface Verdict {
  readonly turns: number;
  readonly answered: number;
  /** Not answered completely, and the asker was told why. */
  readonly told: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly wrongCharacters: number;
  /** Messages that look as if more were to come. */
  readonly open: number;
  /** In words, one line each. */
  readonly faults: readonly string[];
  /** How often which sentence was told. */
  readonly sentences: Readonly<Record<string, number>>;
}

/** What of the messages belongs to a question: its text, page by page, the rest, and its files. */
interface Own {
  readonly pages: readonly Seen[];
  readonly others: readonly Seen[];
  readonly files: readonly Seen['files'][number][];
}

const CODE_FILE = 'code-';

/** Each message with the question it belongs to: by its words, its files, or what it stands under. */
function sorted(asked: readonly Asked[], seen: readonly Seen[]): ReadonlyMap<number, Own> {
  const own = new Map(
    asked.map(({ number }) => [
      number,
      { pages: [], others: [], files: [] } as {
        pages: Seen[];
        others: Seen[];
        files: Seen['files'][number][];
      },
    ]),
  );
  const unclear: Seen[] = [];
  for (const message of seen) {
    const said = own.get(answeredIn(message.text) ?? -1);
    said?.pages.push(message);
    for (const file of message.files) own.get(fileOf(file.bytes) ?? -1)?.files.push(file);
    if (!said && message.files.length === 0) unclear.push(message);
  }
  for (const message of unclear) {
    const candidates = message.under.flatMap((number) => own.get(number) ?? []);
    // In a thread of several questions, what has no words is said to the one that has nothing else.
    (
      candidates.find(({ pages, others }) => pages.length + others.length === 0) ?? candidates[0]
    )?.others.push(message);
  }
  return own;
}

/** How one question stands now. */
interface Standing {
  readonly state: 'answered' | 'told' | 'lost';
  readonly isOpen: boolean;
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
  readonly wrongCharacters: number;
  readonly sentences: readonly string[];
}

function standingOf({ answer, number }: Asked, { pages, others, files }: Own): Standing {
  const doubled: string[] = [];
  const wrong: string[] = [];
  const texts = pages.map(({ text }) => text.trim());
  const repeated = texts.filter((text, index) => texts.indexOf(text) < index);
  for (const text of repeated) doubled.push(`a page stands twice: ${text.slice(0, 60)}…`);
  const beginning = answer.text.slice(0, 30);
  const begun = new Set(texts)
    .values()
    .filter((text) => text.startsWith(beginning))
    .toArray().length;
  if (begun > 1) doubled.push(`the answer begins ${begun} times`);
  const {
    covered,
    wrong: wrongOnPages,
    isCodeCut,
  } = joined(
    answer.text,
    texts.filter((text, index) => texts.indexOf(text) === index),
  );
  if (wrongOnPages > 0) wrong.push(`${wrongOnPages} characters on ${pages.length} pages`);
  const isWhole = covered >= answer.text.trimEnd().length;
  const sentences = [...pages, ...others].flatMap(({ notices }) => notices);

  let missingFiles = 0;
  for (const { prefix, bytes } of answer.files) {
    const same = files.filter(
      ({ name, bytes: its }) => name.startsWith(prefix) && Buffer.compare(its, bytes) === 0,
    );
    if (same.length > 1) doubled.push(`${same[0]!.name} stands ${same.length} times`);
    if (same.length === 0) missingFiles += 1;
  }
  const code = files.filter(({ name }) => name.startsWith(CODE_FILE));
  if (code.length > 1) doubled.push(`${code[0]!.name} stands ${code.length} times`);
  if (isWhole && isCodeCut && code.length === 0) missingFiles += 1;
  for (const { bytes, name } of code)
    if (!answer.text.includes(Buffer.from(bytes).toString().trim()))
      wrong.push(`${name} says something else`);
  // Half an answer beside a note that is no part of it would be a left-over.
  if (isWhole && others.length > 0)
    for (const { text, notices } of others)
      doubled.push(`beside the answer stands: ${text} ${notices.join(' ')}`);

  const isOpen = [...pages, ...others].some((message) => message.isOpen);
  const state = isWhole && missingFiles === 0 ? 'answered' : sentences.length > 0 ? 'told' : 'lost';
  return {
    state,
    isOpen,
    doubled: doubled.map((line) => `question ${number}: ${line}`),
    wrong: wrong.map((line) => `question ${number}: ${line}`),
    wrongCharacters: wrongOnPages + (wrong.length > (wrongOnPages > 0 ? 1 : 0) ? 1 : 0),
    sentences: state === 'told' ? sentences : [],
  };
}

/** Questions of one conversation whose answers do not come in the order in which they were asked, nor in one in which the bot may have heard of them. */
function disordered(asked: readonly Asked[], own: ReadonlyMap<number, Own>): readonly string[] {
  const first = ({ number }: Asked) => Math.min(...own.get(number)!.pages.map(({ position }) => position));
  const faults: string[] = [];
  for (const questions of Map.groupBy(asked, ({ conversation }) => conversation).values()) {
    const answered = questions.filter(({ number }) => own.get(number)!.pages.length > 0);
    for (const one of answered)
      for (const other of answered)
        if (one.position < other.position && wasTaken(one, other) && first(one) > first(other))
          faults.push(`${heardOf(one)} was asked before ${heardOf(other)} and is answered after it`);
  }
  return faults;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const heardOf = ({ number, heardAt, takenAt }: Asked): string =>
  `question ${number} (heard of after ${seconds(heardAt)}, ${takenAt === undefined ? 'taken in at some time' : `taken in after ${seconds(takenAt)} at the latest`})`;

/** Whether the bot certainly had one question before it can have heard of the other. */
const wasTaken = (one: Asked, other: Asked): boolean =>
  one.takenAt !== undefined && one.takenAt < other.heardAt;

export function verdictOn(asked: readonly Asked[], seen: readonly Seen[]): Verdict {
  const own = sorted(asked, seen);
  const standings = asked.map((question) => ({
    question,
    ...standingOf(question, own.get(question.number)!),
  }));
  const disorder = disordered(asked, own);
  const open = seen.filter(({ isOpen }) => isOpen);
  const lost = standings.filter(({ state }) => state === 'lost');
  const sentences = new Map<string, number>();
  for (const sentence of standings.flatMap((standing) => standing.sentences))
    sentences.set(sentence, (sentences.get(sentence) ?? 0) + 1);
  const all = <T>(of: (standing: (typeof standings)[number]) => readonly T[]) => standings.flatMap(of);
  return {
    turns: asked.length,
    answered: standings.filter(({ state }) => state === 'answered').length,
    told: standings.filter(({ state }) => state === 'told').length,
    lost: lost.length,
    doubled: all(({ doubled }) => doubled).length,
    outOfOrder: disorder.length,
    wrongCharacters: standings.reduce((sum, { wrongCharacters }) => sum + wrongCharacters, 0),
    open: open.length,
    faults: [
      ...lost.map(({ question }) => {
        const pages = own.get(question.number)!.pages.length;
        return `question ${question.number} has ${pages === 0 ? 'no answer' : `half an answer (${pages} pages)`}`;
      }),
      ...all(({ doubled }) => doubled),
      ...disorder,
      ...all(({ wrong }) => wrong),
      ...open.map(({ id, text }) => `message ${id} looks unfinished: ${text.slice(0, 60)}`),
    ],
    sentences: Object.fromEntries(sentences),
  };
}

/** Whether every question is answered or its asker told, and nothing looks as if more were to come. */
export const isSettled = ({ lost, open }: Verdict): boolean => lost === 0 && open === 0;
