import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audio, int32, string, table } from '@parqueue/schema';
import { createLogger } from '@parqueue/sdk/node';
import { alignment, metricsEvent, recitationError } from '@parqueue/sdk/presets';
import { afterAll, expect, test } from 'vitest';
import { queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import { runProgram } from './runProgram.ts';

const root = await mkdtemp(join(tmpdir(), 'parqueue-dataset-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let count = 0;
const newFolder = () => join(root, `dataset-${count++}`);

test('[ND7] {000.21} rows go to a folder as a dataset, revisions and Arabic text included, without relay or hub', async () => {
  const folder = newFolder();
  const log = createLogger({
    to: { folder },
    tables: { runs: alignment, events: metricsEvent, errors: recitationError },
  });
  const runs = Array.from({ length: 40 }, (_, i) => log.runs.append({ surah: i, asr_model: `بسم ${i} 🎙` }));
  log.errors.append({ verse_ref: '1:1', error_message: 'خطأ' });
  const place = await runs[0]?.committed;
  expect(await readFile(join(folder, place?.path ?? ''))).toHaveProperty('length');
  expect(await runs[3]?.set({ asr_model: 'later' })).toMatchObject({ applied: true });
  await log.flush({ until: 'committed' });
  expect(await log.stats()).toMatchObject({
    engine: 'process',
    storage: { kind: 'folder' },
    tables: { alignment: { pending: 0, committed: 41 }, recitation_error: { committed: 1 } },
  });
  await log.close();

  const rows = await queryDataset(
    folder,
    `SELECT surah, asr_model, revision, user_id FROM 'data/alignment/**/*.parquet' ORDER BY surah, revision`,
  );
  expect(rows).toHaveLength(41);
  expect(rows[0]).toMatchObject({ surah: 0, asr_model: 'بسم 0 🎙', revision: 0 });
  expect(rows[4]).toMatchObject({ surah: 3, asr_model: 'later', revision: 1 });
  expect(new Set(rows.map(({ user_id }) => user_id)).size).toBe(1);
  expect(String(rows[0]?.['user_id'])).toMatch(/^[0-9a-f]{12}$/);
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('config_name: alignment');
  const left = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.new'));
  expect(left).toEqual([]);
});

test('[ND7] what a person wrote into the card stays, and a new column of a table comes to it before the file that has it', async () => {
  const folder = newFolder();
  const first = table({ name: 'notes', features: { text: string() } });
  const second = table({
    name: 'notes',
    features: { text: string(), stars: int32(), voice: audio({ samplingRate: 16_000 }) },
  });
  const one = createLogger({ to: { folder, userId: 'abcdefabcdef' }, tables: { notes: first } });
  one.notes.append({ text: 'first' });
  await one.close();
  const card = join(folder, 'README.md');
  await writeFile(card, `${await readFile(card, 'utf8')}\nWritten by a person.\n`);
  const other = createLogger({ to: { folder, userId: 'abcdefabcdef' }, tables: { notes: second } });
  const [voice] = await other.encode(new Float32Array(1_600), { sampleRate: 16_000 });
  other.notes.append({ text: 'second', stars: 5, ...(voice && { voice }) });
  await other.close();
  expect(await readFile(card, 'utf8')).toContain('Written by a person.');
  expect(await checkDataset(folder)).toEqual({ configs: ['notes'], problems: [] });
  const rows = await queryDataset(
    folder,
    `SELECT text, stars FROM read_parquet('data/notes/**/*.parquet', union_by_name = true) ORDER BY text`,
  );
  expect(rows).toEqual([
    { text: 'first', stars: null },
    { text: 'second', stars: 5 },
  ]);
});

test('[ND7] rows wait while the folder is away, and are written once it is back', async () => {
  const folder = newFolder();
  const log = createLogger({ to: { folder }, folder: newFolder(), tables: { runs: alignment } });
  await log.runs.append({ surah: 1 }).committed;
  await rename(folder, `${folder}-away`);
  await writeFile(folder, 'no folder');
  const told = new Promise((resolve) => log.on('retry', resolve));
  const row = log.runs.append({ surah: 2 });
  void log.flush();
  expect(await told).toMatchObject({ reason: expect.stringContaining('ENOTDIR') });
  await rm(folder);
  await rename(`${folder}-away`, folder);
  expect(await row.committed).toMatchObject({ path: expect.stringMatching(/^data\/alignment\//) });
  await log.close();
  const [{ rows } = {}] = await queryDataset(folder, `SELECT count(*)::INT AS rows FROM 'data/**/*.parquet'`);
  expect(rows).toBe(2);
});

test('[ND7] [R3] a program that is killed again and again has each stored row in its folder once', async () => {
  const folder = newFolder();
  const program = `
    const log = createLogger({ to: { folder: ${JSON.stringify(folder)} }, tables: { runs: alignment }, flushEvery: '50ms' });
    for (let i = 0; ; i++) {
      const row = log.runs.append({ surah: i });
      await row.stored;
      say(row.rowId);
    }`;
  const stored = new Set<unknown>();
  for (const lifeMs of [350, 700, 1_150, 1_300, 1_600]) {
    const running = runProgram(program);
    stored.add(await running.said());
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    running.kill('SIGKILL');
    await running.ended;
    for (;;) {
      const said = await running.said().catch(() => undefined);
      if (said === undefined) break;
      stored.add(said);
    }
  }
  const log = createLogger({ to: { folder }, tables: { runs: alignment } });
  await log.flush({ until: 'committed' });
  await log.close();
  const found = await queryDataset(folder, `SELECT row_id FROM 'data/**/*.parquet'`);
  const ids = found.map(({ row_id }) => row_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...stored].filter((id) => !ids.includes(id as string))).toEqual([]);
  expect(stored.size).toBeGreaterThan(100);
});
