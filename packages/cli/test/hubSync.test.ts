import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepo, uploadFiles } from '@huggingface/hub';
import { type LocalHub, startLocalHub } from '@parqueue/local-hub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCache } from '../src/cache/createCache.ts';
import { type MediaReference, readMedia } from '../src/cache/readMedia.ts';
import { resolveConfig } from '../src/config/resolveConfig.ts';
import type { DemoAudio } from '../src/demo/demoData.ts';
import { type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const TOKEN = 'hf_theTokenOfTests';
const REPO = 'me/many';
const LOUD = 'me/loud';
/** Many small files. */
let demo: OpenDemo;
/** Few large ones, most of them recordings. */
let loud: OpenDemo;
let hub: LocalHub;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-hub-'));
  demo = await openDemo({ days: 20 });
  // Pages of a listing are small, so that there are several.
  hub = await startLocalHub({ dir: join(dir, 'hub'), token: TOKEN, treePageSize: 50 });
  loud = await openDemo({ days: 1, scale: 50 });
  await upload(REPO, demo.dir);
  await upload(LOUD, loud.dir);
}, 120_000);
afterAll(async () => {
  await hub.close();
  await demo.close();
  await loud.close();
  await rm(dir, { recursive: true, force: true });
});

async function upload(name: string, from: string): Promise<void> {
  const access = { hubUrl: hub.url, accessToken: TOKEN, repo: { type: 'dataset' as const, name } };
  await createRepo({ ...access, private: true });
  const paths = (await readdir(from, { recursive: true })).filter((path) =>
    /\.(parquet|jsonl|md)$/.test(path),
  );
  const files = await Promise.all(
    paths.map(async (path) => ({
      path,
      content: new Blob([new Uint8Array(await readFile(join(from, path)))]),
    })),
  );
  await uploadFiles({ ...access, useXet: false, commitTitle: 'demo', files });
}

const openPlace = async () => ({ cwd: await mkdtemp(join(dir, 'place-')), env: { HF_TOKEN: TOKEN } });
const remote = (repo = REPO) => ['--repo', repo, '--hub-url', hub.url];

