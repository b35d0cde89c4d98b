/** The short form of `npm run chaos`: the same, with few questions. */
import { describe, expect, it } from 'vitest';
import { runCell } from './cell.ts';

/** A cell takes half a minute, most of it for processes that start; this ends one that waits in vain. */
const PATIENCE_MS = 240_000;
const TURNS = 12;

describe.each([
  ['discord', 'sqlite', 1],
  ['discord', 'postgres', 2],
  ['slack', 'sqlite', 3],
  ['slack', 'postgres', 4],
] as const)('%s with %s', (platform, store, seed) => {
  it(
    'loses, doubles and garbles nothing, whatever is done to it',
    async () => {
      const { faults, ...result } = await runCell({ platform, store, seed, turns: TURNS }, () => {});
      expect(faults).toEqual([]);
      expect(result).toMatchObject({
        turns: TURNS,
        lost: 0,
        doubled: 0,
        outOfOrder: 0,
        wrongCharacters: 0,
        unsettled: 0,
        rules: { setOff: 4, acted: 4, lost: 0, doubled: 0 },
      });
    },
    PATIENCE_MS,
  );
});
