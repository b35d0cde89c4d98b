/** The figures for a monitor: who gets them, and that they are what the rest of the bot counts. */
import { expect, it } from 'vitest';
import { openPlayground } from './playground.ts';

const metrics = { type: 'text/plain; version=0.0.4', text: () => Promise.resolve('asked_total 3\n') };

it('are at /metrics, as they are at the moment', async () => {
  let asked = 0;
  await using play = await openPlayground({
    metrics: { ...metrics, text: () => Promise.resolve(`asked_total ${(asked += 1)}\n`) },
  });
  for (const count of [1, 2]) {
    const response = await fetch(`${play.url}/metrics`);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toBe(`asked_total ${count}\n`);
  }
});

it('are behind the password, where there is one', async () => {
  await using play = await openPlayground({ metrics, password: 'open sesame' });
  const response = await fetch(`${play.url}/metrics`, { redirect: 'manual' });
  expect(response.status).toBe(303);
  expect(await response.text()).not.toContain('asked_total');
});

it('are nowhere else, and not there where nothing is counted', async () => {
  await using play = await openPlayground();
  expect((await fetch(`${play.url}/metrics`)).status).toBe(404);
});