describe('sync from a hub', () => {
  it('[CL26] {000.01} brings every row over HTTP, and asks once when nothing is new', async () => {
    const place = await openPlace();
    const first = await runCommand(['sync', '--json', ...remote()], place);
    expect(first.stderr).not.toContain('left out');
    const count = demo.data.tables.reduce((sum, { revisions }) => sum + revisions.length, 0);
    expect(JSON.parse(first.stdout)).toMatchObject({ addedRows: count, bad: [] });
    const again = await runCommand(['sync', '--json', ...remote()], place);
    expect(JSON.parse(again.stdout)).toMatchObject({ isUnchanged: true, requestCount: 1 });
    const table = await runCommand(
      ['sql', 'SELECT count(*) AS n FROM alignment_rows', '--json', '--offline', ...remote()],
      place,
    );
    expect(JSON.parse(table.stdout)[0].n).toBe(
      demo.data.tables.find((one) => one.table.name === 'alignment')?.revisions.length,
    );
  });

  it('[CL27] of files with recordings only the other columns come; the sound of one is read by ranges, byte for byte', async () => {
    const place = await openPlace();
    let sizeBytes = 0;
    const counting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (/resolve\/.*data\/(audio_chunk|alignment)\//.test(String(input)))
        sizeBytes += Number(response.headers.get('content-length'));
      return response;
    };
    const config = await resolveConfig({ flags: { repo: LOUD, hubUrl: hub.url }, localTz: 'UTC', ...place });
    const talk = { debug() {}, info() {}, warn() {}, error() {}, progress() {} };
    const { signal } = new AbortController();
    const cache = createCache({ config, talk, fetch: counting, now: Date.now, signal });
    const db = await cache.open();
    const [total] = await db.rows<{ all_bytes: number; slim: number }>(
      "SELECT sum(size_bytes)::BIGINT AS all_bytes, count(*) FILTER (WHERE is_slim) AS slim FROM parqueue.files WHERE table_name IN ('audio_chunk', 'alignment')",
    );
    expect(total?.slim).toBeGreaterThan(1);
    expect(sizeBytes).toBeLessThan((total?.all_bytes ?? 0) / 2);
    const slim = 'audio.file IN (SELECT path FROM parqueue.files WHERE is_slim)';
    const found = await db.rows<{ audio: MediaReference }>(
      `SELECT audio FROM audio_chunk WHERE ${slim} ORDER BY row_id`,
    );
    const revisions = loud.data.tables.find((one) => one.table.name === 'audio_chunk')?.revisions ?? [];
    const sounds = new Map(
      revisions.map(({ row }) => row['audio'] as DemoAudio).map((one) => [one.path, one.bytes]),
    );
    expect(found.length).toBeGreaterThan(20);
    for (const { audio } of [...found.slice(0, 3), ...found.slice(-3)]) {
      const before = sizeBytes;
      const bytes = await readMedia(db, cache.source(), { column: 'audio', media: audio, isOffline: false });
      expect(Buffer.from(bytes).equals(sounds.get(audio.path) ?? Buffer.alloc(0))).toBe(true);
      expect(sizeBytes - before).toBeLessThan(1_200_000);
    }
    const [first] = found;
    const asked = readMedia(db, cache.source(), {
      column: 'audio',
      media: first?.audio as MediaReference,
      isOffline: true,
    });
    await expect(asked).rejects.toThrow('--offline: the sound of');
    db.close();
  });

  it('[CL28] with --audio all everything comes, and the files are the bytes of the dataset', async () => {
    const place = await openPlace();
    await runCommand(['sync', ...remote(LOUD)], place);
    const files = join(place.cwd, '.parqueue/cache/files/me--loud');
    expect((await readdir(files)).filter((name) => name.includes('.slim')).length).toBeGreaterThan(1);
    await runCommand(['sync', '--audio', 'all', ...remote(LOUD)], place);
    const names = await readdir(files);
    expect(names.filter((name) => name.includes('.slim') || name.endsWith('.part'))).toEqual([]);
    for (const name of names.filter((one) => one.endsWith('.parquet'))) {
      const bytes = await readFile(join(files, name));
      const [oid = ''] = name.split('.');
      if (oid.length === 64) expect(createHash('sha256').update(bytes).digest('hex')).toBe(oid);
      expect((await stat(join(files, name))).size).toBe(bytes.length);
    }
  });

  it('[CL29] a sync that was cut off goes on with the files that are missing', async () => {
    const place = await openPlace();
    let budget = 120;
    const cut: typeof fetch = (input, init) =>
      budget-- > 0 ? fetch(input, init) : Promise.resolve(new Response('no', { status: 403 }));
    const broken = await runCommand(['sync', ...remote()], { ...place, fetch: cut });
    expect(broken.exitCode).toBe(1);
    const whole = await runCommand(['sync', '--json', ...remote()], place);
    const fresh = JSON.parse((await runCommand(['sync', '--json', ...remote()], await openPlace())).stdout);
    const resumed = JSON.parse(whole.stdout);
    expect(resumed.addedRows).toBe(fresh.addedRows);
    expect(resumed.requestCount).toBeLessThan(fresh.requestCount - 80);
  });

  it('[CL30] what the hub asks to wait is waited, and a token that may not is said', async () => {
    const place = await openPlace();
    let refusals = 2;
    const limited: typeof fetch = async (input, init) =>
      refusals-- > 0
        ? new Response('slow down', { status: 429, headers: { ratelimit: '"resolvers";r=0;t=1' } })
        : fetch(input, init);
    const startedAt = Date.now();
    const { exitCode } = await runCommand(['sync', ...remote()], { ...place, fetch: limited });
    expect(exitCode).toBe(0);
    expect(Date.now() - startedAt).toBeGreaterThan(1_900);
    const refused = await runCommand(['sync', ...remote()], { ...(await openPlace()), env: {} });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('HF_TOKEN');
    const offline = await runCommand(['sync', '--offline', ...remote()], await openPlace());
    expect(offline.stderr).toContain('--offline');
  });
});
