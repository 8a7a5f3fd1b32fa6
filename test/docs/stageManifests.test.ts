import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';

const PAGE = join(import.meta.dirname, '../../docs/recorders/migration/stage-io.md');

test('{001.32} old manifests become rows by the query that the page of the migration shows', async () => {
  const [, sql = ''] = /^```sql\n(.*?)^```$/ms.exec(await readFile(PAGE, 'utf8')) ?? [];
  const dir = await mkdtemp(join(tmpdir(), 'parqueue-manifests-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', file_search_path: dir });
  const connection = await instance.connect();
  try {
    await mkdir(join(dir, 'out/job_001/01_demux'), { recursive: true });
    const manifest = {
      ...{ stage: 'demux', stage_number: 1, timestamp: '2025-11-27T14:09:16.123456', status: 'success' },
      ...{ duration_seconds: 4.2, completed_at: '2025-11-27T14:09:20.345678' },
      inputs: [{ type: 'video', path: 'in/sample.mp4', size_bytes: 52_428_800, format: 'mp4' }],
      outputs: [],
      config: { processing_mode: 'full' },
    };
    await writeFile(join(dir, 'out/job_001/01_demux/manifest.json'), JSON.stringify(manifest, null, 2));
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(sql.replace("'old-manifests.parquet'", `'${join(dir, 'old-manifests.parquet')}'`));
    const read = await connection.runAndReadAll(
      "SELECT * REPLACE (epoch_ms(timestamp)::double AS timestamp, epoch_ms(completed_at)::double AS completed_at) FROM 'old-manifests.parquet'",
    );
    const [row, ...others] = read.getRowObjectsJson();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      ...{ stage: 'demux', stage_number: 1, status: 'success', duration_seconds: 4.2, job_id: 'job_001' },
      ...{
        timestamp: Date.parse('2025-11-27T14:09:16.123Z'),
        completed_at: Date.parse('2025-11-27T14:09:20.345Z'),
      },
    });
    expect(JSON.parse(String(row?.['inputs']))).toEqual(manifest.inputs);
    expect(JSON.parse(String(row?.['config']))).toEqual(manifest.config);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(dir, { recursive: true, force: true });
  }
});
