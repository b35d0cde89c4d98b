/** What whatever starts, watches and ends processes gets to see: with a playground, and without one. */
import { expect, it, onTestFinished } from 'vitest';
import { createMonitor, type Health } from '../../../adapters/web/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { openPlayground } from './playground.ts';

const WELL: Health = { isWell: true, about: { role: 'all', database: 'ok' } };
const ILL: Health = { isWell: false, about: { role: 'all', database: 'unreachable' } };

async function openMonitor(changes: Partial<Parameters<typeof createMonitor>[0]> = {}) {
  const monitor = createMonitor({
    host: '127.0.0.1',
    port: 0,
    mounts: {},
    health: () => Promise.resolve(WELL),
    metrics: { type: 'text/plain', text: () => Promise.resolve('asked_total 3\n') },
    log: createLogger('silent'),
    ...changes,
  });
  await monitor.start();
  onTestFinished(() => monitor.stop());
  return monitor.url();
}

it('a process that is well says so with 200, and one that is not with 503', async () => {
  let health = WELL;
  await using play = await openPlayground({ health: () => Promise.resolve(health) });
  const look = async () => {
    const response = await fetch(`${play.url}/health`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    return [response.status, await response.json()];
  };
  expect(await look()).toEqual([200, WELL.about]);
  health = ILL;
  expect(await look()).toEqual([503, ILL.about]);
});

it('health needs no password, figures do', async () => {
  const url = await openMonitor({ password: 'open sesame' });
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const figures = await fetch(`${url}/metrics`, { redirect: 'manual' });
  expect(figures.status).toBe(303);
  expect(await figures.text()).not.toContain('asked_total');
});

it('without a playground there are health, figures and what platforms call, and nothing else', async () => {
  const url = await openMonitor({
    mounts: { '/slack/events': (_, response) => void response.end('taken') },
  });
  expect(await (await fetch(`${url}/metrics`)).text()).toBe('asked_total 3\n');
  expect(await (await fetch(`${url}/slack/events`, { method: 'POST' })).text()).toBe('taken');
  for (const path of ['/', '/style.css', '/api/options', '/slack'])
    expect((await fetch(`${url}${path}`)).status, path).toBe(404);
});

it('a process that others could reach needs a password here, too', () => {
  expect(() =>
    createMonitor({
      host: '0.0.0.0',
      port: 0,
      mounts: {},
      health: () => Promise.resolve(WELL),
      metrics: { type: 'text/plain', text: () => Promise.resolve('') },
      log: createLogger('silent'),
    }),
  ).toThrow('there is no password');
});
