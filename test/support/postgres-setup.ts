/** Starts one PostgreSQL for all tests of a run, as soon as the first of them needs it, and tells them where it is. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { openStore } from '../../src/store/index.ts';
import { createDatabase, type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test gets the address of the PostgreSQL of all tests. */
    postgres: string;
  }
}

/** What a test is told. */
export interface SharedPostgres {
  /** Of a database to connect to when others are made. */
  readonly url: string;
  /** The name of a database as the first start of a bot leaves it, to make others of: that is faster than making its tables. */
  readonly started: string;
}

async function describe({ url }: PostgresServer): Promise<SharedPostgres> {
  const databaseUrl = await createDatabase(url);
  const store = await openStore({ dataFolder: 'unused', databaseUrl });
  await store.close();
  return { url, started: new URL(databaseUrl).pathname.slice(1) };
}

/** @returns what ends it */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  let told: Promise<SharedPostgres> | undefined;
  const asked = createServer((_, response) => {
    server ??= startPostgres();
    told ??= server.then(describe);
    told.then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => asked.once('listening', resolve));
  project.provide('postgres', `http://127.0.0.1:${(asked.address() as AddressInfo).port}`);
  return async () => {
    asked.close();
    await (await server)?.close();
  };
}
