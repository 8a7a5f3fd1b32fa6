import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packSdk } from '../../scripts/build/packSdk.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import { complaintsOfFlac } from '../support/nativeFlac.ts';
import { nodesInPath } from './support/nodesInPath.ts';
import { serveFolders } from './support/serveFolders.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const SPEECH = join(ROOT, 'test/data/speech-16k.flac');

let home: string;
/** A folder with nothing but the package in it, as `npm install` leaves it. */
let app: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parqueue-node-'));
  app = join(home, 'app');
  await mkdir(app);
  const tarball = await packSdk(home);
  await writeFile(join(app, 'package.json'), '{ "type": "module", "private": true }');
  await run('npm', ['install', tarball, '--offline', '--no-audit', '--no-fund'], { cwd: app });
  await writeFile(join(app, 'log.js'), PROGRAM);
}, 180_000);

afterAll(() => rm(home, { recursive: true, force: true }));

/** 2 s at 48 kHz, of a formula, so that a page has the same. */
const TONE = 'Float32Array.from({ length: 96_000 }, (_, i) => Math.sin(i / 19) * Math.sin(i / 7_001) * 0.8)';

const PROGRAM = `
import { readFile } from 'node:fs/promises';
import { createLogger } from '@parqueue/sdk/node';
import { alignment, recitationError } from '@parqueue/sdk/presets';

const [folder, writer] = process.argv.slice(2);
await using log = createLogger({ to: { folder }, tables: { runs: alignment, errors: recitationError }, writer });
log.on('degraded', ({ reason }) => console.error(reason));
const [tone] = await log.encode(${TONE}, { sampleRate: 48_000 });
const [speech] = await log.encode(await readFile('${SPEECH}'));
log.runs.append({ asr_model: 'tone', audio: tone });
log.runs.append({ asr_model: 'speech', audio: speech, surah: 112, resegmented: true });
log.errors.append({ error_message: 'خطأ 🎙' });
console.log(JSON.stringify({ tone, speech }));
`;

/** Both clips as a page encodes them with the same package. */
async function clipsInBrowser() {
  const pages = new Map([['/page', { html: '<!doctype html><title>A page</title>', headers: {} }]]);
  const flac = join(home, 'flac');
  await mkdir(flac);
  await cp(SPEECH, join(flac, 'speech.flac'));
  const site = await serveFolders({ folders: { sdk: join(app, 'node_modules/@parqueue/sdk'), flac }, pages });
  const browser = await chromium.launch(chromiumOptions());
  try {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/page`);
    return await page.evaluate(`(async () => {
      const { createLogger } = await import('/sdk/index.js');
      const { alignment } = await import('/sdk/presets.js');
      const log = createLogger({ relay: 'http://127.0.0.1:9', dataset: 'none', tables: { runs: alignment } });
      const [tone] = await log.encode(${TONE}, { sampleRate: 48_000 });
      const [speech] = await log.encode(await (await fetch('/flac/speech.flac')).blob());
      await log.close();
      return { tone, speech };
    })()`);
  } finally {
    await browser.close();
    await site.close();
  }
}

interface Clips {
  readonly tone: { readonly flacSha256: string; readonly pcmSha256: string };
  readonly speech: { readonly flacSha256: string; readonly pcmSha256: string };
}

const digestsOf = ({ tone, speech }: Clips) =>
  [tone, speech].map(({ flacSha256, pcmSha256 }) => ({ flacSha256, pcmSha256 }));

test('[ND10] [ND7] the packed package logs into a folder in every Node that it is for, with both writers, and DuckDB reads it', async () => {
  const nodes = nodesInPath();
  console.log(`in Node ${[...nodes.keys()].join(', ')}`);
  const digests = new Set<string>();
  for (const [version, node] of nodes) {
    for (const writer of ['parquet', 'light']) {
      const folder = join(home, `${version}-${writer}`);
      // The oldest knows no `await using`, which is its compiler's business.
      const program = (await readFile(join(app, 'log.js'), 'utf8')).replace('await using', 'const');
      await writeFile(join(app, 'old.js'), `${program}await log.close();`);
      const { stdout, stderr } = await run(node, ['old.js', folder, writer], { cwd: app });
      expect(stderr).toBe('');
      digests.add(JSON.stringify(digestsOf(JSON.parse(stdout))));
      const rows = await queryDataset(
        folder,
        `SELECT asr_model, surah, resegmented, hex(audio.bytes) AS bytes FROM 'data/alignment/**/*.parquet' ORDER BY 1`,
      );
      expect(rows).toMatchObject([
        { asr_model: 'speech', surah: 112, resegmented: true },
        { asr_model: 'tone', surah: null },
      ]);
      expect(complaintsOfFlac(new Uint8Array(Buffer.from(String(rows[0]?.['bytes']), 'hex')))).toBe('');
      expect(await queryDataset(folder, `SELECT error_message FROM 'data/errors/**/*.jsonl'`)).toEqual([
        { error_message: 'خطأ 🎙' },
      ]);
      expect(await checkDataset(folder)).toEqual({ configs: ['alignment'], problems: [] });
    }
  }
  expect(digests.size).toBe(1);
}, 120_000);

test('[ND6] the same sound has the same bytes in Node and in a browser', async () => {
  const { stdout } = await run(process.execPath, ['log.js', join(home, 'same'), 'parquet'], { cwd: app });
  expect(digestsOf(JSON.parse(stdout))).toEqual(digestsOf((await clipsInBrowser()) as Clips));
});

test('[ND10] its types are whole in a program without the types of the DOM', async () => {
  await mkdir(join(app, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types'])
    await symlink(join(ROOT, 'node_modules', name), join(app, 'node_modules', name));
  await writeFile(
    join(app, 'typed.ts'),
    `import { createLogger, type NodeLogger, ParqueueError } from '@parqueue/sdk/node';
import { alignment } from '@parqueue/sdk/presets';

const log: NodeLogger<{ runs: typeof alignment }> = createLogger({ to: { folder: 'out' }, tables: { runs: alignment } });
const [clip] = await log.encode(new Uint8Array(3));
if (clip) log.runs.append({ audio: clip, surah: 2 });
// @ts-expect-error a string is no surah
log.runs.append({ surah: 'two' });
// @ts-expect-error rows go to a relay, or to a folder
createLogger({ tables: { runs: alignment } });
await log.export({ folder: 'export' }).catch((error: unknown) => console.error(error instanceof ParqueueError));
export {};
`,
  );
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023'], module: 'nodenext', moduleResolution: 'nodenext' },
    ...{ strict: true, noEmit: true, skipLibCheck: false, types: ['node'] },
  };
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const checked = await run(process.execPath, [tsc, '-p', app, '--pretty', 'false']).catch(
    (error: { stdout: string }) => error,
  );
  expect(checked.stdout).toBe('');
});
