/** One run: a platform, a store and a seed. The bot is asked and disturbed; then it is left in peace, and what stands there is checked. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allAskedIn, answeredIn, answerTo } from './answers.ts';
import { type Asked, isSettled, type Verdict, verdictOn } from './check.ts';
import { createCrew, type Member } from './crew.ts';
import { createDatabase } from './database.ts';
import { discordStage } from './discord.ts';
import { createDisk } from './disk.ts';
import { CLOCK_JUMPS, disturb } from './disturb.ts';
import { freePort } from './free-port.ts';
import { startModel } from './model.ts';
import { type CellName, type Plan, planOf } from './plan.ts';
import { recoveries } from './recovery.ts';
import { slackStage } from './slack.ts';
import { fixture, type Stage } from './stage.ts';
import { startWire, type Wire, type Written } from './wire.ts';

export interface Logged {
  /** Milliseconds after the start. */
  readonly atMs: number;
  readonly what: string;
}

export interface CellResult extends CellName, Omit<Verdict, 'open'> {
  /** Messages that look unfinished, processes that do not end or are left over. */
  readonly unsettled: number;
  /** Milliseconds from the death of a process until what it wrote went on. */
  readonly recoveryMs: readonly number[];
  /** Processes that ended without having been killed. */
  readonly crashes: number;
  /** How often the model was asked. */
  readonly modelCalls: number;
  /** How often the platform refused something, and how often it asked to be called later. */
  readonly refused: readonly string[];
  readonly throttled: number;
  readonly seconds: number;
  readonly log: readonly Logged[];
  /** Where what the processes said is kept, when something was wrong. */
  readonly folder: string | undefined;
}

const ROLES = {
  sqlite: [['bot', undefined]],
  postgres: [
    ['gateway', 'gateway'],
    ['worker 1', 'worker'],
    ['worker 2', 'worker'],
  ],
} as const;
/** The run's data: media of all questions; a PostgreSQL with its write-ahead log. */
const DISK_MB = { sqlite: 96, postgres: 320 } as const;
/** How often it is looked whether all is answered, and how long all must have been still. */
const LOOK_MS = 500;
const STILL_MS = 4_000;
/** So long without a request to the platform, nothing will come any more: longer than a lease, a sweep and a retry together. */
const STUCK_MS = 75_000;
/** Reading what was missed takes minutes at the pace that Slack allows. */
const PATIENCE_MS = 600_000;
/** So long before and after the death of a process nobody knows whether it has kept what it was told. */
const KEPT_MS = 1_500;
const CLOCK = join(import.meta.dirname, 'clock-jump.ts');
const SECRET = 'a-key-of-the-chaos-with-more-than-32-characters';

