import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { updateCard } from '@parqueue/schema/card';
import { alignment, metricsEvent, recitationError } from '@parqueue/schema/presets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../src/testing/runCommand.ts';

let cwd: string;
let dir: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'parqueue-sync-'));
  dir = join(cwd, 'ds');
  await mkdir(join(dir, 'data'), { recursive: true });
  await writeFile(join(dir, 'README.md'), updateCard(undefined, [metricsEvent, alignment], { title: 'x' }));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand([...args, '--local', 'ds'], { cwd });
const rows = async <T>(statement: string): Promise<T> =>
  JSON.parse((await run('sql', statement, '--json')).stdout);
const sync = async () => {
  const { stdout, ...rest } = await run('sync', '--json');
  return { ...rest, report: JSON.parse(stdout) };
};

/** A Parquet file of what a SELECT gives. */
async function write(path: string, select: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`COPY (${select}) TO '${join(dir, path)}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}
const event = (id: string, revision: number, more = '') =>
  `SELECT TIMESTAMPTZ '2026-02-03 10:00:00+00' AS "timestamp", 'cache_hit' AS event_type, '${id}' AS row_id, ${revision}::INTEGER AS revision${more}`;

describe('sync', () => {
  it('[CL20] only new files are read, and rows of files that are gone go', async () => {
    await write('data/metrics_event/2026-02-03/a.parquet', event('a', 0));
    await write('data/metrics_event/2026-02-03/b.parquet', event('b', 0));
    expect((await sync()).report).toMatchObject({ addedFiles: 2, addedRows: 2, removedFiles: 0 });
    expect((await sync()).report).toMatchObject({ isUnchanged: true });
    await write('data/metrics_event/2026-02-04/c.parquet', event('c', 0));
    await unlink(join(dir, 'data/metrics_event/2026-02-03/a.parquet'));
    expect((await sync()).report).toMatchObject({ addedFiles: 1, addedRows: 1, removedFiles: 1 });
    expect(await rows('SELECT row_id FROM metrics_event ORDER BY 1')).toEqual([
      { row_id: 'b' },
      { row_id: 'c' },
    ]);
  });

  it('[CL21] {000.27} a row is its highest revision, whichever file came last; when that goes, the one before is it again', async () => {
    await write('data/metrics_event/2026-02-04/later.parquet', event('a', 2, ', 30::INTEGER AS queue_depth'));
    await sync();
    await write('data/metrics_event/2026-02-03/first.parquet', event('a', 1, ', 10::INTEGER AS queue_depth'));
    await sync();
    const depth = () => rows('SELECT queue_depth, revision FROM metrics_event');
    expect(await depth()).toEqual([{ queue_depth: 30, revision: 2 }]);
    expect(await rows('SELECT count(*) AS n FROM metrics_event_rows')).toEqual([{ n: 2 }]);
    await unlink(join(dir, 'data/metrics_event/2026-02-04/later.parquet'));
    await sync();
    expect(await depth()).toEqual([{ queue_depth: 10, revision: 1 }]);
  });

  it('[CL21] {000.27} a row keeps the recording of the revision that brought it', async () => {
    const row = (surah: number, revision: number, audio: string) =>
      `SELECT ${audio} AS audio, '2026-02-03T10:00:00' AS "timestamp", ${surah}::INTEGER AS surah, 'r' AS row_id, ${revision}::INTEGER AS revision`;
    await write('data/alignment/2026-02-03/a.parquet', row(2, 0, "{'bytes': 'abc'::BLOB, 'path': 'a.flac'}"));
    await write('data/alignment/2026-02-03/b.parquet', row(3, 1, 'NULL::STRUCT(bytes BLOB, path VARCHAR)'));
    await sync();
    expect(await rows('SELECT surah, audio FROM alignment')).toEqual([
      { surah: 3, audio: { path: 'a.flac', file: 'data/alignment/2026-02-03/a.parquet', row: 0 } },
    ]);
  });

  it('[CL21] {000.12} a recording without a name, as other programs write it, is known by its bytes', async () => {
    const row = (id: string, audio: string) =>
      `SELECT ${audio} AS audio, '2026-02-03T10:00:00' AS "timestamp", '${id}' AS row_id, 0::INTEGER AS revision`;
    await write('data/alignment/2026-02-03/a.parquet', row('a', "{'bytes': 'abc'::BLOB, 'path': 'a.flac'}"));
    await write(
      'data/alignment/2026-02-03/b.parquet',
      row('b', "{'bytes': 'abc'::BLOB, 'path': NULL::VARCHAR}"),
    );
    await write('data/alignment/2026-02-03/c.parquet', row('c', 'NULL::STRUCT(bytes BLOB, path VARCHAR)'));
    await sync();
    expect(await rows('SELECT audio.path AS path FROM alignment ORDER BY row_id')).toEqual([
      { path: 'a.flac' },
      { path: 'data/alignment/2026-02-03/b.parquet#0' },
      { path: null },
    ]);
  });

  it('[CL22] {000.43} a column that comes otherwise than declared loses no value: whole numbers become double, then text', async () => {
    await write(
      'data/metrics_event/2026-02-03/a.parquet',
      event('a', 0, ', 2::INTEGER AS total_latency_ms, 1::INTEGER AS queue_depth'),
    );
    await write(
      'data/metrics_event/2026-02-03/b.parquet',
      event('b', 0, ", 2.5 AS total_latency_ms, 'deep' AS queue_depth, 'new' AS added"),
    );
    const { report } = await sync();
    expect(report.drift.join('\n')).toMatch(
      /total_latency_ms: was INTEGER.*DOUBLE[\s\S]*queue_depth: was INTEGER.*kept as VARCHAR[\s\S]*added: is not declared/,
    );
    expect(
      await rows('SELECT total_latency_ms AS l, queue_depth AS q, added FROM metrics_event ORDER BY row_id'),
    ).toEqual([
      { l: 2, q: '1', added: null },
      { l: 2.5, q: 'deep', added: 'new' },
    ]);
    await write('data/metrics_event/2026-02-04/c.parquet', event('c', 0, ", '7' AS text_length"));
    await sync();
    expect(await rows("SELECT text_length AS t FROM metrics_event WHERE row_id = 'c'")).toEqual([{ t: 7 }]);
  });

  it('[CL23] a file that cannot be read is left out and named; the others are read', async () => {
    await write('data/metrics_event/2026-02-03/a.parquet', event('a', 0));
    await writeFile(join(dir, 'data/metrics_event/2026-02-03/torn.parquet'), 'PAR1 and no more');
    const { exitCode, stderr, report } = await sync();
    expect([exitCode, report.bad.length, report.addedRows]).toEqual([5, 1, 1]);
    expect(stderr).toContain('data/metrics_event/2026-02-03/torn.parquet is left out');
    expect((await run('doctor')).stdout).toContain('torn.parquet is left out');
    expect((await sync()).report).toMatchObject({ isUnchanged: true });
  });

  it('[CL24] {000.17} JSON lines are a table, and a text that looks like a time stays one', async () => {
    await mkdir(join(dir, 'data/errors'), { recursive: true });
    await writeFile(
      join(dir, 'data/errors/x.jsonl'),
      '{"timestamp":"2026-02-03T01:50:45","verse_ref":"1:1","error_message":"x"}\n{"timestamp":"2026-02-03T01:50:46","retries":2}\n',
    );
    await sync();
    expect(
      await rows(
        `SELECT "timestamp" AS t, verse_ref, retries, _row, _time FROM ${recitationError.name} ORDER BY _row`,
      ),
    ).toEqual([
      {
        t: '2026-02-03T01:50:45',
        verse_ref: '1:1',
        retries: null,
        _row: 0,
        _time: '2026-02-03T01:50:45.000Z',
      },
      { t: '2026-02-03T01:50:46', verse_ref: null, retries: 2, _row: 1, _time: '2026-02-03T01:50:46.000Z' },
    ]);
  });

  it('[CL25] a reader that has the cache open does not hold a sync up, and keeps what it sees', async () => {
    await write('data/metrics_event/2026-02-03/a.parquet', event('a', 0));
    await sync();
    const folder = join(cwd, '.parqueue/cache', (await readdir(join(cwd, '.parqueue/cache')))[0] as string);
    const generation = (await readdir(folder)).find((name) => name.endsWith('.duckdb')) as string;
    // Another process, since it is processes that lock a file.
    const script = `import { DuckDBInstance } from '@duckdb/node-api';
      const c = await (await DuckDBInstance.create(${JSON.stringify(join(folder, generation))}, { access_mode: 'READ_ONLY' })).connect();
      const ask = async () => console.log(Number((await c.runAndReadAll('SELECT count(*) AS n FROM metrics_event')).getRowObjectsJS()[0].n));
      await ask(); process.stdin.once('data', async () => { await ask(); process.exit(0); });`;
    const reader = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    expect(String((await once(reader.stdout, 'data'))[0])).toBe('1\n');
    await write('data/metrics_event/2026-02-03/b.parquet', event('b', 0));
    expect((await sync()).report.addedRows).toBe(1);
    reader.stdin.write('again\n');
    expect(String((await once(reader.stdout, 'data'))[0])).toBe('1\n');
    expect(await rows('SELECT count(*) AS n FROM metrics_event')).toEqual([{ n: 2 }]);
  });
});
