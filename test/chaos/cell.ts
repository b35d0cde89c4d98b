/** One run: a platform, a store and a seed. The bot is asked and disturbed; then it is left in peace, and what stands there is checked. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerTo } from './answers.ts';
import { type Asked, isSettled, type Verdict, verdictOn } from './check.ts';
import { createCrew, type Member } from './crew.ts';
import { createDatabase } from './database.ts';
import { discordStage } from './discord.ts';
import { createDisk } from './disk.ts';
import { CLOCK_JUMPS, disturb } from './disturb.ts';
import { freePort } from './free-port.ts';
import { createHearing } from './hearing.ts';
import { startModel } from './model.ts';
import { type CellName, type Plan, planOf } from './plan.ts';
import { recoveries } from './recovery.ts';
import { numberOf, type Remark, remarkText, RULES, type RulesVerdict, rulesVerdictOn } from './remarks.ts';
import { slackStage } from './slack.ts';
import { fixture, type Stage } from './stage.ts';
import { startWire, type Wire, type Written } from './wire.ts';

export interface Logged {
  /** Milliseconds after the start. */
  readonly atMs: number;
  readonly what: string;
}

export interface CellResult extends CellName, Omit<Verdict, 'open'> {
  /** What rules did that watch meanwhile. */
  readonly rules: RulesVerdict;
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
const CLOCK = join(import.meta.dirname, 'clock-jump.ts');
const SECRET = 'a-key-of-the-chaos-with-more-than-32-characters';

export async function runCell(name: CellName, tell: (line: string) => void): Promise<CellResult> {
  const plan = planOf(name);
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'attache-chaos-'));
  writeFileSync(join(folder, 'attache.yaml'), RULES);
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
  const posts = new Map(
    plan.remarks.map((remark) => [remark.number, answerTo(remark, photo, remarkText(remark))]),
  );
  const remarked: Remark[] = [];
  const hearing = createHearing(began);
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
  const model = await startModel([...questions, ...plan.remarks], new Map([...answers, ...posts]));
  built.defer(() => model.close());
  const stage = await (name.platform === 'discord' ? discordStage : slackStage)(plan.places, hearing.told);
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
      ...(role !== 'worker' && { onTold: hearing.passes }),
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
  const verdict = (): Verdict & { readonly rules: RulesVerdict } => {
    const deaths = crew.deaths.map(({ at }) => at);
    const of = (number: number) => ({ answer: answers.get(number)!, ...hearing.of(number, deaths) });
    const seen = stage.seen();
    const answering = seen.filter((message) => !posts.has(numberOf(message) ?? -1));
    const found = verdictOn(askedOf(stage, plan, of), answering);
    const watched = rulesVerdictOn(
      remarked.map((remark) => ({ remark, answer: posts.get(remark.number)! })),
      seen,
    );
    return {
      ...found,
      rules: watched.rules,
      wrongCharacters: found.wrongCharacters + watched.wrongCharacters,
      open: found.open + watched.open,
      faults: [...found.faults, ...watched.faults],
    };
  };
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
  const remarking = async () => {
    for (const remark of plan.remarks) {
      await until(remark.atMs);
      stage.remark(remark);
      remarked.push(remark);
    }
  };
  const disturbing = async () => {
    for (const disturbed of plan.disturbances) {
      await until(disturbed.atMs);
      await disturb(disturbed, { stage, crew, disk, database, wires, log });
    }
  };
  await Promise.all([asking(), remarking(), disturbing()]);
  await settle(verdict, () => movedAt);
  log('all is still');
  const left = await crew.stop();
  const { open, faults, ...counted } = verdict();
  const known = new Map(stage.seen().map((message) => [message.id, numberOf(message)]));
  const wereKilled = crew.deaths.filter(({ wasKilled }) => wasKilled);
  const result = {
    ...name,
    ...counted,
    faults: [...faults, ...left],
    unsettled: open + left.length,
    recoveryMs: recoveries(wereKilled, written, (message) => known.get(message)),
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
  [result, result.rules].every(({ lost, doubled }) => lost + doubled === 0) &&
  result.outOfOrder + result.wrongCharacters + result.unsettled === 0;

/** Resolves when all is answered and still, or when nothing will come any more. */
async function settle(
  verdict: () => Verdict & { readonly rules: RulesVerdict },
  movedAt: () => number,
): Promise<void> {
  const began = performance.now();
  let settledAt: number | undefined;
  for (;;) {
    await sleep(LOOK_MS);
    const now = performance.now();
    const moved = Math.max(began, movedAt());
    const found = verdict();
    if (isSettled(found) && found.rules.lost === 0) settledAt ??= now;
    else settledAt = undefined;
    if (settledAt !== undefined && now - Math.max(settledAt, moved) > STILL_MS) return;
    if (now - moved > STUCK_MS || now - began > PATIENCE_MS) return;
  }
}

/** The questions that were asked, as the check wants them. */
function askedOf(
  stage: Stage,
  { openings, questions }: Plan,
  of: (question: number) => Pick<Asked, 'answer' | 'heardAt' | 'takenAt'>,
): readonly Asked[] {
  const places = stage.asked();
  return [...openings, ...questions].flatMap(({ number }) => {
    const place = places.get(number);
    return place ? [{ number, ...place, ...of(number) }] : [];
  });
}
