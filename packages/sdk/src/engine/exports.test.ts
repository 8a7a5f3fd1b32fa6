import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportAll } from '../page/exportAll.ts';
import { createZip } from '../page/zip.ts';
import { AREAS } from '../store/store.ts';
import { assertBalanced, type Rig, startRig } from '../testing/engineRig.ts';

const dump = ({ store }: Rig) =>
  store.read(AREAS, async (t) => {
    const all: unknown[] = [];
    for (const area of AREAS) all.push(await t.list(area));
    return all;
  });

/** The texts of a zip's files, as Python reads them once it has checked their sums. */
async function unzip(zip: Blob): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  try {
    writeFileSync(join(folder, 'a.zip'), new Uint8Array(await zip.arrayBuffer()));
    const script =
      'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps({n:z.read(n).decode() for n in z.namelist()}))';
    return JSON.parse(execFileSync('python3', ['-c', script, join(folder, 'a.zip')], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const exported = (rig: Rig) =>
  exportAll({
    engine: rig.engine,
    exportId: 'x',
    at: rig.time.now(),
    relay: 'https://relay.test/path',
    dataset: 'tests',
  });

test('[SD30] an export without a ticket has what waits and what is dead, and changes nothing', async () => {
  const rig = await startRig();
  rig.relay.nextAnswers.push(() => ({
    kind: 'problem',
    problem: { type: 'x', title: 'no', status: 422, code: 'shard_invalid', retryable: false, detail: 'no' },
  }));
  await rig.engine.write([rig.entry(0, 'dead')], []);
  await rig.engine.flush('accepted');
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(1, 'first'), rig.entry(2, 'old'), rig.change(2, 1, [[0, 'new']])], []);
  const before = await dump(rig);
  const files = await unzip((await exported(rig)) as Blob);
  expect(await dump(rig)).toEqual(before);
  await assertBalanced(rig);
  const manifest = JSON.parse(files['manifest.json'] as string);
  expect(manifest).toMatchObject({ relayOrigin: 'https://relay.test', dataset: 'tests' });
  expect(Object.keys(files).sort()).toEqual(
    [...manifest.files.map(({ path }: { path: string }) => path), 'manifest.json'].sort(),
  );
  const [rows, dead] = manifest.files;
  expect(rows).toMatchObject({ table: 'notes', rowCount: 2 });
  expect(dead).toMatchObject({
    table: 'notes',
    rowCount: 1,
    reason: expect.stringContaining('shard_invalid'),
  });
  expect(files[rows.path]).toMatch(/first[\s\S]*new/);
  expect(dead.path).toMatch(/^dead\/notes\//);
  expect(files[dead.path]).toContain('dead');
  expect(files['manifest.json']).not.toContain('proof');
});

test('[SD30] rows from before any identity have a null user_id, and the manifest says so', async () => {
  const rig = await startRig({ config: { consent: 'pending' } });
  await rig.engine.write([rig.entry(0, 'a')], []);
  const files = await unzip((await exported(rig)) as Blob);
  const [rows] = JSON.parse(files['manifest.json'] as string).files;
  expect(rows.isWithoutIdentity).toBe(true);
  expect(JSON.parse(files[rows.path] as string)).toMatchObject({ text: 'a', user_id: null });
});

test('[SD31] what does not fit into a zip is refused', () => {
  const zip = createZip(0, 200);
  expect(zip.add('a', new Uint8Array(20))).toBe(true);
  expect(zip.add('b', new Uint8Array(100))).toBe(false);
});
