import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTypes } from '../../scripts/build/buildTypes.ts';

const TSC = new URL('../../node_modules/typescript/bin/tsc', import.meta.url).pathname;

const MANIFEST = {
  name: '@parqueue/sdk',
  type: 'module',
  exports: {
    '.': { types: './index.d.ts' },
    './schema': { types: './schema.d.ts' },
    './presets': { types: './presets.d.ts' },
    './service-worker': { types: './service-worker.d.ts' },
  },
};

/** What a site writes that has nothing but the package: tables of one door go through another, and keep their rows. */
const APP = `
import { createLogger, RowError } from '@parqueue/sdk';
import { audio, classLabel, int32, json, list, string, struct, table, type RowError as SameError } from '@parqueue/sdk/schema';
import { alignment, recitation, recitationError, type RecitationRow } from '@parqueue/sdk/presets';

const own = table({
  name: 'own',
  features: {
    audio: audio(),
    user_id: string(),
    kind: classLabel(['play', 'stop']),
    tags: list(string()),
    place: struct({ surah: int32() }),
    runs: json<{ n: number }[]>(),
  },
  merge: { runs: 'append', tags: 'append' },
});
const log = createLogger({
  relay: 'https://relay.example',
  dataset: 'd',
  tables: { own, runs: alignment, continued: { ...recitation, continues: true }, errors: recitationError },
  flushEvery: { own: '30s' },
});
const row = log.own.append({ kind: 'play', tags: ['a'], place: { surah: 2 }, runs: [{ n: 1 }], audio: await log.record() });
await row.push('runs', { n: 2 });
await row.push('tags', 'b');
await row.set({ kind: 'stop' });
const recited: RecitationRow = { verse_ref: '1:1', settings: null };
log.continued.append(recited);
log.runs.append({ surah: 2, asr_model: 'Another' });
const refused: SameError = new RowError('own', 'kind', 'wrong');
const { commit, path }: { commit: string; path: string } = await row.committed;
console.log(refused.column, commit, path);
// @ts-expect-error no such label
log.own.append({ kind: 'pause' });
// @ts-expect-error a column that is not appended to
await row.push('kind', 'play');
// @ts-expect-error another element
await row.push('runs', { m: 2 });
// @ts-expect-error filled in by the logger
log.own.append({ user_id: 'x' });
// @ts-expect-error text is no int32
log.runs.append({ surah: 'two' });
// @ts-expect-error no such table
log.nothing;
// @ts-expect-error no such option
createLogger({ relay: '', dataset: '', tables: { own }, nope: 1 });
`;

let site: string;

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'parqueue-site-'));
  const sdk = join(site, 'node_modules/@parqueue/sdk');
  await mkdir(sdk, { recursive: true });
  await buildTypes(sdk);
  await writeFile(join(sdk, 'package.json'), JSON.stringify(MANIFEST));
  await writeFile(join(site, 'package.json'), '{ "type": "module" }');
  await writeFile(join(site, 'app.ts'), APP);
});

afterAll(() => rm(site, { recursive: true, force: true }));

test.each([
  { module: 'esnext', moduleResolution: 'bundler', exactOptionalPropertyTypes: true },
  { module: 'nodenext', moduleResolution: 'nodenext', exactOptionalPropertyTypes: false },
])('the published types stand alone and fit together under $moduleResolution', async (options) => {
  const compilerOptions = {
    ...options,
    ...{
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
    },
  };
  await writeFile(join(site, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  const run = promisify(execFile)(process.execPath, [TSC, '-p', site, '--pretty', 'false']);
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
});
