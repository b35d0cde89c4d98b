/** Loaded before `ours.ts`: keeps a copy of what is written to each ffmpeg, in files of the folder `BENCH_RECORD`. */
import childProcess from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const folder = process.env['BENCH_RECORD']!;
let number = 0;

childProcess.spawn = new Proxy(childProcess.spawn, {
  apply(spawn, self, args: Parameters<typeof childProcess.spawn>) {
    const child: childProcess.ChildProcess = Reflect.apply(spawn, self, args);
    const { stdin } = child;
    if (!stdin || !Array.isArray(args[1]) || !args[1].includes('matroska')) return child;
    const copy = openSync(join(folder, `${number++}.mkv`), 'w');
    const write = stdin.write.bind(stdin);
    stdin.write = (chunk: Uint8Array, ...more: unknown[]) => {
      writeSync(copy, chunk);
      return Reflect.apply(write, stdin, [chunk, ...more]) as boolean;
    };
    stdin.once('close', () => closeSync(copy));
    return child;
  },
});
syncBuiltinESMExports();
