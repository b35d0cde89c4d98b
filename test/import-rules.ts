/** Holds the one-way arrows between the parts: run by `npm run check`, fails with every import that points the wrong way. */
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';

/** What each part may import besides itself, `src/ops`, Node and npm packages. `*` stands for everything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/ops': [],
  'src/chat': [],
  'src/markdown': [],
  'src/rules': ['src/chat'],
  'src/schema': [],
  'src/config': ['src/chat', 'src/model', 'src/media', 'src/schema', 'src/rules'],
  'src/store': ['src/chat'],
  'src/model': ['src/chat'],
  'src/demo': [],
  'src/media': ['src/chat', 'src/model'],
  'src/reply': ['src/chat', 'src/markdown', 'src/model'],
  'src/handler': [
    'src/chat',
    'src/markdown',
    'src/store',
    'src/model',
    'src/media',
    'src/reply',
    'src/schema',
  ],
  'src/watch': [
    'src/chat',
    'src/rules',
    'src/store',
    'src/model',
    'src/media',
    'src/reply',
    'src/schema',
    'src/handler',
  ],
  'adapters/discord': ['src/chat', 'src/markdown'],
  'adapters/slack': ['src/chat', 'src/markdown'],
  'adapters/web': ['src/chat', 'src/markdown'],
  'adapters/webhook': ['src/chat'],
  'src/cli': ['*'],
  'src/brain.ts': ['src/chat', 'src/config', 'src/model', 'src/media', 'src/demo'],
  'src/app.ts': ['*'],
  'src/main.ts': ['src/chat', 'src/cli'],
};

/** Packages that only the named parts may import: each stands behind one wall. */
const PACKAGE_WALLS: readonly (readonly [pattern: RegExp, parts: readonly string[]])[] = [
  [/^(discord\.js|@discordjs\/)/, ['adapters/discord']],
  [/^@slack\//, ['adapters/slack']],
  [/^(hono|@hono\/)/, ['adapters/web']],
  [/^(openai|prom-client|undici)(\/|$)/, ['src/model']],
  [
    /^(sharp|fluent-ffmpeg|@ffmpeg-installer\/|mediabunny|file-type|heic-decode|eld|yauzl|saxes|unpdf|opentype\.js)/,
    ['src/media'],
  ],
  [/^(croner|re2js)(\/|$)/, ['src/rules']],
  [/^standardwebhooks(\/|$)/, ['adapters/webhook']],
  [/^emoji-datasource(\/|$)/, ['adapters/slack']],
  [/^(kysely|node:sqlite|pg$|pg\/|graphile-worker)/, ['src/store']],
];

const root = dirname(import.meta.dirname);
const partOf = (file: string): string =>
  /^src\/[^/]+\.ts$/.test(file) ? file : file.split('/').slice(0, 2).join('/');

const faults: string[] = [];
for (const file of globSync('{src,adapters}/**/*.ts', { cwd: root })) {
  const part = partOf(file);
  const allowed = MAY_IMPORT[part];
  if (!allowed) {
    faults.push(`${file}: ${part} is not a part that the import rules know`);
    continue;
  }
  const source = readFileSync(join(root, file), 'utf8');
  for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    if (!specifier!.startsWith('.')) {
      const wall = PACKAGE_WALLS.find(([pattern]) => pattern.test(specifier!));
      const builtin = builtinModules.includes(specifier!.replace('node:', ''));
      if (wall && !wall[1].includes(part))
        faults.push(`${file}: ${specifier} belongs behind ${wall[1].join(', ')}`);
      else if (builtin && !specifier!.startsWith('node:')) faults.push(`${file}: write node:${specifier}`);
      continue;
    }
    const target = relative(root, normalize(join(root, dirname(file), specifier!)));
    const targetPart = partOf(target);
    if (targetPart === part || target === targetPart) continue;
    if (targetPart !== 'src/ops' && !allowed.includes(targetPart) && !allowed.includes('*'))
      faults.push(`${file}: ${part} may not import ${targetPart}`);
    else if (target !== `${targetPart}/index.ts`)
      faults.push(`${file}: import ${targetPart} through its front door, index.ts`);
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
