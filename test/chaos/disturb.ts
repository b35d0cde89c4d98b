/** Does to the bot what the plan says, and writes down what was done and when. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Crew } from './crew.ts';
import type { Database } from './database.ts';
import type { Disk } from './disk.ts';
import type { Disturbance, Disturbed } from './plan.ts';
import type { Stage } from './stage.ts';
import type { Wire } from './wire.ts';

export interface Scene {
  readonly stage: Stage;
  readonly crew: Crew;
  readonly disk: Disk;
  readonly database: Database | undefined;
  /** By the name of the process. */
  readonly wires: ReadonlyMap<string, Wire>;
  readonly log: (what: string) => void;
}

/** How long the disk stays full, in milliseconds: some answers end in this time. */
const FULL_MS = { least: 3_000, most: 7_000 } as const;
/** How long the database is away. */
const AWAY_MS = { least: 300, most: 5_000 } as const;
/** Longer than the lease of a process, which is 15 s. */
const FROZEN_MS = { least: 17_000, most: 22_000 } as const;
/** After so long a process that was killed is there again, and takes up what was left. */
const STARTING_MS = { least: 700, most: 4_000 } as const;
const LOST_ANSWERS = 4;
/** Where a clock goes, in turn, in milliseconds from the real time. It ends where it should be. */
export const CLOCK_JUMPS = [3 * 3_600_000, -2 * 3_600_000, 90_000, -45_000, 0] as const;

const within = ({ least, most }: { readonly least: number; readonly most: number }, chance: number): number =>
  Math.round(least + chance * (most - least));

/** Resolves when the disturbance is over; what was killed may still be starting. */
export async function disturb({ what, chance }: Disturbed, scene: Scene): Promise<void> {
  const { crew, log } = scene;
  const name = crew.names[Math.floor(chance * crew.names.length)]!;
  const wire = scene.wires.get(name)!;
  /** Another number from the same throw. */
  const further = (chance * 7919) % 1;
  const pids = () => crew.names.flatMap((one) => crew.pidOf(one) ?? []);

  const DO: Readonly<Record<Disturbance, () => Promise<void> | void>> = {
    kill: async () => {
      log(`kill -9 ${name}`);
      await crew.kill(name);
    },
    'kill twice': async () => {
      log(`kill -9 ${name}, and again while it starts`);
      await crew.kill(name);
      await sleep(within(STARTING_MS, further));
      log(`kill -9 ${name} for the second time`);
      await crew.kill(name);
    },
    disconnect: () => {
      log(`the connections of ${name} break`);
      wire.disconnect();
    },
    'disconnect for good': () => {
      log('the platform ends all connections, and wants to be connected to anew');
      scene.stage.disconnect();
    },
    'lose answers': () => {
      log(`${LOST_ANSWERS} messages of ${name} arrive, and it is not told`);
      wire.loseAnswers(LOST_ANSWERS);
    },
    'jump the clock': () => {
      log(`the clock of ${name} jumps`);
      crew.signal(name, 'SIGUSR2');
    },
    'fill the disk': async () => {
      const ms = within(FULL_MS, further);
      log(`the disk is full for ${ms} ms: ${scene.disk.fill(pids())}`);
      await sleep(ms);
      scene.disk.free(pids());
      await scene.database?.start();
      log('there is room on the disk again');
    },
    'restart the database': async () => {
      const ms = within(AWAY_MS, further);
      log(`the database crashes, and is away for ${ms} ms`);
      await scene.database!.crash();
      await sleep(ms);
      await scene.database!.start();
      log('the database is back');
    },
    freeze: async () => {
      const ms = within(FROZEN_MS, further);
      log(`${name} stands still for ${ms} ms`);
      crew.signal(name, 'SIGSTOP');
      await sleep(ms);
      crew.signal(name, 'SIGCONT');
      log(`${name} goes on`);
    },
  };
  await crew.ready(name);
  await DO[what]();
}
