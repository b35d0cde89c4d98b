/** The port of a process that has no playground: what platforms call, health and figures. */
import type { Logger } from '../../src/ops/index.ts';
import { createDoor, type DoorOptions } from './door.ts';
import { guard } from './guard.ts';
import { createShell, type Health, type Metrics } from './shell.ts';
import { createSignIn } from './sign-in.ts';

export interface MonitorOptions extends DoorOptions {
  readonly health: () => Promise<Health>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export interface Monitor {
  /** Throws `UserError` where the address cannot be had. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Where it is found on this machine, once started. */
  url(): string;
}

/** Throws `UserError` when others could reach it without a password. */
export function createMonitor(options: MonitorOptions): Monitor {
  const { host, password, health, metrics, log } = options;
  const door = createDoor(options);
  const shell = createShell({
    guard: guard({ host, port: door.port, anyHost: Boolean(password) }),
    signIn: password ? createSignIn(password) : undefined,
    health,
    metrics,
    log,
  });
  return { start: () => door.open(shell.fetch), stop: door.close, url: door.url };
}
