/** The floor of sending: the same number of requests with bodies of the same length, by bare undici, in this process. */
import { Agent, request } from 'undici';

export interface BareJob {
  readonly url: string;
  readonly sizes: readonly number[];
}

/** As many connections as the platforms' clients keep busy here. */
const CONNECTIONS = 10;

process.on('message', async ({ url, sizes }: BareJob) => {
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const before = process.cpuUsage();
  const waiting = [...sizes];
  const send = async (): Promise<void> => {
    for (let size = waiting.pop(); size !== undefined; size = waiting.pop()) {
      const { body } = await request(url, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json' },
        body: 'x'.repeat(size),
      });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  const { user, system } = process.cpuUsage(before);
  process.send!((user + system) / 1000);
});