export async function runCell(name: CellName, tell: (line: string) => void): Promise<CellResult> {
  const plan = planOf(name);
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'attache-chaos-'));
  const mark = randomUUID();
  const entries: Logged[] = [];
  const log = (what: string) => {
    const atMs = Math.round(performance.now() - began);
    entries.push({ atMs, what });
    tell(`${(atMs / 1000).toFixed(1).padStart(6)} s  ${what}`);
  };
  const photo = fixture('photo.jpg');
  const questions = [...plan.openings, ...plan.questions];
  const answers = new Map(questions.map((question) => [question.number, answerTo(question, photo)]));
  const told = new Map<number, Told>();
  /** When each question first went by on its way to who takes events in, in milliseconds after the start. */
  const heard = new Map<number, number>();
  const hear = (text: string) => {
    const at = performance.now() - began;
    for (const number of allAskedIn(text)) if (!heard.has(number)) heard.set(number, at);
  };
  const written: Written[] = [];
  /** When the bot asked the platform for something last. */
  let movedAt = 0;

  // Taken down in the opposite order, whatever went wrong.
  await using built = new AsyncDisposableStack();
  let isFine = false;
  built.defer(() => {
    if (isFine) rmSync(folder, { recursive: true, force: true });
  });
  const disk = createDisk(join(folder, 'disk'), DISK_MB[name.store]);
  built.defer(() => disk.remove());
  const database =
    name.store === 'postgres' ? await createDatabase(join(disk.folder, 'postgres')) : undefined;
  built.defer(() => database?.stop());
  const model = await startModel(questions, answers);
  built.defer(() => model.close());
  const stage = await (name.platform === 'discord' ? discordStage : slackStage)(
    plan.places,
    (number, at, isKept) => {
      if (!told.has(number)) told.set(number, { at: at - began, isKept });
    },
  );
  built.defer(() => stage.close());
  const wires = new Map<string, Wire>();
  const members: Member[] = [];
  for (const [member, role] of ROLES[name.store]) {
    const wire = await startWire({
      ...stage.wire,
      name: member,
      origin: stage.origin,
      onWritten: (one) => written.push(one),
      onAsked: () => (movedAt = performance.now()),
      // What a worker reads of a thread does not become a question.
      ...(role !== 'worker' && { onTold: hear }),
    });
    built.defer(() => wire.close());
    wires.set(member, wire);
    members.push({
      name: member,
      role,
      imports: [CLOCK],
      env: {
        ...stage.env(wire.origin),
        ...model.env,
        ...(database ? { DATABASE_URL: database.url } : {}),
        ATTACHE_SECRET_KEY: SECRET,
        ATTACHE_DATA: join(disk.folder, 'data'),
        LOG_LEVEL: 'info',
        PORT: await freePort(),
        CHAOS_CLOCK: CLOCK_JUMPS.join(','),
      },
    });
  }
  const crew = createCrew(members, folder, mark);
  built.defer(async () => void (await crew.stop()));
  const verdict = () =>
    verdictOn(
      askedOf(stage, plan, { answers, heard, told, deaths: crew.deaths.map(({ at }) => at - began) }),
      stage.seen(),
    );
  tell(`what the processes say is in ${folder}`);

  await crew.start();
  log(`${crew.names.join(', ')} ready`);
  for (const question of plan.openings) stage.ask(question);
  while (!isSettled(verdict())) await sleep(LOOK_MS);
  log('everybody who writes directly is known');
  const start = performance.now();
  const until = (atMs: number) => sleep(Math.max(0, start + atMs - performance.now()));
  const asking = async () => {
    for (const question of plan.questions) {
      await until(question.atMs);
      stage.ask(question);
    }
    log('the last question is asked');
  };
  const disturbing = async () => {
    for (const disturbed of plan.disturbances) {
      await until(disturbed.atMs);
      await disturb(disturbed, { stage, crew, disk, database, wires, log });
    }
  };
  await Promise.all([asking(), disturbing()]);
  await settle(verdict, () => movedAt);
  log('all is still');
  const left = await crew.stop();
  const { open, faults, ...counted } = verdict();
  const wereKilled = crew.deaths.filter(({ wasKilled }) => wasKilled);
  const result = {
    ...name,
    ...counted,
    faults: [...faults, ...left],
    unsettled: open + left.length,
    recoveryMs: recoveries(wereKilled, written, questionsOf(stage)),
    crashes: crew.deaths.length - wereKilled.length - crew.names.length,
    modelCalls: model.asked(),
    refused: stage.refused(),
    throttled: stage.throttled(),
    seconds: (performance.now() - began) / 1000,
    log: entries,
  };
  isFine = isFaultless(result);
  return { ...result, folder: isFine ? undefined : folder };
}

/** What was promised is kept. */
export const isFaultless = (result: Omit<CellResult, 'folder'>): boolean =>
  result.lost + result.doubled + result.outOfOrder + result.wrongCharacters + result.unsettled === 0;

/** Resolves when all is answered and still, or when nothing will come any more. */
async function settle(verdict: () => Verdict, movedAt: () => number): Promise<void> {
  const began = performance.now();
  let settledAt: number | undefined;
  for (;;) {
    await sleep(LOOK_MS);
    const now = performance.now();
    const moved = Math.max(began, movedAt());
    if (isSettled(verdict())) settledAt ??= now;
    else settledAt = undefined;
    if (settledAt !== undefined && now - Math.max(settledAt, moved) > STILL_MS) return;
    if (now - moved > STUCK_MS || now - began > PATIENCE_MS) return;
  }
}

/** When the bot was told of a question, in milliseconds after the start, and whether it has said that it has it. */
interface Told {
  readonly at: number;
  readonly isKept: boolean;
}

/** The questions that were asked, as the check wants them. */
function askedOf(
  stage: Stage,
  plan: Plan,
  {
    answers,
    heard,
    told,
    deaths,
  }: {
    readonly answers: ReadonlyMap<number, Asked['answer']>;
    readonly heard: ReadonlyMap<number, number>;
    readonly told: ReadonlyMap<number, Told>;
    readonly deaths: readonly number[];
  },
): readonly Asked[] {
  const places = stage.asked();
  /** A process that was told of it may have died before it had kept it. */
  const isSure = ({ at, isKept }: Told) => isKept || !deaths.some((death) => Math.abs(death - at) < KEPT_MS);
  return [...plan.openings, ...plan.questions].flatMap(({ number }) => {
    const place = places.get(number);
    if (!place) return [];
    const its = told.get(number);
    const takenAt = its && isSure(its) ? its.at : undefined;
    return [
      { number, ...place, heardAt: heard.get(number) ?? Infinity, takenAt, answer: answers.get(number)! },
    ];
  });
}

/** The question that a message of the platform belongs to. */
function questionsOf(stage: Stage): (message: string) => number | undefined {
  const known = new Map(
    stage.seen().map((message) => [message.id, answeredIn(message.text) ?? message.under[0]]),
  );
  return (message) => known.get(message);
}
