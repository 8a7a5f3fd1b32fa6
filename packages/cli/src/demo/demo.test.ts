import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { openDemo } from '../testing/openDemo.ts';
import { currentRows, type DemoAudio } from './demoData.ts';
import { encodeFlac } from './encodeFlac.ts';
import { createSeededRandom } from './seededRandom.ts';

describe('demo', () => {
  it('[CL40] the same seed at the same time makes the same files, another seed others', async () => {
    const digest = async (seed: number) => {
      const demo = await openDemo({ seed, days: 2 });
      const hash = createHash('sha256');
      for (const path of (await readdir(demo.dir, { recursive: true })).sort())
        if (/\.(parquet|jsonl|md)$/.test(path))
          hash.update(path).update(await readFile(join(demo.dir, path)));
      await demo.close();
      return hash.digest('hex');
    };
    const first = await digest(1);
    expect(await digest(1)).toBe(first);
    expect(await digest(2)).not.toBe(first);
  });

  it('[CL41] every table of the presets has rows, revisions and recordings among them, and nothing lies in the future', async () => {
    const demo = await openDemo({ days: 10 });
    const names = demo.data.tables.map(({ table }) => table.name).sort();
    expect(names).toEqual([
      'alignment',
      'audio_chunk',
      'error_log',
      'log_line',
      'metrics_event',
      'play_history',
      'recitation',
      'recitation_error',
      'stage_manifest',
      'system_metrics',
      'transcription',
    ]);
    for (const { table, revisions } of demo.data.tables) {
      expect(revisions.length, table.name).toBeGreaterThan(0);
      for (const { writtenAt } of revisions) expect(writtenAt, table.name).toBeLessThan(demo.data.endMs);
    }
    const manifests = demo.data.tables.find(({ table }) => table.name === 'stage_manifest');
    const states = new Set(manifests && currentRows(manifests).map((row) => row['status']));
    expect(states).toContain('success');
    expect(states).toContain('failed');
    await demo.close();
  });

  it('[CL42] its files are read by another reader as they were made up', async () => {
    const demo = await openDemo({ days: 2 });
    const folder = join(demo.dir, 'data/audio_chunk');
    const [name = ''] = (await readdir(folder, { recursive: true }))
      .filter((path) => path.endsWith('.parquet'))
      .sort();
    const file = await readFile(join(folder, name));
    const rows = await parquetReadObjects({
      file: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer,
      utf8: false,
    });
    const made = demo.data.tables.find(({ table }) => table.name === 'audio_chunk')?.revisions ?? [];
    for (const row of rows) {
      const { bytes, path } = row['audio'] as DemoAudio;
      const audio = made.map((one) => one.row['audio'] as DemoAudio).find((one) => one.path === path);
      expect(Buffer.from(bytes).equals(audio?.bytes ?? Buffer.alloc(0))).toBe(true);
    }
    expect(rows.length).toBeGreaterThan(0);
    await demo.close();
  });

  it('[CL43] its sound is FLAC that decodes to the samples that went in', async () => {
    const { spawnSync } = await import('node:child_process');
    const random = createSeededRandom(9);
    const samples = Int16Array.from({ length: 10_001 }, (_, i) =>
      Math.round(9_000 * Math.sin(i / 9) + random.normal(0, 300)),
    );
    const flac = encodeFlac(samples, 16_000);
    expect(Buffer.from(flac.subarray(0, 4)).toString()).toBe('fLaC');
    const decoded = spawnSync(
      'flac',
      ['-d', '-s', '-c', '--force-raw-format', '--endian=little', '--sign=signed', '-'],
      { input: flac },
    );
    expect(String(decoded.stderr)).toBe('');
    expect(Buffer.from(samples.buffer).equals(decoded.stdout)).toBe(true);
  });
});
