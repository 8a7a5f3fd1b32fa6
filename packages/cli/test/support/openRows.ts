import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableDefinition } from '@parqueue/schema';
import type { DemoRow } from '../../src/demo/demoData.ts';
import { writeDemo } from '../../src/demo/writeDemo.ts';
import { DEMO_NOW } from '../../src/testing/openDemo.ts';
import { type CommandRun, runCommand } from '../../src/testing/runCommand.ts';

export interface OpenRows {
  readonly cwd: string;
  run(...args: string[]): Promise<CommandRun>;
  close(): Promise<void>;
}

/** A dataset of rows that a test wrote itself; the time is {@link DEMO_NOW}. */
export async function openRows(
  tables: readonly { readonly table: TableDefinition; readonly rows: readonly DemoRow[] }[],
): Promise<OpenRows> {
  const cwd = await mkdtemp(join(tmpdir(), 'parqueue-rows-'));
  const endMs = Date.parse(DEMO_NOW);
  const dir = join(cwd, '.parqueue/hub/local/rows');
  await mkdir(dir, { recursive: true });
  await writeDemo(dir, {
    startMs: endMs - 7 * 86_400_000,
    endMs,
    tables: tables.map(({ table, rows }) => ({
      table,
      revisions: rows.map((row) => ({ writtenAt: endMs - 3_600_000, row })),
    })),
  });
  return {
    cwd,
    run: (...args) => runCommand([...args, '--now', DEMO_NOW], { cwd }),
    close: () => rm(cwd, { recursive: true, force: true }),
  };
}

/** A play with an id of its own: `playRow(1, '2026-03-01T10:00:00Z', { title: 'Says' })`. */
export const playRow = (number: number, startedAt: string, more: DemoRow = {}): DemoRow => ({
  track_key: 'nils frahm - says',
  artist: 'Nils Frahm',
  title: 'Says',
  started_at: new Date(startedAt),
  expected_duration_seconds: 600,
  had_errors: false,
  error_count: 0,
  row_id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
  revision: 0,
  ...more,
});
