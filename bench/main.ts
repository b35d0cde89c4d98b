/**
 * `npm run bench`: what the bot costs, measured on this machine without a network.
 *
 * `latency` (the default): how long a question takes through the bot. `media`: what it costs to look, hear and watch, and
 * how good it is at it. `reply`: how fresh and whole answers are while they are written. `model`: what our client costs, how near
 * estimates are and how well the router chooses. `scale`: what many workers, servers and conversations cost. `watch`: what rules that watch cost. `--json` prints one
 * object on stdout and nothing else; `--quick` measures less.
 */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly isJson: boolean;
  readonly isQuick: boolean;
}

/** Each is loaded when it is asked for: a measurement should not carry what another one needs. */
const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  latency: async () => (await import('./latency.ts')).latency(),
  media: async (options) => (await import('./media/index.ts')).media(options),
  reply: async (options) => (await import('./reply/index.ts')).reply(options),
  model: async (options) => (await import('./model/index.ts')).model(options),
  scale: async (options) => (await import('./scale/index.ts')).scale(options),
  watch: async (options) => (await import('./watch/index.ts')).watch(options),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const [name = 'latency'] = positionals;
const bench = BENCHES[name];
if (bench) await bench({ isJson: values.json, isQuick: values.quick });
else {
  console.error(`There is no bench “${name}”. Use one of: ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 2;
}
