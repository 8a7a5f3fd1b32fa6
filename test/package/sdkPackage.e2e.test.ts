import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sdkDoors } from '../../scripts/build/sdkDoors.ts';
import { queryDataset } from '../support/dataset.ts';
import { complaintsOfFlac } from '../support/nativeFlac.ts';
import { type OpenPackage, openPackage } from './support/openPackage.ts';

const STRICT =
  "default-src 'none'; script-src 'self' SDK 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' RELAY";

let sdk: OpenPackage;

beforeAll(async () => {
  sdk = await openPackage({
    plain: {},
    strict: { 'content-security-policy': STRICT },
    bare: { 'content-security-policy': "script-src 'self' SDK; worker-src 'self'" },
    noWasm: { 'content-security-policy': "script-src 'self' SDK; worker-src blob:" },
    trusted: {
      'content-security-policy': "require-trusted-types-for 'script'; trusted-types parqueue",
    },
  });
});

afterAll(() => sdk?.close());

/** How many rows of a verse the dataset has, and the audio of the one that has it. */
async function rowsOf(verse: string): Promise<{ rowCount: number; flac: Uint8Array }> {
  const [row] = await queryDataset(
    sdk.stack.datasetDir,
    `SELECT count(*)::INTEGER AS rows, coalesce(max(hex(audio.bytes)), '') AS flac
     FROM read_parquet('data/recitation/**/*.parquet') WHERE verse_ref = '${verse}'`,
  );
  return { rowCount: Number(row?.['rows']), flac: new Uint8Array(Buffer.from(String(row?.['flac']), 'hex')) };
}

async function expectArrived(verse: string): Promise<void> {
  const { rowCount, flac } = await rowsOf(verse);
  expect(rowCount).toBe(10);
  expect(complaintsOfFlac(flac)).toBe('');
}

test('a plain page with the package at another origin records and logs, with worker and WASM out of lazy chunks', async () => {
  const { loaded, ...result } = await sdk.run('plain', { verse: '1:1', hasAudio: true });
  expect(result).toMatchObject({ engine: 'worker', degraded: [], complaints: [] });
  expect(result.durationS).toBeGreaterThan(1.8);
  expect(loaded.filter((path) => path.endsWith('.wasm'))).toEqual([]);
  await expectArrived('1:1');
});

test("with the worker's folder beside a page of strict policy, nothing comes from a blob", async () => {
  const { loaded, ...result } = await sdk.run('strict', {
    verse: '1:2',
    hasAudio: true,
    hasFrames: false,
    workerUrl: '/parqueue/worker.js',
  });
  expect(result).toMatchObject({ engine: 'worker', degraded: [], complaints: [] });
  expect(loaded).toEqual(
    expect.arrayContaining([
      '/parqueue/worker.js',
      '/parqueue/worklet.js',
      '/parqueue/parquet.wasm',
      '/parqueue/flac.wasm',
    ]),
  );
  expect(loaded.filter((path) => /chunks\/(parquet|worker)-/.test(path))).toEqual([]);
  await expectArrived('1:2');
});

test('where trusted types are required, the policy `parqueue` suffices', async () => {
  const result = await sdk.run('trusted', { verse: '1:3', hasAudio: true, hasFrames: false });
  expect(result).toMatchObject({ engine: 'worker', degraded: [], complaints: [] });
  await expectArrived('1:3');
});

test('the light writer brings no Parquet WASM, and records all the same', async () => {
  const { loaded, ...result } = await sdk.run('plain', { verse: '1:4', hasAudio: true, writer: 'light' });
  expect(result).toMatchObject({ engine: 'worker', degraded: [], complaints: [] });
  expect(loaded.filter((path) => path.includes('parquet'))).toEqual([]);
  await expectArrived('1:4');
});

test('a policy that allows neither a blob nor WASM is told, and rows go from the page, written in JavaScript', async () => {
  const { degraded, ...result } = await sdk.run('bare', { verse: '1:5', hasAudio: false });
  expect(result).toMatchObject({ engine: 'page' });
  expect(degraded).toEqual(['worker', 'wasm']);
  expect((await rowsOf('1:5')).rowCount).toBe(10);
});

test('[SD12] a policy that allows workers and no WASM is told, and the Parquet WASM is not even loaded', async () => {
  const { loaded, ...result } = await sdk.run('noWasm', { verse: '1:6', hasAudio: false });
  expect(result).toMatchObject({ engine: 'worker', degraded: ['wasm'] });
  expect(loaded.filter((path) => path.includes('parquet'))).toEqual([]);
  expect((await rowsOf('1:6')).rowCount).toBe(10);
});

test('[SD13] a part of the SDK that does not arrive is told and asked for again, and nothing that was said is lost', async () => {
  const { degraded, ...result } = await sdk.run('plain', {
    verse: '1:7',
    hasAudio: false,
    fails: 'createCore',
  });
  expect(result).toMatchObject({ engine: 'worker', complaints: [] });
  expect(degraded).toEqual([
    expect.stringContaining('a part of the SDK could not be loaded'),
    expect.stringContaining('a part of the SDK could not be loaded'),
  ]);
  expect((await rowsOf('1:7')).rowCount).toBe(10);
});

test('[R6] importing the package on a server does nothing', async () => {
  const script = `
    const before = new Set(Reflect.ownKeys(globalThis));
    for (const door of ${JSON.stringify(sdkDoors().map(({ name }) => name))}) await import('${pathToFileURL(sdk.dir)}/' + door + '.js');
    const after = Reflect.ownKeys(globalThis).filter((key) => !before.has(key));
    console.log(JSON.stringify({ after, resources: process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY/.test(kind)) }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(JSON.parse(stdout)).toEqual({ after: [], resources: [] });
});
